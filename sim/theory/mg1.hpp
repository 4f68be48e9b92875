// M/G/1: Poisson arrivals, any law of the service time, one server, first come first served.
// Source: Pollaczek, Mathematische Zeitschrift 32 (1930), and Khinchine (1932); Kleinrock, "Queueing Systems" I (1975),
// 5.6 (mean) and 5.7 (variance, by Takacs' recursion). Exact; the mean needs only two moments of the service time.
#pragma once

#include <optional>

#include "sim/theory/queue_means.hpp"

namespace sim::theory {

/// Steady-state means. `cv` is the coefficient of variation of the service time (0 constant, 1 exponential). None if
/// arrival_rate x service_mean >= 1. Requires arrival_rate >= 0 (1/s), service_mean > 0 (s), cv >= 0.
std::optional<QueueMeans> mg1_means(double arrival_rate, double service_mean, double cv);

/// Variance of the wait, in s^2, from the second and third moments of the service time:
/// wait^2 + lambda E[S^3] / (3 (1 - rho)). None if unstable. Requires the moments of a positive random variable.
std::optional<double> mg1_wait_variance(double arrival_rate, double service_mean, double second_moment,
                                        double third_moment);

}  // namespace sim::theory
