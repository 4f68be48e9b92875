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

/// Of a binomial number with that mean, each trial having that chance (0: of a Poisson number), where nesting does not
/// matter and the mean may be anything: exact while the variance is below kManyCounted, as far as trials are few enough
/// or hardly succeed; above, the rounded normal quantile with Cornish and Fisher's terms for skewness and kurtosis
/// ("Moments and cumulants in the specification of distributions", Rev. Inst. Int. Stat. 5, 1938), whose next one is
/// below a fiftieth three deviations away. Requires mean >= 0, 0 <= chance <= 1, 0 < u < 1. O(1) above kManyCounted.
std::int64_t count_quantile(double mean, double chance, double u);
inline constexpr double kManyCounted = 30.0;

}  // namespace sim::random
