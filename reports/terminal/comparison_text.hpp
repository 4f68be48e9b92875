// What `run` and `report` print: the question, the comparison table, the cost over time, the verdict and the warnings.
#pragma once

#include <string>

#include "reports/report_model.hpp"
#include "reports/terminal/style.hpp"

namespace reports {

std::string comparison_text(const ReportModel& model, const TerminalStyle& style);

}  // namespace reports
