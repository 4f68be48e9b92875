// GI/M/1: independent, equally distributed times between arrivals, exponential service, one server, first come first
// served. E_k/M/1 is one of k targets that a balancer serves in turn with Poisson arrivals; D/M/1 evenly spaced ones.
// Source: Kleinrock, "Queueing Systems" I (1975), 6.1 to 6.4. Exact: an arrival finds n present with probability
// (1 - s) s^n, s being the root in (0, 1) of s = A*(mu - mu s), A* the transform of the time between arrivals. The
// number present has the same law when the server is shared, so the mean sojourn holds for processor sharing too.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/theory/queue_means.hpp"

namespace sim::theory {

struct GiM1Queue {
  double arrival_rate = 0.0;  ///< per second, > 0
  double service_mean = 0.0;  ///< seconds, > 0
  /// The time between arrivals is the sum of so many exponentials (1: Poisson); none: constant.
  std::optional<std::int64_t> stages = std::nullopt;

  double load() const { return arrival_rate * service_mean; }
};

/// Steady-state means; none if load >= 1. The sojourn is exponential: P(sojourn > t) = exp(-t / sojourn). Relative
/// error below 1e-12 / (1 - load). Requires the ranges above and stages >= 1. Time O(1): Newton's method, which comes
/// to the root from below without overshooting, since A* is convex.
std::optional<QueueMeans> gim1_means(const GiM1Queue& queue);

}  // namespace sim::theory
