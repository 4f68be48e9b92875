// A curve in one line of text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "reports/terminal/style.hpp"

namespace reports {

/// `values` averaged into at most `width` cells of eight levels from 0 to `top`; a cell without any value is a space.
std::string sparkline(const std::vector<double>& values, double top, std::size_t width, const TerminalStyle& style);

}  // namespace reports
