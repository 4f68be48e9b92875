#include "sim/random/counts.hpp"

#include <cmath>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <gtest/gtest.h>

#include "sim/random/stream.hpp"

namespace sim::random {
namespace {

/// `k` is the quantile at u if P(X <= k - 1) < u <= P(X <= k); `slack` is the relative accuracy that the smaller tail
/// is known to, here and in the library that it is compared with.
template <class Distribution>
void expect_quantile(const Distribution& exact, std::int64_t k, double u, double slack) {
  const auto x = static_cast<double>(k);
  if (u <= 0.5) {
    EXPECT_GE(boost::math::cdf(exact, x), u * (1.0 - slack));
    EXPECT_LT(k > 0 ? boost::math::cdf(exact, x - 1.0) : 0.0, u * (1.0 + slack));
  } else {
    EXPECT_LE(boost::math::cdf(boost::math::complement(exact, x)), (1.0 - u) * (1.0 + slack));
    EXPECT_GT(k > 0 ? boost::math::cdf(boost::math::complement(exact, x - 1.0)) : 1.0, (1.0 - u) * (1.0 - slack));
  }
}

/// Uniform in the bulk and, every other time, deep in one of the tails.
double test_probability(Stream& stream, int i) {
  const double u = stream.uniform01();
  const double deep = std::exp2(-50.0 * stream.uniform01() - 1.0);
  return i % 2 == 0 ? u : (i % 4 == 1 ? deep : 1.0 - deep);
}

TEST(PoissonQuantile, MatchesTheDistributionFunction) {
  Stream stream{1};
  for (int i = 0; i < 4000; ++i) {
    const double mean = std::exp2(30.0 * stream.uniform01() - 15.0);
    const double u = test_probability(stream, i);
    SCOPED_TRACE(testing::Message() << "mean " << mean << ", u " << u);
    expect_quantile(boost::math::poisson_distribution<double>{mean}, poisson_quantile(mean, u), u, 1e-11);
  }
}

TEST(PoissonQuantile, HandlesItsEdges) {
  EXPECT_EQ(poisson_quantile(0.0, 0.5), 0);
  EXPECT_EQ(poisson_quantile(0.0, 1.0 - 0x1p-53), 0);
  EXPECT_EQ(poisson_quantile(1e-300, 1.0 - 0x1p-53), 0);
  EXPECT_EQ(poisson_quantile(0.1, std::exp(-0.1) - 1e-9), 0);
  EXPECT_EQ(poisson_quantile(0.1, std::exp(-0.1) + 1e-9), 1);
  EXPECT_NEAR(static_cast<double>(poisson_quantile(kPoissonMeanMax, 0.5)), kPoissonMeanMax, 1.0);
}

TEST(BinomialQuantile, MatchesTheDistributionFunction) {
  Stream stream{2};
  for (int i = 0; i < 4000; ++i) {
    const auto n = static_cast<std::int64_t>(stream.uniform_below(kBinomialTrialsMax)) + 1;
    const double p = i % 3 == 0 ? std::exp2(-30.0 * stream.uniform01()) : stream.uniform01();
    const double u = test_probability(stream, i);
    SCOPED_TRACE(testing::Message() << "n " << n << ", p " << p << ", u " << u);
    expect_quantile(boost::math::binomial_distribution<double>{static_cast<double>(n), p}, binomial_quantile(n, p, u),
                    u, 1e-10);
  }
}

TEST(BinomialQuantile, HandlesItsEdges) {
  EXPECT_EQ(binomial_quantile(0, 0.5, 0.5), 0);
  EXPECT_EQ(binomial_quantile(10, 0.0, 1.0 - 0x1p-53), 0);
  EXPECT_EQ(binomial_quantile(10, 1.0, 0x1p-53), 10);
  EXPECT_EQ(binomial_quantile(1, 0.25, 0.75 - 1e-14), 0);  // P(0) = 3/4
  EXPECT_EQ(binomial_quantile(1, 0.25, 0.75 + 1e-14), 1);
  EXPECT_EQ(binomial_quantile(4096, 0x1p-1074, 0.5), 0);
  EXPECT_EQ(binomial_quantile(4096, 1.0 - 0x1p-53, 0.5), 4096);
  for (const std::int64_t n : {1, 2, 3, 50, 4096}) {
    EXPECT_GE(binomial_quantile(n, 0.5, 0x1p-53), 0);
    EXPECT_LE(binomial_quantile(n, 0.5, 1.0 - 0x1p-53), n);
  }
}

// With u fixed, what is kept at a smaller share is kept at a larger one: the counts of a trace are nested in its scale.
TEST(BinomialQuantile, IsMonotoneInEveryArgument) {
  Stream stream{3};
  for (int trial = 0; trial < 60; ++trial) {
    const auto n = static_cast<std::int64_t>(stream.uniform_below(kBinomialTrialsMax)) + 1;
    const double u = test_probability(stream, trial);
    std::int64_t by_share = 0;
    std::int64_t by_probability = 0;
    for (int step = 1; step < 200; ++step) {
      const double x = step / 200.0;
      const std::int64_t kept = binomial_quantile(n, x, u);
      EXPECT_GE(kept, by_share) << n << " " << x << " " << u;
      by_share = kept;
      const std::int64_t at = binomial_quantile(n, 0.37, x);
      EXPECT_GE(at, by_probability) << n << " " << x;
      by_probability = at;
    }
    EXPECT_GE(binomial_quantile(std::min(n + 1, kBinomialTrialsMax), 0.37, u), binomial_quantile(n, 0.37, u));
  }
}

TEST(PoissonQuantile, IsMonotoneInTheMean) {
  for (const double u : {0x1p-53, 0.001, 0.3, 0.5, 0.9, 0.999999, 1.0 - 0x1p-53}) {
    std::int64_t last = 0;
    for (int step = 0; step < 3000; ++step) {
      const std::int64_t k = poisson_quantile(step / 10.0, u);
      EXPECT_GE(k, last) << step << " " << u;
      last = k;
    }
  }
}

// Expansions are continuous and counts are not: one differs from the exact count only where the exact one just changes.
TEST(CountQuantile, IsTheExactOneButForAFewCountsThatAreOneOff) {
  for (const double mean : {30.0, 45.3, 200.0, 3'000.0}) {
    int off = 0;
    int total = 0;
    for (double u = 0.0005; u < 1.0; u += 0.0005) {
      const std::int64_t exact = poisson_quantile(mean, u);
      const std::int64_t found = count_quantile(mean, 0.0, u);
      ASSERT_LE(std::abs(found - exact), 1) << mean << " " << u;
      off += found == exact ? 0 : 1;
      ++total;
    }
    EXPECT_LT(off, total / 50) << mean;  // a fiftieth of a request
  }
  for (const double chance : {0.1, 0.5, 0.9}) {
    int off = 0;
    int total = 0;
    for (double u = 0.0005; u < 1.0; u += 0.0005) {
      const std::int64_t exact = binomial_quantile(400, chance, u);
      const std::int64_t found = count_quantile(400.0 * chance, chance, u);
      ASSERT_LE(std::abs(found - exact), 1) << chance << " " << u;
      off += found == exact ? 0 : 1;
      ++total;
    }
    EXPECT_LT(off, total / 50) << chance;
  }
  EXPECT_EQ(count_quantile(29.9, 0.0, 0.7), poisson_quantile(29.9, 0.7));
  EXPECT_EQ(count_quantile(10.0, 0.25, 0.7), binomial_quantile(40, 0.25, 0.7));
  EXPECT_EQ(count_quantile(0.0, 0.3, 0.7), 0);
  EXPECT_EQ(count_quantile(12.0, 1.0, 0.7), 12);
}

TEST(Quantiles, ArePinned) {
  Stream stream{4};
  std::vector<std::int64_t> binomial;
  std::vector<std::int64_t> poisson;
  for (int i = 0; i < 6; ++i) {
    binomial.push_back(binomial_quantile(1000, 0.3, stream.uniform01()));
    poisson.push_back(poisson_quantile(50.0, stream.uniform01()));
  }
  EXPECT_EQ(binomial, (std::vector<std::int64_t>{307, 290, 285, 305, 297, 288}));
  EXPECT_EQ(poisson, (std::vector<std::int64_t>{52, 54, 55, 63, 44, 55}));
}

TEST(QuantilesDeathTest, RefuseWhatTheyCannotDo) {
  EXPECT_DEATH(binomial_quantile(kBinomialTrialsMax + 1, 0.5, 0.5), "trials");
  EXPECT_DEATH(binomial_quantile(10, 1.5, 0.5), "share");
  EXPECT_DEATH(poisson_quantile(1.0, 1.0), "probability");
}

}  // namespace
}  // namespace sim::random
