#include "models/workload/diurnal_profile.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <utility>

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

/// The concentration at which a day's peak is peak_to_mean times its mean: the root of a mean that falls ever more
/// slowly as the concentration grows, so that Newton's steps from 0 never pass it. Every sixth minute is enough for the
/// mean: the trapezoids of n even steps around a circle are off by exp(-n^2 / 2k), which at the highest k, some 64, is
/// nothing.
double concentration_for(double peak_to_mean) {
  constexpr std::size_t kPoints = 240;
  constexpr int kMostSteps = 60;
  std::vector<double> below_peak(kPoints);
  for (std::size_t i = 0; i < kPoints; ++i) {
    below_peak[i] = cosine_of_turns(static_cast<double>(i) / static_cast<double>(kPoints)) - 1.0;
  }
  const double wanted = static_cast<double>(kPoints) / peak_to_mean;
  double concentration = 0.0;
  for (int step = 0; step < kMostSteps; ++step) {
    double sum = 0.0;
    double slope = 0.0;
    for (const double cosine : below_peak) {
      const double value = sim::random::exp(concentration * cosine);
      sum += value;
      slope += cosine * value;
    }
    const double further = (wanted - sum) / slope;
    if (further <= 1e-15 * concentration) {
      break;
    }
    concentration += further;
  }
  return concentration;
}

/// The level of each minute of a week that begins on `first`, where weekends differ: from one day's to the next in a
/// straight line from 22:00 to 02:00.
std::vector<double> week_levels(std::size_t first, double weekend) {
  constexpr std::size_t kHalfBlend = 120;
  const auto level_of = [&](std::size_t day) { return (first + day) % 7 >= 5 ? weekend : 1.0; };
  std::vector<double> levels;
  levels.reserve(7 * kMinutesPerDay);
  for (std::size_t day = 0; day < 7; ++day) {
    const double today = level_of(day);
    levels.insert(levels.end(), kMinutesPerDay, today);
    double* const minutes = levels.data() + day * kMinutesPerDay;
    for (std::size_t i = 0; i < kHalfBlend; ++i) {
      const double share = 0.5 * (1.0 - static_cast<double>(i) / static_cast<double>(kHalfBlend));
      minutes[i] = today + (level_of(day + 6) - today) * share;
    }
    for (std::size_t i = 1; i < kHalfBlend; ++i) {
      const double share = 0.5 * (1.0 - static_cast<double>(i) / static_cast<double>(kHalfBlend));
      minutes[kMinutesPerDay - i] = today + (level_of(day + 1) - today) * share;
    }
  }
  return levels;
}

}  // namespace

std::vector<RatePoint> diurnal_points(const DiurnalShape& shape) {
  std::vector<double> values = day_of(concentration_for(shape.peak_to_mean), shape.peak_at);
  if (shape.weekend < 1.0 || shape.weekend > 1.0) {
    const std::vector<double> day = std::move(values);
    values = week_levels(static_cast<std::size_t>(shape.starts_on), shape.weekend);
    for (auto minute = values.begin(); minute != values.end(); minute += static_cast<std::ptrdiff_t>(day.size())) {
      std::transform(day.begin(), day.end(), minute, minute, std::multiplies<>{});
    }
  }
  // The trapezoids of a closed curve with even steps have the plain mean of its points.
  const double to_rate = shape.mean / mean_of(values);
  std::vector<RatePoint> points;
  points.reserve(values.size() + 1);
  for (const double value : values) {
    points.push_back({sim::Duration::minutes(static_cast<std::int64_t>(points.size())), value * to_rate});
  }
  points.push_back({sim::Duration::minutes(static_cast<std::int64_t>(values.size())), values.front() * to_rate});
  return points;
}

}  // namespace models::workload
