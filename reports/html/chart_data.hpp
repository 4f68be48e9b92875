// The numbers that the script of report.html draws.
#pragma once

#include <string>

#include "reports/report_model.hpp"

namespace reports {

/// A JSON object, safe to stand inside a <script> element: curves reduced to at most kMaxBuckets values of five
/// significant digits, null where there is none, and the monthly charges.
std::string chart_data(const ReportModel& model);

}  // namespace reports
