#include "reports/terminal/sparkline.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace reports {

std::string sparkline(const std::vector<double>& values, double top, std::size_t width, const TerminalStyle& style) {
  static constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static constexpr std::array<std::string_view, 8> kAscii{"_", ".", ":", "-", "=", "+", "*", "#"};
  const auto& levels = style.unicode ? kBlocks : kAscii;
  const std::size_t cells = std::min(width, values.size());
  std::string line;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t i = cell * values.size() / cells; i < (cell + 1) * values.size() / cells; ++i) {
      if (std::isfinite(values[i])) {
        sum += values[i];
        ++count;
      }
    }
    if (count == 0) {
      line += ' ';
      continue;
    }
    const double level = top > 0.0 ? 8.0 * sum / static_cast<double>(count) / top : 0.0;
    line += levels[static_cast<std::size_t>(std::clamp(std::ceil(level) - 1.0, 0.0, 7.0))];
  }
  return line;
}

}  // namespace reports
