// Named random streams. What: a stream is a generator whose start depends on its name alone (seed, replication,
// component, purpose), so that adding a component shifts nobody else's numbers and every architecture of a comparison
// can be given the same draws.
// Source: xoshiro256++ 1.0 and splitmix64, Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM
// TOMS 47(4), 2021; bounded integers, Lemire, "Fast random integer generation in an interval", ACM TOMACS 29(1), 2019.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/units/int128.hpp"

namespace sim::random {

/// The finaliser of splitmix64: a bijection of 64-bit words whose output bits depend on all input bits.
constexpr std::uint64_t mix_bits(std::uint64_t word) {
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9U;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebU;
  return word ^ (word >> 31);
}

/// xoshiro256++: 32 bytes of state, period 2^256 - 1. Trivially copyable: a copy repeats what the original will draw.
class Stream {
 public:
  /// Starts from a 64-bit key, spread over the state by splitmix64 (whose four successive outputs are never all zero).
  explicit constexpr Stream(std::uint64_t key = 0) {
    for (std::uint64_t& word : state_) {
      key += kGoldenGamma;
      word = mix_bits(key);
    }
  }

  /// 64 uniform bits.
  constexpr std::uint64_t next_u64() {
    const std::uint64_t result = rotate_left(state_[0] + state_[3], 23) + state_[0];
    std::uint64_t crossed = state_[2] ^ state_[0];
    const std::uint64_t last = state_[3] ^ state_[1];
    keep_scalar(crossed);
    const std::uint64_t shifted = state_[1] << 17;
    state_[1] ^= crossed;
    state_[0] ^= last;
    state_[2] = crossed ^ shifted;
    state_[3] = rotate_left(last, 45);
    return result;
  }

  /// Uniform on the 2^52 odd multiples of 2^-53: from 2^-53 to 1 - 2^-53, symmetric about 1/2, never 0 and never 1, so
  /// that both log(u) and log(1 - u) are finite and 1 - u is exact.
  constexpr double uniform01() { return static_cast<double>(((next_u64() >> 12) << 1) | 1U) * 0x1p-53; }

  /// Uniform on 0 ... bound - 1, without bias. Requires bound > 0. May take more than one word of the stream.
  constexpr std::uint64_t uniform_below(std::uint64_t bound) {
    Uint128 product = static_cast<Uint128>(next_u64()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) [[unlikely]] {
      const std::uint64_t unfair = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < unfair) {
        product = static_cast<Uint128>(next_u64()) * bound;
      }
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

  constexpr bool operator==(const Stream&) const = default;

 private:
  static constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15U;  // 2^64 / golden ratio, made odd

  static constexpr std::uint64_t rotate_left(std::uint64_t word, int bits) {
    return (word << bits) | (word >> (64 - bits));
  }

  // g++ 12 at -O3 packs the state into vector registers and back, which triples the cost of a draw; an empty asm
  // statement that wants one word in a general register keeps it from doing so and emits nothing.
  static constexpr void keep_scalar([[maybe_unused]] std::uint64_t& word) {
#if defined(__GNUC__)
    if (!__builtin_is_constant_evaluated()) {
      __asm__("" : "+r"(word));
    }
#endif
  }

  std::array<std::uint64_t, 4> state_{};
};

/// The 64-bit key of a stream's name: FNV-1a over seed and replication (8 bytes each, low byte first) and over both
/// texts, each followed by the byte 0xff, which UTF-8 never holds; then mix_bits. Two of a million names share a key
/// with probability 3e-8.
std::uint64_t stream_key(std::uint64_t seed, std::uint64_t replication, std::string_view component,
                         std::string_view purpose);

/// The stream of that name.
Stream make_stream(std::uint64_t seed, std::uint64_t replication, std::string_view component, std::string_view purpose);

/// The `index`-th of a family of streams that share a name: for things that are numbered (an interval of a file, a
/// host) rather than named. Costs some ten multiplications; no text is made.
constexpr Stream numbered_stream(std::uint64_t key, std::uint64_t index) {
  return Stream{mix_bits(key + mix_bits(index + 1))};
}

}  // namespace sim::random
