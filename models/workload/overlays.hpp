// The fields that every kind of workload has: what is laid over it.
#pragma once

#include <optional>
#include <vector>

#include "models/workload/rate_profile.hpp"
#include "sim/config/describe.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models::workload {

struct FlashCrowdConfig {
  sim::Duration at{};
  double factor = 1.0;
  sim::Duration rise{};
  sim::Duration hold{};
  std::optional<sim::Duration> fall{};
  static const sim::config::Schema& schema();
};

struct OverlaysConfig {
  double scale = 1.0;
  sim::Duration shift{};
  std::vector<FlashCrowdConfig> flash_crowds{};
  static const sim::config::Schema& schema();

  std::vector<FlashCrowd> crowds() const;
  /// The largest factor that scale and crowds together can reach.
  double greatest_factor() const;
  /// The profile of a load with these points: scaled, shifted, crowds laid over.
  RateProfile held(std::vector<RatePoint> points) const;
  RateProfile periodic(std::vector<RatePoint> points) const;
  /// What multiplies a load of another kind: `scale` everywhere, crowds laid over; 1 per second means a factor of 1.
  RateProfile factor() const;
};

/// The bounds of every rate field: zero is legal (a night without requests), the upper one catches a slip of units.
inline constexpr const char* kRateLow = "0/s";
inline constexpr const char* kRateHigh = "100000000/s";

}  // namespace models::workload
