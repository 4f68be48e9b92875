// One replication of M/M/c as a user of the kernel writes it: a slot per server, arrivals as an event source, named
// random streams, the product's histogram and time-weighted mean. It begins empty, warms up, and measures the requests
// that arrive in the window, following them to their end, as `headroom run` does.
// The queue stands here in place of a scenario because what is tested are the estimators, over some 10^10 requests:
// without balancer, CPU sharing and meters a request costs a tenth. The scenarios have their own tests against the same
// formulas (tests/theory).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/kernel.hpp"
#include "sim/random/stream.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/stats/time_weighted.hpp"
#include "sim/theory/mmc.hpp"

namespace coverage {

struct Window {
  sim::Duration warm_up{};
  sim::Duration length{};
};

/// What one replication says.
struct Measured {
  double mean_present = 0.0;       ///< requests in the system, over the window's time
  double seconds_in_system = 0.0;  ///< sum over the requests that arrived in the window
  double requests = 0.0;           ///< how many these were
  double p99_seconds = 0.0;        ///< of their times in the system; NaN without requests
};

/// Simulates one replication. `histogram` is scratch space, reset here. Deterministic in its arguments.
Measured simulate_mmc(const sim::theory::MmcQueue& queue, const Window& window, sim::random::Stream arrivals,
                      sim::random::Stream services, sim::stats::LatencyHistogram& histogram);

}  // namespace coverage
