// The standard variates against their distribution functions. Limits come from the sample size: a moment may be off by
// 5 of its standard deviations, and sqrt(n) times the Kolmogorov-Smirnov distance by 2.23, which a right sampler passes
// in one of ten thousand seeds (and the seeds are fixed).
#include "sim/random/ziggurat.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <gtest/gtest.h>

#include "sim/random/gamma.hpp"

namespace sim::random {
namespace {

constexpr int kDraws = 500'000;
constexpr int kGammaDraws = 30'000;
constexpr double kKolmogorovLimit = 2.23;

template <class Draw>
std::vector<double> sorted_sample(std::uint64_t key, int count, const Draw& draw) {
  Stream stream{key};
  std::vector<double> sample(static_cast<std::size_t>(count));
  std::generate(sample.begin(), sample.end(), [&] { return draw(stream); });
  std::sort(sample.begin(), sample.end());
  return sample;
}

/// sqrt(n) times the largest distance between the empirical and the true distribution function.
template <class Cdf>
double kolmogorov_distance(const std::vector<double>& sorted, const Cdf& cdf) {
  const auto n = static_cast<double>(sorted.size());
  double distance = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const double f = cdf(sorted[i]);
    distance = std::max({distance, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return distance * std::sqrt(n);
}

/// Mean of x^order, each x shifted by `centre`.
double moment(const std::vector<double>& sample, double centre, int order) {
  double sum = 0.0;
  for (const double x : sample) {
    sum += std::pow(x - centre, order);
  }
  return sum / static_cast<double>(sample.size());
}

TEST(Ziggurat, ExponentialHasItsDistribution) {
  const std::vector<double> sample = sorted_sample(11, kDraws, [](Stream& s) { return exponential(s); });
  EXPECT_LT(kolmogorov_distance(sample, [](double x) { return -std::expm1(-x); }), kKolmogorovLimit);
  EXPECT_GE(sample.front(), 0.0);
  // E X^k = k!, so Var X = 1, Var X^2 = 24 - 4, Var X^3 = 720 - 36.
  EXPECT_NEAR(moment(sample, 0.0, 1), 1.0, 5.0 * std::sqrt(1.0 / kDraws));
  EXPECT_NEAR(moment(sample, 0.0, 2), 2.0, 5.0 * std::sqrt(20.0 / kDraws));
  EXPECT_NEAR(moment(sample, 0.0, 3), 6.0, 5.0 * std::sqrt(684.0 / kDraws));
}

TEST(Ziggurat, NormalHasItsDistribution) {
  const std::vector<double> sample = sorted_sample(12, kDraws, [](Stream& s) { return normal(s); });
  const boost::math::normal_distribution<double> exact{};
  EXPECT_LT(kolmogorov_distance(sample, [&](double x) { return boost::math::cdf(exact, x); }), kKolmogorovLimit);
  // Var X = 1, Var X^2 = 2, Var X^3 = 15, Var X^4 = 105 - 9.
  EXPECT_NEAR(moment(sample, 0.0, 1), 0.0, 5.0 * std::sqrt(1.0 / kDraws));
  EXPECT_NEAR(moment(sample, 0.0, 2), 1.0, 5.0 * std::sqrt(2.0 / kDraws));
  EXPECT_NEAR(moment(sample, 0.0, 3), 0.0, 5.0 * std::sqrt(15.0 / kDraws));
  EXPECT_NEAR(moment(sample, 0.0, 4), 3.0, 5.0 * std::sqrt(96.0 / kDraws));
}

// The tail is a code path of its own, taken by one draw in 2,200 (exponential) and 3,900 (normal): its share and,
// beyond its border, its distribution.
TEST(Ziggurat, TailsHaveTheirShareAndShape) {
  constexpr int kMany = 5'000'000;
  Stream stream{13};
  std::vector<double> exponential_tail;
  std::vector<double> normal_tail;
  constexpr double kExponentialBorder = 7.697117470131049714;
  constexpr double kNormalBorder = 3.654152885361008772;
  for (int i = 0; i < kMany; ++i) {
    const double e = exponential(stream);
    if (e > kExponentialBorder) {
      exponential_tail.push_back(e - kExponentialBorder);
    }
    const double z = std::abs(normal(stream));
    if (z > kNormalBorder) {
      normal_tail.push_back(z);
    }
  }
  std::sort(exponential_tail.begin(), exponential_tail.end());
  std::sort(normal_tail.begin(), normal_tail.end());
  const double exponential_share = std::exp(-kExponentialBorder);
  const double normal_share = std::erfc(kNormalBorder / std::sqrt(2.0));
  EXPECT_NEAR(static_cast<double>(exponential_tail.size()), kMany * exponential_share,
              5.0 * std::sqrt(kMany * exponential_share));
  EXPECT_NEAR(static_cast<double>(normal_tail.size()), kMany * normal_share, 5.0 * std::sqrt(kMany * normal_share));
  EXPECT_LT(kolmogorov_distance(exponential_tail, [](double x) { return -std::expm1(-x); }), kKolmogorovLimit);
  EXPECT_LT(
      kolmogorov_distance(normal_tail, [&](double z) { return 1.0 - std::erfc(z / std::sqrt(2.0)) / normal_share; }),
      kKolmogorovLimit);
}

// A wrong layer border shows as a dent of the density there; 1,000 cells of equal probability see it (chi-square with
// 999 degrees of freedom: mean 999, standard deviation 44.7; 5 of them allowed).
TEST(Ziggurat, DensitiesHaveNoDents) {
  constexpr int kMany = 2'000'000;
  Stream stream{14};
  std::vector<int> exponential_cells(1000);
  std::vector<int> normal_cells(1000);
  for (int i = 0; i < kMany; ++i) {
    ++exponential_cells[static_cast<std::size_t>(-std::expm1(-exponential(stream)) * 1000.0)];
    ++normal_cells[static_cast<std::size_t>(0.5 * std::erfc(-normal(stream) / std::sqrt(2.0)) * 1000.0)];
  }
  const auto chi_square = [](const std::vector<int>& cells) {
    double sum = 0.0;
    for (const int seen : cells) {
      sum += (seen - kMany / 1000.0) * (seen - kMany / 1000.0) / (kMany / 1000.0);
    }
    return sum;
  };
  EXPECT_NEAR(chi_square(exponential_cells), 999.0, 5.0 * 44.7);
  EXPECT_NEAR(chi_square(normal_cells), 999.0, 5.0 * 44.7);
}

// The construction closes: the last layer has the area of the others, and few draws leave the fast path.
TEST(Ziggurat, TablesCloseAndAreFast) {
  for (const Ziggurat* table : {&kExponentialZiggurat, &kNormalZiggurat}) {
    const double area = table->scale[1] * 0x1p53 * (table->density[2] - table->density[1]);
    EXPECT_NEAR(table->scale[255] * 0x1p53 * (table->density[256] - table->density[255]), area, 1e-12 * area);
    EXPECT_NEAR(table->scale[0] * 0x1p53 * table->density[1], area, 1e-12 * area);
    EXPECT_EQ(table->density[256], 1.0);
    EXPECT_EQ(table->inside[255], 0U);
    double fast = 0.0;
    for (std::size_t i = 0; i < Ziggurat::kLayers; ++i) {
      fast += static_cast<double>(table->inside[i]) * 0x1p-53 / 256.0;
      if (i >= 1) {
        EXPECT_LT(table->density[i], table->density[i + 1]);
      }
    }
    EXPECT_GT(fast, 0.97);
  }
}

TEST(Gamma, HasItsDistributionForAllShapes) {
  for (const double shape : {0.05, 0.3, 0.7, 1.0, 1.5, 4.0, 100.0, 1e6}) {
    const GammaSampler gamma{shape};
    const std::vector<double> sample = sorted_sample(15, kGammaDraws, [&](Stream& s) { return gamma.draw(s); });
    const boost::math::gamma_distribution<double> exact{shape, 1.0};
    EXPECT_LT(kolmogorov_distance(sample, [&](double x) { return boost::math::cdf(exact, x); }), kKolmogorovLimit)
        << shape;
    EXPECT_NEAR(moment(sample, 0.0, 1), shape, 5.0 * std::sqrt(shape / kGammaDraws)) << shape;
    // Var (X - a)^2 = 2a^2 + 6a.
    EXPECT_NEAR(moment(sample, shape, 2), shape, 5.0 * std::sqrt((2.0 * shape * shape + 6.0 * shape) / kGammaDraws))
        << shape;
  }
}

}  // namespace
}  // namespace sim::random
