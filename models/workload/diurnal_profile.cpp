#include "models/workload/diurnal_profile.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/random/math.hpp"

namespace models::workload {

namespace {

constexpr std::size_t kMinutesPerDay = 1440;

/// cos(2 pi x) for any x, from sums and products alone, so that it has the same bits on every machine: folded to an
/// eighth of a turn, then the power series of cosine or sine (the next terms are below 1e-16).
double cosine_of_turns(double x) {
  constexpr double kTwoPi = 6.283185307179586;
  double turn = std::fabs(x - std::floor(x + 0.5));  // 0 ... 1/2
  const double sign = turn > 0.25 ? -1.0 : 1.0;
  turn = turn > 0.25 ? 0.5 - turn : turn;
  const bool is_steep = turn > 0.125;
  const double angle = kTwoPi * (is_steep ? 0.25 - turn : turn);
  double sum = 0.0;
  double term = is_steep ? angle : 1.0;
  for (int order = is_steep ? 2 : 1; order < 18; order += 2) {
    const double n = order;
    sum += term;
    term = -term * angle * angle / (n * (n + 1.0));
  }
  return sign * sum;
}

/// A day of exp(k (cos - 1)), the von Mises shape: smooth, positive, 1 at its peak.
std::vector<double> day_of(double concentration, sim::Duration peak_at) {
  const double peak =
      static_cast<double>(peak_at.nanoseconds()) / static_cast<double>(sim::Duration::days(1).nanoseconds());
  std::vector<double> day(kMinutesPerDay);
  for (std::size_t i = 0; i < kMinutesPerDay; ++i) {
    const double turns = static_cast<double>(i) / static_cast<double>(kMinutesPerDay) - peak;
    day[i] = sim::random::exp(concentration * (cosine_of_turns(turns) - 1.0));
  }
  return day;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    sum += value;
  }
  return sum / static_cast<double>(values.size());
}

/// The concentration at which a day's peak is peak_to_mean times its mean, by bisection: the peak is 1 and the mean
/// falls as the concentration grows. Every sixth minute is enough for the mean: the trapezoids of n even steps around a
/// circle are off by exp(-n^2 / 2k), which at the highest k, some 64, is nothing.
double concentration_for(double peak_to_mean) {
  constexpr std::size_t kPoints = 240;
  std::vector<double> below_peak(kPoints);
  for (std::size_t i = 0; i < kPoints; ++i) {
    below_peak[i] = cosine_of_turns(static_cast<double>(i) / static_cast<double>(kPoints)) - 1.0;
  }
  std::vector<double> day(kPoints);
  double low = 0.0;
  double high = peak_to_mean * peak_to_mean;  // at large k, peak / mean is about sqrt(2 pi k)
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    std::transform(below_peak.begin(), below_peak.end(), day.begin(),
                   [middle](double cosine) { return sim::random::exp(middle * cosine); });
    (mean_of(day) * peak_to_mean > 1.0 ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

/// The level of a day and how it passes over to the next: in a straight line from 22:00 to 02:00.
double week_factor(std::size_t minute_of_week, double weekend) {
  constexpr double kHalfBlend = 120.0;
  const auto level_of = [weekend](std::size_t day) { return day % 7 >= 5 ? weekend : 1.0; };
  const std::size_t day = minute_of_week / kMinutesPerDay;
  const double minute = static_cast<double>(minute_of_week % kMinutesPerDay);
  const double to_end = static_cast<double>(kMinutesPerDay) - minute;
  const double today = level_of(day);
  if (minute < kHalfBlend) {
    return today + (level_of(day + 6) - today) * 0.5 * (1.0 - minute / kHalfBlend);
  }
  if (to_end < kHalfBlend) {
    return today + (level_of(day + 1) - today) * 0.5 * (1.0 - to_end / kHalfBlend);
  }
  return today;
}

}  // namespace

std::vector<RatePoint> diurnal_points(const DiurnalShape& shape) {
  std::vector<double> values = day_of(concentration_for(shape.peak_to_mean), shape.peak_at);
  if (shape.weekend < 1.0 || shape.weekend > 1.0) {
    const std::vector<double> day = values;
    values.resize(7 * kMinutesPerDay);
    const std::size_t first = static_cast<std::size_t>(shape.starts_on) * kMinutesPerDay;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = day[i % kMinutesPerDay] * week_factor((first + i) % values.size(), shape.weekend);
    }
  }
  // The trapezoids of a closed curve with even steps have the plain mean of its points.
  const double to_rate = shape.mean / mean_of(values);
  std::vector<RatePoint> points;
  points.reserve(values.size() + 1);
  for (std::size_t i = 0; i <= values.size(); ++i) {
    points.push_back({sim::Duration::minutes(static_cast<std::int64_t>(i)), values[i % values.size()] * to_rate});
  }
  return points;
}

}  // namespace models::workload
