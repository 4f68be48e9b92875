// launches.csv, read back.
#pragma once

#include <string>

#include "reports/report_model.hpp"

namespace reports {

/// Adds the rows of launches.csv to the architectures of `model`. `name` is for messages. Throws CsvError.
void read_launches(const std::string& text, const std::string& name, ReportModel& model);

}  // namespace reports
