// TimeWeighted: the integral of an integer level (replicas, requests in flight, milli-vCPU, bytes) over simulated time,
// exact in 128 bits; means are divided out at the end.
#pragma once

#include <cstdint>

#include "sim/check.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace sim::stats {

/// integral / length as a level; NaN for an empty stretch of time. Unit of `integral`: level x nanoseconds.
double mean_level(Int128 integral, Duration length);

/// The level is constant from one call of set or add to the next. Time must not run backwards.
class TimeWeighted {
 public:
  TimeWeighted() = default;
  explicit TimeWeighted(Time start, std::int64_t level = 0)
      : start_{start}, last_{start}, level_{level}, maximum_{level} {}

  /// The level is `level` from `now` on.
  void set(Time now, std::int64_t level) {
    advance(now);
    level_ = level;
    maximum_ = level > maximum_ ? level : maximum_;
  }
  void add(Time now, std::int64_t delta) { set(now, level_ + delta); }

  std::int64_t level() const { return level_; }
  /// The highest level since the start, levels that lasted no time included.
  std::int64_t maximum() const { return maximum_; }
  /// From the start to `now`. Unit: level x nanoseconds.
  Int128 integral(Time now) const {
    SIM_DCHECK(now >= last_, "time ran backwards");
    return integral_ + pending(now);
  }
  /// From the start to `now`; NaN if that is no time at all.
  double mean(Time now) const { return mean_level(integral(now), now - start_); }

  /// The integral since the previous cut (or the start): what a tick adds. The next one begins at `now`.
  Int128 cut(Time now) {
    advance(now);
    const Int128 since = integral_ - cut_;
    cut_ = integral_;
    return since;
  }

  /// Begins the measured window: integral, cuts and maximum start again at `now`, the level stays.
  void restart(Time now) {
    SIM_DCHECK(now >= last_, "time ran backwards");
    *this = TimeWeighted{now, level_};
  }

 private:
  Int128 pending(Time now) const { return static_cast<Int128>((now - last_).nanoseconds()) * level_; }
  void advance(Time now) {
    SIM_DCHECK(now >= last_, "time ran backwards");
    integral_ += pending(now);
    last_ = now;
  }

  Time start_{};
  Time last_{};
  std::int64_t level_ = 0;
  std::int64_t maximum_ = 0;
  Int128 integral_ = 0;
  Int128 cut_ = 0;
};

}  // namespace sim::stats
