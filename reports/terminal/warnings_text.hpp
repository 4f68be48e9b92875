// What is to be minded of results, on the terminal.
#pragma once

#include <string>
#include <vector>

#include "reports/terminal/style.hpp"

namespace reports {

/// "warning: ..." per warning, in lines as wide as the terminal; empty without warnings.
std::string warnings_text(const std::vector<std::string>& warnings, const TerminalStyle& style);

}  // namespace reports
