// The paired comparison as `headroom compare` prints it.
#pragma once

#include <string>

#include "reports/paired.hpp"
#include "reports/terminal/style.hpp"

namespace reports {

std::string paired_text(const PairedReport& report, const TerminalStyle& style);

}  // namespace reports
