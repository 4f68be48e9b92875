// The traffic of a scenario as theory sees it: rates and how arrivals scatter, the same for every architecture.
#pragma once

#include <optional>

#include "scenarios/load.hpp"

namespace scenarios::theory {

/// Users who wait for answers; seconds.
struct ClosedLoad {
  double users = 0.0;
  double think = 0.0;  ///< mean
};

/// Expected values over the measured window; rates per second, times in seconds. Those of closed load are the most that
/// its users can send.
struct Traffic {
  models::ArrivalProcess process{};
  bool is_stationary = false;  ///< the expected rate never changes
  double requests = 0.0;
  double mean = 0.0;
  double lowest = 0.0;   ///< at the start of any tick
  double highest = 0.0;  ///< likewise; not below the mean
  double at_start = 0.0;
  double at_end = 0.0;
  double duration = 0.0;
  double warm_up = 0.0;
  std::optional<ClosedLoad> closed{};
};

/// Time O(ticks), at most 100,000 of them: a longer run is looked at so often, evenly.
Traffic traffic_of(const LoadedScenario& loaded);

}  // namespace scenarios::theory
