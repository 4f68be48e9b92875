// The traffic of a scenario as theory sees it: rates and how arrivals scatter, the same for every architecture.
#pragma once

#include "scenarios/load.hpp"

namespace scenarios::theory {

/// Expected values over the measured window; rates per second, times in seconds.
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
};

/// Time O(ticks), at most 100,000 of them: a longer run is looked at so often, evenly.
Traffic traffic_of(const LoadedScenario& loaded);

}  // namespace scenarios::theory
