// Time series of one run: where the warm-up ends, and batches that may be treated as independent.
// Source: White, Cobb and Spratt, "A comparison of five steady-state truncation heuristics for simulation", Winter
// Simulation Conference 2000 (MSER-5); Law, "Simulation Modeling and Analysis", 5th ed., 9.5.3 (batch means).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace sim::stats {

/// The number of leading observations to cut so that the marginal standard error of the rest is smallest, in batches of
/// five: the first d that minimises sum((y_i - mean)^2) / (n - d)^2 over the batch means after d, with at least five
/// batches left. 0 for a series of fewer than 50 observations. A result above half the length says that the series
/// never settled. Requires finite observations.
std::size_t mser5(std::span<const double> observations);

/// Means of `batches` consecutive batches of equal length; what does not fill a batch is left out at the beginning.
/// Requires 1 <= batches <= observations.size().
std::vector<double> batch_means(std::span<const double> observations, std::size_t batches);

}  // namespace sim::stats
