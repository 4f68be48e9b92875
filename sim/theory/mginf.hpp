// M/G/infinity and M(t)/G/infinity: everybody is served at once. How many are busy when capacity is no limit: requests
// in flight behind an elastic service, environments that are busy.
// Source: steady state, Kleinrock, "Queueing Systems" I (1975), 3.4, any service by Takacs, "Introduction to the Theory
// of Queues" (1962), 3.2; time-varying rate, Eick, Massey and Whitt, "The physics of the M(t)/G/infinity queue",
// Operations Research 41(4), 1993, theorem 1. Exact.
#pragma once

#include <cstddef>
#include <cstdint>
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

/// The number busy that is not exceeded within `span` mean service times, with that probability, in steady state with
/// `mean` busy on average. To M/M/infinity's mean time of passage from n to n + 1 (Keilson, "Markov Chain Models:
/// Rarity and Exponentiality", 1979: passages to rare levels are exponential); from a mean of 100 on by counting clumps
/// (Aldous, "Probability Approximations via the Poisson Clumping Heuristic", 1989, B). How service is distributed
/// matters little: the number busy moves by ones at the same rate whatever the law is, so that its high peaks are as
/// frequent. Requires mean > 0, span > 0 and 0 < probability < 1. Time O(mean) below 100, O(1) above.
std::int64_t peak_quantile(double mean, double span, double probability);

/// How often per mean service time more than `level` become busy, by the same theory: the inverse of the mean time
/// until then, from steady state at or below it. Requires level >= 0; infinite where `level` is not above the mean by
/// some 0.3 deviations and the mean is 100 or more. The same time.
double passage_rate(double mean, std::int64_t level);

}  // namespace sim::theory
