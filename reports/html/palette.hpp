// One colour per architecture, the same in every chart.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace reports {

/// Okabe and Ito's palette for all kinds of colour vision (jfly.uni-koeln.de/color, 2008), yellow and black last, as
/// they are weak on white and on black.
inline constexpr std::array<std::string_view, 8> kOkabeIto{"#0072b2", "#e69f00", "#009e73", "#d55e00",
                                                           "#cc79a7", "#56b4e9", "#f0e442", "#7f8793"};

constexpr std::string_view architecture_color(std::size_t index) {
  return kOkabeIto[index % kOkabeIto.size()];
}

}  // namespace reports
