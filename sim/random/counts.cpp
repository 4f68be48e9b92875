// Both quantiles sum unnormalised weights w(k) relative to the mode by the ratio of neighbours, so that neither a
// factorial nor a logarithm is needed: Poisson w(k+1)/w(k) = mean/(k+1), binomial (n-k)/(k+1) p/(1-p). The sum runs
// from the lower end upwards for a u below the mode and from the upper end downwards above it: the smaller tail is
// always the one that is summed, from its small terms, and the answer can't decrease in u.
#include "sim/random/counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/check.hpp"
#include "sim/random/math.hpp"

namespace sim::random {

namespace {

/// Weights below this share of the mode's are left out: together less than a millionth of 2^-53, the smallest tail.
constexpr double kNegligible = 0x1p-80;

struct Side {
  std::int64_t end = 0;  ///< the outermost count whose weight is not negligible
  double weight = 1.0;   ///< its weight, the mode's being 1
  double sum = 0.0;      ///< of the weights from the mode's neighbour to the end
};

/// Ratio: up(k) = w(k + 1) / w(k), or down(k) = w(k - 1) / w(k), so that weights are a chain of products whose factors
/// do not wait for each other. Both walks end: the weights fall on both sides of the mode and reach zero.
template <class Ratio>
Side walk_down(std::int64_t mode, const Ratio& down) {
  Side side{mode, 1.0, 0.0};
  for (std::int64_t k = mode; k > 0; --k) {
    const double weight = side.weight * down(k);
    if (weight < kNegligible) {
      break;
    }
    side = {k - 1, weight, side.sum + weight};
  }
  return side;
}

template <class Ratio>
Side walk_up(std::int64_t mode, std::int64_t last, const Ratio& up) {
  Side side{mode, 1.0, 0.0};
  for (std::int64_t k = mode; k < last; ++k) {
    const double weight = side.weight * up(k);
    if (weight < kNegligible) {
      break;
    }
    side = {k + 1, weight, side.sum + weight};
  }
  return side;
}

template <class Up, class Down>
std::int64_t quantile_around(std::int64_t mode, std::int64_t last, double u, const Up& up, const Down& down) {
  const Side lower = walk_down(mode, down);
  const Side upper = walk_up(mode, last, up);
  const double total = lower.sum + 1.0 + upper.sum;
  if (u * total <= lower.sum + 1.0) {
    const double wanted = u * total;
    double weight = lower.weight;
    double sum = weight;
    std::int64_t k = lower.end;
    while (k < mode && sum < wanted) {
      weight *= up(k);
      sum += weight;
      ++k;
    }
    return k;
  }
  // The smallest k whose upper tail, the weights of k + 1 and above, is at most (1 - u) of the total.
  const double allowed = (1.0 - u) * total;
  double weight = upper.weight;
  double tail = weight;
  std::int64_t k = upper.end;
  while (k > mode + 1 && tail <= allowed) {
    weight *= down(k);
    tail += weight;
    --k;
  }
  return k;
}

}  // namespace

std::int64_t poisson_quantile(double mean, double u) {
  SIM_CHECK(mean >= 0.0 && mean <= kPoissonMeanMax, "the mean of a Poisson count is out of range");
  SIM_CHECK(u > 0.0 && u < 1.0, "a probability must lie between 0 and 1");
  const auto mode = static_cast<std::int64_t>(mean);
  return quantile_around(
      mode, std::numeric_limits<std::int64_t>::max(), u,
      [mean](std::int64_t k) { return mean / static_cast<double>(k + 1); },
      [mean](std::int64_t k) { return static_cast<double>(k) / mean; });
}

std::int64_t binomial_quantile(std::int64_t n, double p, double u) {
  SIM_CHECK(n >= 0 && n <= kBinomialTrialsMax, "the number of trials is out of range");
  SIM_CHECK(p >= 0.0 && p <= 1.0, "a share must lie between 0 and 1");
  SIM_CHECK(u > 0.0 && u < 1.0, "a probability must lie between 0 and 1");
  if (n == 0 || p == 0.0 || p == 1.0) {
    return p == 1.0 ? n : 0;
  }
  const double odds = p / (1.0 - p);
  const auto mode = static_cast<std::int64_t>(static_cast<double>(n + 1) * p);
  return quantile_around(
      mode < n ? mode : n, n, u,
      [n, odds](std::int64_t k) { return static_cast<double>(n - k) / static_cast<double>(k + 1) * odds; },
      [n, odds](std::int64_t k) { return static_cast<double>(k) / (static_cast<double>(n - k + 1) * odds); });
}

std::int64_t count_quantile(double mean, double chance, double u) {
  const double variance = mean * (1.0 - chance);
  if (variance <= 0.0) {
    return std::llround(mean);
  }
  if (variance < kManyCounted) {
    const double trials = std::max(std::round(mean / std::max(chance, 1e-12)), 1.0);
    if (trials <= static_cast<double>(kBinomialTrialsMax)) {
      return binomial_quantile(static_cast<std::int64_t>(trials), std::min(mean / trials, 1.0), u);
    }
    return poisson_quantile(mean, u);
  }
  const double deviation = std::sqrt(variance);
  const double z = inverse_normal(u);
  const double skewness = 1.0 - 2.0 * chance;                   // times the deviation
  const double kurtosis = 1.0 - 6.0 * chance * (1.0 - chance);  // times the variance
  const double square = z * z;
  const double skew = skewness * (square - 1.0) / 6.0;
  const double tail = z * (kurtosis * (square - 3.0) / 24.0 - skewness * skewness * (2.0 * square - 5.0) / 36.0);
  return std::max<std::int64_t>(std::llround(mean + deviation * z + skew + tail / deviation), 0);
}

}  // namespace sim::random
