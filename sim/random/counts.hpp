// Quantiles of counting distributions, by inversion: one uniform in, one count out. Inversion (rather than rejection)
// because thinning and scaling must be nested: with u fixed, the count never falls when the mean or p rises.
#pragma once

#include <cstdint>

namespace sim::random {

/// The largest n that binomial_quantile accepts.
inline constexpr std::int64_t kBinomialTrialsMax = 4096;
/// The largest mean that poisson_quantile accepts: the time it takes grows with the square root of the mean.
inline constexpr double kPoissonMeanMax = 1e9;

/// The smallest k with P(Poisson(mean) <= k) >= u. Requires 0 <= mean <= kPoissonMeanMax and 0 < u < 1. Non-decreasing
/// in u; the cumulative probability is accurate to a few 1e-14 of the smaller tail.
std::int64_t poisson_quantile(double mean, double u);

/// The smallest k with P(Binomial(n, p) <= k) >= u. Requires 0 <= n <= kBinomialTrialsMax, 0 <= p <= 1, 0 < u < 1.
/// Non-decreasing in u, and in p and n as far as the same accuracy tells the probabilities apart.
std::int64_t binomial_quantile(std::int64_t n, double p, double u);

}  // namespace sim::random
