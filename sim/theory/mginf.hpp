// M/G/infinity and M(t)/G/infinity: everybody is served at once. How many are busy when capacity is no limit: requests
// in flight behind an elastic service, environments that are busy.
// Source: steady state, Kleinrock, "Queueing Systems" I (1975), 3.4, any service by Takacs, "Introduction to the Theory
// of Queues" (1962), 3.2; time-varying rate, Eick, Massey and Whitt, "The physics of the M(t)/G/infinity queue",
// Operations Research 41(4), 1993, theorem 1. Exact.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sim/random/distribution.hpp"

namespace sim::theory {

/// P(N = n) for n = 0 ... count - 1 of a Poisson number with that mean: the law of the number busy, at any time, when
/// arrivals are Poisson; steady-state mean = rate x mean service time, for every law of the service time.
/// Computed from its largest term outwards, so that no mean underflows. Requires a finite mean >= 0. Time O(count).
std::vector<double> poisson_law(double mean, std::size_t count);

/// The smallest n with P(N <= n) >= probability for a Poisson N: how many are enough for so much of the time. Requires
/// a finite mean >= 0 and 0 <= probability < 1. Time O(result).
std::size_t poisson_quantile(double mean, double probability);

/// A rate that is linear between its points, equal to the first one's before them and to the last one's after them. Two
/// points at the same time are a step.
struct RatePoint {
  double time = 0.0;  ///< seconds
  double rate = 0.0;  ///< per second, >= 0
};

/// The mean number busy at `time`, in M(t)/G/infinity: the integral over u >= 0 of rate(time - u) P(S > u), which is
/// the rate a service age ago, E[rate(time - age)] E[S]. Exact for piecewise-linear rates: one term per piece, no
/// numerical integration. The number busy is Poisson with this mean. Requires points in order of time, at least one.
/// Time O(points).
double mean_busy_at(double time, std::span<const RatePoint> rate, const random::DistributionSpec& service);

}  // namespace sim::theory
