// M/M/c: Poisson arrivals, exponential service, c servers, one unbounded queue, first come first served.
// Source: Kleinrock, "Queueing Systems" I (1975), 3.5; laws of the wait and of the sojourn: Gross and Harris,
// "Fundamentals of Queueing Theory", 3rd ed. (1998), 2.3.2. Exact. M/M/1 is c = 1.
// Symbols: lambda = arrival_rate (1/s); 1/mu = service_mean (s); c = servers; stable while lambda < c mu.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/theory/queue_means.hpp"

namespace sim::theory {

struct MmcQueue {
  double arrival_rate = 0.0;  ///< per second, >= 0
  double service_mean = 0.0;  ///< seconds, > 0
  std::int64_t servers = 1;   ///< >= 1

  double load() const { return arrival_rate * service_mean; }
  bool is_stable() const { return load() < static_cast<double>(servers); }
};

/// Steady-state means; none if the queue is unstable. Time O(servers).
std::optional<QueueMeans> mmc_means(const MmcQueue& queue);

/// P(wait > seconds) = C exp(-(c mu - lambda) seconds). None if unstable. Requires seconds >= 0. Time O(servers).
std::optional<double> mmc_wait_tail(const MmcQueue& queue, double seconds);

/// P(wait + service > seconds). None if unstable. Requires seconds >= 0. Time O(servers).
std::optional<double> mmc_sojourn_tail(const MmcQueue& queue, double seconds);

/// The smallest t with P(wait <= t) >= probability, in seconds; 0 where so many do not wait at all. None if unstable.
/// Requires 0 <= probability < 1.
std::optional<double> mmc_wait_quantile(const MmcQueue& queue, double probability);

/// The t with P(wait + service <= t) = probability, in seconds, to 1e-12 of it (bisection: the tail has no closed
/// inverse). None if unstable. Requires 0 <= probability < 1.
std::optional<double> mmc_sojourn_quantile(const MmcQueue& queue, double probability);

/// The smallest c at which the mean wait is at most `wait` seconds. Requires arrival_rate >= 0, service_mean > 0 and
/// wait > 0. Time O(c).
std::int64_t servers_for_mean_wait(double arrival_rate, double service_mean, double wait);

}  // namespace sim::theory
