// Ratios of capacity in whole numbers.
#pragma once

#include <cstdint>

#include "sim/units/int128.hpp"

namespace models::scaling {

/// What a sim::Fraction of 1 counts.
inline constexpr std::int64_t kBillion = 1'000'000'000;

/// ceil(numerator / denominator). Requires numerator >= 0 and denominator > 0.
constexpr std::int64_t divide_up(sim::Int128 numerator, sim::Int128 denominator) {
  return static_cast<std::int64_t>((numerator + denominator - 1) / denominator);
}

}  // namespace models::scaling
