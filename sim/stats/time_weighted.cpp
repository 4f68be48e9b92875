#include "sim/stats/time_weighted.hpp"

#include <limits>

namespace sim::stats {

double mean_level(Int128 integral, Duration length) {
  if (length == Duration{}) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return static_cast<double>(integral) / static_cast<double>(length.nanoseconds());
}

}  // namespace sim::stats
