#include "sim/theory/mginf.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/check.hpp"
#include "sim/random/math.hpp"
#include "sim/theory/service_law.hpp"

namespace sim::theory {

namespace {

/// P(N = mode), the largest term.
double poisson_at_mode(double mean, double mode) {
  return mean == 0.0 ? 1.0 : random::exp(mode * random::log(mean) - mean - random::log_gamma(mode + 1.0));
}

/// The two integrals that a linear piece of the rate needs, from age 0 to `age`.
struct AgeIntegrals {
  double of_tail = 0.0;           ///< of P(S > u)
  double of_weighted_tail = 0.0;  ///< of u P(S > u)
};

AgeIntegrals integrals_to(double age, const random::DistributionSpec& service) {
  return {mean_of_minimum(service, age), half_square_of_minimum(service, age)};
}

constexpr double kManyBusy = 100.0;

/// From steady state at or below it, `level` is exceeded at a rate of 1 / H, H being the sum over n <= level of
/// P(N <= n)^2 / P(N = n), divided by mean P(N <= level). Calls stop(n, rate) for one level after the other until it
/// says true.
template <class Stop>
void visit_levels(double mean, Stop stop) {
  double law = random::exp(-mean);
  double below = 0.0;
  double sum = 0.0;
  for (std::int64_t n = 0;; ++n) {
    below += law;
    sum += below * below / law;
    if (stop(n, mean * below / sum)) {
      return;
    }
    law *= mean / static_cast<double>(n + 1);
  }
}

/// Clumps of visits above a level come at a rate of mean P(N = level) (1 - mean / (level + 1)): the logarithm of it.
double log_clump_rate(double mean, double level) {
  return (level + 1.0) * random::log(mean) - mean - random::log_gamma(level + 1.0) +
         random::log(1.0 - mean / (level + 1.0));
}

/// The least level that clumps are counted at.
double lowest_level(double mean) {
  return mean + 0.3 * std::sqrt(mean);
}

/// By Newton's iteration.
std::int64_t high_peak(double mean, double rate) {
  const double target = random::log(rate);
  double level = mean + 3.0 * std::sqrt(mean);
  for (int i = 0; i < 12; ++i) {
    const double escapes = 1.0 - mean / (level + 1.0);
    const double slope = random::log(mean / (level + 0.5)) + mean / ((level + 1.0) * (level + 1.0) * escapes);
    const double next = std::max(level + (target - log_clump_rate(mean, level)) / slope, lowest_level(mean));
    const bool is_there = std::abs(next - level) < 1e-3;
    level = next;
    if (is_there) {
      break;
    }
  }
  return static_cast<std::int64_t>(std::ceil(level));
}

}  // namespace

std::vector<double> poisson_law(double mean, std::size_t count) {
  SIM_CHECK(mean >= 0.0 && std::isfinite(mean), "a Poisson mean must be finite and not negative");
  std::vector<double> law(count, 0.0);
  if (count == 0) {
    return law;
  }
  const double last = static_cast<double>(count - 1);
  const double start = std::min(std::floor(mean), last);
  const auto first = static_cast<std::size_t>(start);
  law[first] = poisson_at_mode(mean, start);
  for (std::size_t n = first; n > 0; --n) {
    law[n - 1] = law[n] * static_cast<double>(n) / mean;
  }
  for (std::size_t n = first + 1; n < count; ++n) {
    law[n] = law[n - 1] * mean / static_cast<double>(n);
  }
  return law;
}

std::size_t poisson_quantile(double mean, double probability) {
  SIM_CHECK(probability >= 0.0 && probability < 1.0, "a quantile's probability must be below 1");
  // Beyond mean + 40 sqrt(mean) + 80 a Poisson number is less likely than any double below 1 could ask for.
  const auto count = static_cast<std::size_t>(mean + 40.0 * std::sqrt(mean) + 80.0);
  const std::vector<double> law = poisson_law(mean, count);
  double below = 0.0;
  for (std::size_t n = 0; n + 1 < count; ++n) {
    below += law[n];
    if (below >= probability) {
      return n;
    }
  }
  return count - 1;
}

std::int64_t peak_quantile(double mean, double span, double probability) {
  SIM_CHECK(mean > 0.0 && span > 0.0 && probability > 0.0 && probability < 1.0, "a peak has a mean, a span, a chance");
  const double most = -random::log(probability) / span;
  if (mean >= kManyBusy) {
    return high_peak(mean, most);
  }
  std::int64_t peak = 0;
  visit_levels(mean, [&](std::int64_t level, double rate) {
    peak = level;
    return rate <= most;
  });
  return peak;
}

double passage_rate(double mean, std::int64_t level) {
  SIM_CHECK(mean > 0.0 && level >= 0, "passages have a mean and a level");
  if (mean >= kManyBusy) {
    const auto real = static_cast<double>(level);
    return real < lowest_level(mean) ? std::numeric_limits<double>::infinity()
                                     : random::exp(log_clump_rate(mean, real));
  }
  double found = 0.0;
  visit_levels(mean, [&](std::int64_t at, double rate) {
    found = rate;
    return at == level;
  });
  return found;
}

double mean_busy_at(double time, std::span<const RatePoint> rate, const random::DistributionSpec& service) {
  SIM_CHECK(!rate.empty(), "a rate has at least one point");
  if (time <= rate.front().time) {
    return rate.front().rate * mean_seconds(service);
  }
  // Ages count backwards from `time`; the youngest piece may be the constant after the last point.
  double busy = 0.0;
  AgeIntegrals younger{};
  if (time > rate.back().time) {
    younger = integrals_to(time - rate.back().time, service);
    busy += rate.back().rate * younger.of_tail;
  }
  for (std::size_t i = rate.size() - 1; i > 0; --i) {
    const RatePoint& from = rate[i - 1];
    const RatePoint& to = rate[i];
    SIM_CHECK(from.time <= to.time, "the points of a rate are in order of time");
    if (from.time >= time || from.time == to.time) {
      continue;
    }
    const double slope = (to.rate - from.rate) / (to.time - from.time);
    const double rate_now = from.rate + slope * (time - from.time);  // of this piece, prolonged to age 0
    const AgeIntegrals older = integrals_to(time - from.time, service);
    busy += rate_now * (older.of_tail - younger.of_tail) - slope * (older.of_weighted_tail - younger.of_weighted_tail);
    younger = older;
  }
  return busy + rate.front().rate * (mean_seconds(service) - younger.of_tail);
}

}  // namespace sim::theory
