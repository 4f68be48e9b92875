// Wide integers, for products of two 64-bit quantities that must not round or overflow.
#pragma once

#include <cstdint>

namespace sim {

__extension__ using Int128 = __int128;
__extension__ using Uint128 = unsigned __int128;

/// numerator / denominator, rounded half to even. Requires denominator > 0.
constexpr Int128 divide_half_even(Int128 numerator, Int128 denominator) {
  Int128 quotient = numerator / denominator;
  Int128 remainder = numerator % denominator;
  if (remainder < 0) {
    remainder += denominator;
    quotient -= 1;
  }
  const Int128 twice = remainder * 2;
  if (twice > denominator || (twice == denominator && quotient % 2 != 0)) {
    quotient += 1;
  }
  return quotient;
}

}  // namespace sim
