// The smaller of two 128-bit keys without a jump. Compilers make a jump of it, one that nobody can predict, so it is
// spelt out for x86-64; other processors' compilers choose better by themselves.
#pragma once

#include <cstdint>

#include "sim/units/int128.hpp"

namespace sim {

/// Both as signed numbers; `a` when they are equal.
inline Int128 smaller(Int128 a, Int128 b) {
#if defined(__x86_64__) && defined(__GNUC__)
  auto a_high = static_cast<std::uint64_t>(static_cast<Uint128>(a) >> 64);
  auto a_low = static_cast<std::uint64_t>(a);
  const auto b_high = static_cast<std::uint64_t>(static_cast<Uint128>(b) >> 64);
  const auto b_low = static_cast<std::uint64_t>(b);
  std::uint64_t difference = b_high;
  __asm__(
      "cmpq %[a_low], %[b_low]\n\tsbbq %[a_high], %[difference]\n\t"
      "cmovlq %[b_low], %[a_low]\n\tcmovlq %[b_high], %[a_high]"
      : [a_low] "+&r"(a_low), [a_high] "+&r"(a_high), [difference] "+&r"(difference)
      : [b_low] "r"(b_low), [b_high] "r"(b_high)
      : "cc");
  return static_cast<Int128>((static_cast<Uint128>(a_high) << 64) | a_low);
#else
  return b < a ? b : a;
#endif
}

}  // namespace sim
