// Exponential variates drawn ahead in blocks: a tight loop fills the block while nothing else waits for a draw, and the
// values are those of one draw after the other.
#pragma once

#include <array>
#include <cstddef>

#include "sim/random/stream.hpp"
#include "sim/random/ziggurat.hpp"

namespace bench::reference {

class ExponentialBlock {
 public:
  ExponentialBlock(std::uint64_t key, double mean) : stream_{key}, mean_{mean} {}

  double next() {
    if (used_ == kSize) [[unlikely]] {
      refill();
    }
    return values_[used_++];
  }

 private:
  static constexpr std::size_t kSize = 256;

  [[gnu::noinline]] void refill() {
    sim::random::Stream stream = stream_;
    for (double& value : values_) {
      value = sim::random::exponential(stream) * mean_;
    }
    stream_ = stream;
    used_ = 0;
  }

  sim::random::Stream stream_;
  double mean_;
  std::size_t used_ = kSize;
  std::array<double, kSize> values_{};
};

}  // namespace bench::reference
