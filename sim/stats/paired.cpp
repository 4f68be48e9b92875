#include "sim/stats/paired.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

#include <boost/math/distributions/students_t.hpp>

#include "sim/check.hpp"

namespace sim::stats {

namespace {

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

/// Unbiased; requires two values.
double variance_of(const std::vector<double>& values) {
  const double mean = mean_of(values);
  double sum = 0.0;
  for (const double value : values) {
    sum += (value - mean) * (value - mean);
  }
  return sum / static_cast<double>(values.size() - 1);
}

/// Equal values whose mean is rounded leave a variance of a few last bits: that is none.
bool is_constant(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>{}) == values.end();
}

double two_sided_p(const std::vector<double>& differences) {
  const double mean = mean_of(differences);
  if (is_constant(differences)) {
    return differences.front() == 0.0 ? 1.0 : 0.0;
  }
  const auto n = static_cast<double>(differences.size());
  const double t = std::abs(mean) / std::sqrt(variance_of(differences) / n);
  if (!std::isfinite(t)) {
    return 0.0;
  }
  const boost::math::students_t_distribution<double> law{n - 1.0};
  return std::min(1.0, 2.0 * boost::math::cdf(boost::math::complement(law, t)));
}

double reduction(const std::vector<double>& first, const std::vector<double>& second,
                 const std::vector<double>& differences) {
  if (is_constant(differences)) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  return (variance_of(first) + variance_of(second)) / variance_of(differences);
}

}  // namespace

PairedDifference paired_difference(std::span<const double> first, std::span<const double> second, double confidence) {
  SIM_CHECK(first.size() == second.size(), "each value needs its partner of the same replication");
  std::vector<double> a;
  std::vector<double> b;
  std::vector<double> differences;
  for (std::size_t i = 0; i < first.size(); ++i) {
    if (!std::isnan(first[i]) && !std::isnan(second[i])) {
      a.push_back(first[i]);
      b.push_back(second[i]);
      differences.push_back(second[i] - first[i]);
    }
  }
  PairedDifference result;
  result.difference = mean_interval(differences, confidence);
  if (differences.empty()) {
    return result;
  }
  result.first_mean = mean_of(a);
  result.second_mean = mean_of(b);
  result.relative = ratio_interval(differences, a, confidence);
  if (differences.size() >= 2) {
    result.p_value = two_sided_p(differences);
    result.variance_reduction = reduction(a, b, differences);
  }
  return result;
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p_values.size(); ++i) {
    if (!std::isnan(p_values[i])) {
      order.push_back(i);
    }
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.begin(), p_values.end());
  double largest = 0.0;  // no hypothesis is rejected before an easier one
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double scaled = static_cast<double>(order.size() - rank) * p_values[order[rank]];
    largest = std::max(largest, std::min(1.0, scaled));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

}  // namespace sim::stats
