// Launch rates as token buckets.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "sim/kernel/token_bucket.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models::ecs {

/// A full bucket of `burst` launches that is refilled at `rate`, which is taken to the nearest launch per hour (at
/// least one): 500/min and 20/s are exact.
inline sim::TokenBucket launch_bucket(std::int64_t burst, sim::Rate rate, sim::Time start) {
  constexpr double kSecondsPerHour = 3'600.0;
  constexpr double kMost = 1e12;  // a launch per 3.6 ns: as good as no limit
  const std::int64_t per_hour = std::llround(std::clamp(rate.per_second() * kSecondsPerHour, 1.0, kMost));
  return {burst, per_hour, sim::Duration::hours(1), start};
}

}  // namespace models::ecs
