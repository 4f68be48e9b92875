// Tails and partial moments of the laws that a scenario may give to a duration, in seconds: what the formulas for
// infinitely many servers need. Exact; each kind's formula is in the .cpp. The special functions are Boost.Math's, so
// the last bits may differ between machines: print these values, don't let simulated state depend on them.
#pragma once

#include "sim/random/distribution.hpp"

namespace sim::theory {

/// E[S] and E[S^2] in s and s^2, before draws are rounded to nanoseconds. Requires problem_of(law) to be empty, as
/// everything here does.
double mean_seconds(const random::DistributionSpec& law);
double second_moment(const random::DistributionSpec& law);

/// P(S > seconds). Requires seconds >= 0.
double tail(const random::DistributionSpec& law, double seconds);

/// E[min(S, x)], the integral of the tail from 0 to x. Tends to E[S]. Requires seconds >= 0.
double mean_of_minimum(const random::DistributionSpec& law, double seconds);

/// E[min(S, x)^2] / 2, the integral of u P(S > u) from 0 to x. Tends to E[S^2] / 2. Requires seconds >= 0.
double half_square_of_minimum(const random::DistributionSpec& law, double seconds);

}  // namespace sim::theory
