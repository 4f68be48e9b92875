#include "sim/stats/interval.hpp"

#include <cmath>
#include <vector>

#include <boost/math/distributions/students_t.hpp>

#include "sim/check.hpp"
#include "sim/stats/format.hpp"

namespace sim::stats {

namespace {

bool is_defined(double value) {
  return !std::isnan(value);
}

double sum_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  return sum;
}

double sum_of_squares_about(std::span<const double> values, double centre) {
  double sum = 0.0;
  for (const double value : values) {
    sum += (value - centre) * (value - centre);
  }
  return sum;
}

std::vector<double> defined_among(std::span<const double> values) {
  std::vector<double> defined;
  defined.reserve(values.size());
  for (const double value : values) {
    if (is_defined(value)) {
      defined.push_back(value);
    }
  }
  return defined;
}

}  // namespace

double student_t_critical(std::size_t degrees, double confidence) {
  SIM_CHECK(degrees >= 1, "Student's t needs at least one degree of freedom");
  SIM_CHECK(confidence > 0.0 && confidence < 1.0, "a confidence must lie between 0 and 1");
  const boost::math::students_t_distribution<double> t{static_cast<double>(degrees)};
  const double exact = boost::math::quantile(boost::math::complement(t, (1.0 - confidence) / 2.0));
  return round_significant(exact, 12);
}

Interval mean_interval(std::span<const double> values, double confidence) {
  const std::vector<double> defined = defined_among(values);
  const auto n = static_cast<double>(defined.size());
  Interval interval;
  interval.count = defined.size();
  if (defined.empty()) {
    return interval;
  }
  interval.mean = sum_of(defined) / n;
  if (defined.size() < 2) {
    return interval;
  }
  const double standard_error = std::sqrt(sum_of_squares_about(defined, interval.mean) / (n - 1.0) / n);
  const double half_width = student_t_critical(defined.size() - 1, confidence) * standard_error;
  interval.low = interval.mean - half_width;
  interval.high = interval.mean + half_width;
  return interval;
}

Interval ratio_interval(std::span<const double> numerators, std::span<const double> denominators, double confidence) {
  SIM_CHECK(numerators.size() == denominators.size(), "each numerator needs its denominator");
  std::vector<double> top;
  std::vector<double> bottom;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    if (is_defined(numerators[i]) && is_defined(denominators[i])) {
      top.push_back(numerators[i]);
      bottom.push_back(denominators[i]);
    }
  }
  Interval interval;
  interval.count = top.size();
  const double top_sum = sum_of(top);
  const double bottom_sum = sum_of(bottom);
  if (bottom_sum == 0.0) {
    return interval;
  }
  interval.mean = top_sum / bottom_sum;
  if (top.size() < 2) {
    return interval;
  }
  std::vector<double> without;  // the ratio when the i-th pair is left out
  for (std::size_t i = 0; i < top.size(); ++i) {
    const double rest = bottom_sum - bottom[i];
    if (rest == 0.0) {
      return interval;
    }
    without.push_back((top_sum - top[i]) / rest);
  }
  const auto n = static_cast<double>(top.size());
  const double variance = (n - 1.0) / n * sum_of_squares_about(without, sum_of(without) / n);
  const double half_width = student_t_critical(top.size() - 1, confidence) * std::sqrt(variance);
  interval.low = interval.mean - half_width;
  interval.high = interval.mean + half_width;
  return interval;
}

Interval range_of(std::span<const double> values) {
  const std::vector<double> defined = defined_among(values);
  Interval interval;
  interval.count = defined.size();
  if (defined.empty()) {
    return interval;
  }
  interval.mean = sum_of(defined) / static_cast<double>(defined.size());
  interval.low = defined.front();
  interval.high = defined.front();
  for (const double value : defined) {
    interval.low = value < interval.low ? value : interval.low;
    interval.high = value > interval.high ? value : interval.high;
  }
  return interval;
}

}  // namespace sim::stats
