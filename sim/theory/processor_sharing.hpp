// M/G/c-PS: c vCPUs shared evenly by all requests present, none faster than one vCPU: with n present each runs at speed
// min(1, c / n). What a VM or a microVM does with the CPU steps of its requests (c = 1: M/G/1-PS).
// Source: Kleinrock, "Queueing Systems" II (1976), 4.4 (c = 1); Cohen, "The multiple phase service network with
// generalized processor sharing", Acta Informatica 12 (1979) (any c, and a bound on the number present).
// Exact, and insensitive: only the mean of the service time matters, so the number present has the law of M/M/c, and of
// M/M/c/K where a request that finds `places` is turned away. Requests of size x stay, on average, x times a constant.
#pragma once

#include <cstdint>
#include <optional>

namespace sim::theory {

struct SharedProcessors {
  double arrival_rate = 0.0;                          ///< Poisson, per second, >= 0
  double service_mean = 0.0;                          ///< seconds on one vCPU without company, > 0
  std::int64_t processors = 1;                        ///< c, vCPUs, >= 1
  std::optional<std::int64_t> places = std::nullopt;  ///< the most requests at a time, >= c; none: unbounded
};

struct SharingMeans {
  double lost = 0.0;      ///< share of arrivals turned away; 0 without a bound
  double present = 0.0;   ///< mean number of requests present
  double sojourn = 0.0;   ///< mean time in the system of the accepted, seconds
  double slowdown = 0.0;  ///< sojourn / service_mean: E[time in the system | size x] = slowdown x
};

/// Steady-state means; none if unbounded and arrival_rate x service_mean >= processors. Time O(places or processors).
std::optional<SharingMeans> processor_sharing_means(const SharedProcessors& shared);

}  // namespace sim::theory
