// Differences between two systems that met the same random numbers, replication by replication, and what remains
// significant when many of them are looked at.
// Source: Law, "Simulation Modeling and Analysis", 5th ed., 10.2.1 (paired t) and 11.2 (common random numbers); Holm,
// "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979).
#pragma once

#include <limits>
#include <span>
#include <vector>

#include "sim/stats/interval.hpp"

namespace sim::stats {

/// `second` less `first`, over the pairs in which both are defined (neither is a NaN).
struct PairedDifference {
  double first_mean = std::numeric_limits<double>::quiet_NaN();
  double second_mean = std::numeric_limits<double>::quiet_NaN();
  Interval difference{};  ///< of the mean, paired t; without bounds for one pair; `count` is the number of pairs
  Interval relative{};    ///< difference over the first's mean: ratio of means, jackknife; undefined where that is 0
  /// Two-sided, of "no difference"; NaN without an interval. Where every pair differs by the same, no chance is left:
  /// 0, or 1 where that difference is 0.
  double p_value = std::numeric_limits<double>::quiet_NaN();
  /// (variance of first + variance of second) / variance of the differences: how many times as many independent
  /// replications would have told as much. 1: pairing gave nothing. NaN where a difference or both have no variance.
  double variance_reduction = std::numeric_limits<double>::quiet_NaN();
};

/// Requires spans of equal length: value i of both comes from the same replication.
PairedDifference paired_difference(std::span<const double> first, std::span<const double> second,
                                   double confidence = 0.95);

/// Holm's adjusted p-values in the order of `p_values`: each is compared with the level for the whole family. A NaN
/// (nothing was tested) stays one and doesn't count.
std::vector<double> holm_adjusted(std::span<const double> p_values);

}  // namespace sim::stats
