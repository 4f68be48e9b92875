#include "models/ports/flow.hpp"

namespace models {

const std::array<double, LatencySlices::kCount>& LatencySlices::ends() {
  static const std::array<double, kCount> ends = [] {
    constexpr std::array<std::size_t, 4> kSlices{128, 64, 32, 16};
    std::array<double, kCount> list{};
    std::size_t next = 0;
    double above = 1.0;  // share beyond the slices so far
    for (std::size_t nine = 0; nine < kSlices.size(); ++nine) {
      const double taken = nine + 1 < kSlices.size() ? 0.9 * above : above;
      for (std::size_t i = 1; i <= kSlices[nine]; ++i) {
        list[next++] = 1.0 - above + taken * static_cast<double>(i) / static_cast<double>(kSlices[nine]);
      }
      above -= taken;
    }
    list.back() = 1.0;
    return list;
  }();
  return ends;
}

}  // namespace models
