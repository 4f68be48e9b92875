// The shape of a day, and of a week with quieter (or busier) weekends.
#pragma once

#include <cstdint>
#include <vector>

#include "models/workload/rate_table.hpp"
#include "sim/units/time.hpp"

namespace models::workload {

enum class Weekday : std::uint8_t { kMonday, kTuesday, kWednesday, kThursday, kFriday, kSaturday, kSunday };

struct DiurnalShape {
  double mean = 0.0;                     ///< arrivals per second over the period (a day, or a week if weekend != 1)
  double peak_to_mean = 1.0;             ///< of one day; 1 is flat; at most kPeakToMeanMax
  sim::Duration peak_at{};               ///< time of day, 0 ... 24 h
  double weekend = 1.0;                  ///< level of a weekend day relative to a weekday
  Weekday starts_on = Weekday::kMonday;  ///< the day that begins at t = 0
};

/// A sharper peak than this lasts minutes: a flash crowd, not a day.
inline constexpr double kPeakToMeanMax = 20.0;

/// The points of one period, a minute apart, for RateTable::periodic. Their mean is exactly shape.mean.
std::vector<RatePoint> diurnal_points(const DiurnalShape& shape);

}  // namespace models::workload
