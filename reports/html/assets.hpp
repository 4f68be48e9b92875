// The parts of report.html that are files in this folder, embedded in the program by assets.S.
#pragma once

#include <string_view>

namespace reports {

std::string_view template_asset();
std::string_view style_asset();
std::string_view script_asset();
/// The page of a sweep, and its script.
std::string_view sweep_template_asset();
std::string_view sweep_script_asset();
/// The ECharts bundle (vendor/, Apache-2.0).
std::string_view charts_asset();

}  // namespace reports
