// Estimates over replications, with their confidence intervals. An interval here is the model's sampling error, not the
// uncertainty of demand or of constants.
// Source: Law, "Simulation Modeling and Analysis", 5th ed., ch. 4 and 9 (replication means); Efron and Tibshirani, "An
// Introduction to the Bootstrap", ch. 11 (jackknife).
// Summation is plain and left to right everywhere (two passes for variances), so that results are the same bytes.
// A NaN among the inputs is a replication in which the metric is not defined (a latency when nothing completed): it is
// left out, and `count` says how many were used.
#pragma once

#include <cstddef>
#include <limits>
#include <span>

namespace sim::stats {

struct Interval {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  std::size_t count = 0;  ///< values that were used

  bool has_bounds() const { return low == low && high == high; }
  /// (high - low) / 2; NaN without bounds.
  double half_width() const { return (high - low) / 2.0; }
};

/// The two-sided critical value of Student's t: P(|T| <= t) = confidence. Rounded to 12 significant digits, so that a
/// last-bit difference between mathematical libraries cannot reach the results. Requires degrees >= 1 and
/// 0 < confidence < 1.
double student_t_critical(std::size_t degrees, double confidence);

/// Mean with Student's t. One value: no bounds. None: nothing defined.
Interval mean_interval(std::span<const double> values, double confidence = 0.95);

/// Ratio of the means of numerators and denominators, with the jackknife's standard error and Student's t. Pairs with
/// a NaN are left out. Undefined where the denominators sum to zero; no bounds where leaving out one pair makes them.
/// Requires spans of equal length.
Interval ratio_interval(std::span<const double> numerators, std::span<const double> denominators,
                        double confidence = 0.95);

/// Mean with the smallest and largest value as bounds: for maxima, which have no useful t interval.
Interval range_of(std::span<const double> values);

}  // namespace sim::stats
