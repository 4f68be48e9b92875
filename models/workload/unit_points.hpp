// Points on the axis of cumulative mass, one per unit on average. A load is such points stretched by its rate: the
// point at mass m arrives when the expected number of arrivals since t = 0 reaches m. So a sweep over the rate
// stretches the same points, and neither a longer warm-up nor a later beginning changes one of them.
#pragma once

#include <cmath>
#include <cstdint>

#include "sim/random/stream.hpp"
#include "sim/random/ziggurat.hpp"

namespace models::workload {

/// A Poisson process of rate 1 on the whole axis. It is drawn in cells of 1024 units, each on a stream of its own, so
/// that it can be entered anywhere; since gaps have no memory, a gap that leads out of its cell is thrown away and
/// the next cell begins afresh.
class UnitPoisson {
 public:
  /// `key`: sim::random::stream_key of the process.
  explicit UnitPoisson(std::uint64_t key) : key_{key} {}

  /// The next call of next() gives a point not later than the first one at or after `mass`.
  void seek(double mass) { enter(static_cast<std::int64_t>(std::floor(mass / kCell))); }
  double next() {
    offset_ += sim::random::exponential(stream_);
    while (offset_ >= kCell)
      [[unlikely]] {
        enter(cell_ + 1);
        offset_ = sim::random::exponential(stream_);
      }
    return base_ + offset_;
  }

 private:
  static constexpr double kCell = 1024.0;

  void enter(std::int64_t cell) {
    cell_ = cell;
    base_ = static_cast<double>(cell) * kCell;
    offset_ = 0.0;
    stream_ = sim::random::numbered_stream(key_, static_cast<std::uint64_t>(cell));
  }

  std::uint64_t key_;
  sim::random::Stream stream_{};
  std::int64_t cell_ = 0;
  double base_ = 0.0;
  double offset_ = 0.0;
};

/// Evenly spaced: one point in the middle of each unit, so that arrivals don't fall on the ticks of control loops.
class EvenPoints {
 public:
  void seek(double mass) { unit_ = std::floor(mass); }
  double next() {
    const double point = unit_ + 0.5;
    unit_ += 1.0;
    return point;
  }

 private:
  double unit_ = 0.0;
};

}  // namespace models::workload
