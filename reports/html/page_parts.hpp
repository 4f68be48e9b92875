// The parts of report.html that C++ writes: they are there without JavaScript too.
#pragma once

#include <string>
#include <string_view>

#include "reports/comparison.hpp"
#include "reports/report_model.hpp"

namespace reports {

/// `text` with & < > " ' as entities: safe as content and inside quoted attributes.
std::string escaped(std::string_view text);

std::string facts_line(const RunInfo& run);
std::string warnings_html(const std::vector<std::string>& warnings);
std::string cards_html(const ReportModel& model, const Verdict& verdict);
std::string comparison_html(const ReportModel& model, const Verdict& verdict);
std::string assumptions_html(const ReportModel& model);
std::string provenance_html(const RunInfo& run);

}  // namespace reports
