// The section of report.html that holds theory against the simulation; readable without JavaScript.
#pragma once

#include <string>

#include "reports/report_model.hpp"

namespace reports {

/// A table: per architecture its theories, each with its conditions, source and values beside the simulated ones.
std::string theory_html(const ReportModel& model);

}  // namespace reports
