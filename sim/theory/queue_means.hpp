// What the closed forms of this folder say about a queue in its steady state.
#pragma once

namespace sim::theory {

/// Steady-state means. Means over time are also what Poisson arrivals see (Wolff, "Poisson arrivals see time averages",
/// Operations Research 30(2), 1982); numbers and times are tied by Little's law (Operations Research 9(3), 1961):
/// waiting = accepted rate x wait, in_system = accepted rate x sojourn. Times in seconds.
struct QueueMeans {
  double lost = 0.0;       ///< share of arrivals that are turned away
  double delayed = 0.0;    ///< share of accepted arrivals that do not start at once
  double busy = 0.0;       ///< mean number of busy servers
  double waiting = 0.0;    ///< mean number of requests that wait (L_q)
  double in_system = 0.0;  ///< mean number of requests that wait or are served (L)
  double wait = 0.0;       ///< mean wait of the accepted (W_q)
  double sojourn = 0.0;    ///< mean time in the system of the accepted (W)
};

}  // namespace sim::theory
