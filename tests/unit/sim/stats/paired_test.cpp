#include "sim/stats/paired.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "sim/random/ziggurat.hpp"

namespace sim::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Differences 1, 2, 3, 2, 2: mean 2, variance 0.5, standard error sqrt(0.1), t(4) at 95 % = 2.776445105.
// t = 2 / sqrt(0.1) = 6.32456. For 4 degrees the tail is closed: with u = t / sqrt(t^2 + 4),
// P(|T| > t) = 1 - (3 u - u^3) / 2. u^2 = 40/44, u = 0.953463: p = 0.0031982.
TEST(PairedDifference, MatchesAHandComputation) {
  const std::vector<double> first{10.0, 12.0, 9.0, 11.0, 8.0};
  const std::vector<double> second{11.0, 14.0, 12.0, 13.0, 10.0};
  const PairedDifference result = paired_difference(first, second);
  EXPECT_EQ(result.first_mean, 10.0);
  EXPECT_EQ(result.second_mean, 12.0);
  EXPECT_EQ(result.difference.mean, 2.0);
  EXPECT_EQ(result.difference.count, 5U);
  EXPECT_NEAR(result.difference.half_width(), 2.776445105 * std::sqrt(0.1), 1e-9);
  EXPECT_NEAR(result.relative.mean, 0.2, 1e-15);
  const double u = std::sqrt(40.0 / 44.0);
  EXPECT_NEAR(result.p_value, 1.0 - (3.0 * u - u * u * u) / 2.0, 1e-12);
  // Variances 10/4 and 10/4 against 2/4.
  EXPECT_NEAR(result.variance_reduction, 10.0, 1e-12);
}

TEST(PairedDifference, TurnsWithItsOrder) {
  const std::vector<double> a{1.0, 4.0, 2.0};
  const std::vector<double> b{3.0, 3.5, 7.0};
  const PairedDifference there = paired_difference(a, b);
  const PairedDifference back = paired_difference(b, a);
  EXPECT_EQ(there.difference.mean, -back.difference.mean);
  EXPECT_NEAR(there.difference.low, -back.difference.high, 1e-12);
  EXPECT_EQ(there.p_value, back.p_value);
}

TEST(PairedDifference, LeavesOutPairsWithANan) {
  const PairedDifference result =
      paired_difference(std::vector<double>{1.0, kNan, 3.0, 5.0}, std::vector<double>{2.0, 9.0, kNan, 6.5});
  EXPECT_EQ(result.difference.count, 2U);
  EXPECT_EQ(result.first_mean, 3.0);
  EXPECT_EQ(result.difference.mean, 1.25);
}

TEST(PairedDifference, FewPairsHaveNoInterval) {
  const PairedDifference none = paired_difference({}, {});
  EXPECT_TRUE(std::isnan(none.difference.mean));
  EXPECT_TRUE(std::isnan(none.p_value));
  const PairedDifference one = paired_difference(std::vector<double>{1.0}, std::vector<double>{3.0});
  EXPECT_EQ(one.difference.mean, 2.0);
  EXPECT_FALSE(one.difference.has_bounds());
  EXPECT_TRUE(std::isnan(one.p_value));
}

TEST(PairedDifference, WithoutVarianceNothingIsLeftToChance) {
  const std::vector<double> first{0.1, 0.2, 0.3};
  const PairedDifference same = paired_difference(first, first);
  EXPECT_EQ(same.p_value, 1.0);
  EXPECT_EQ(same.difference.low, 0.0);
  EXPECT_TRUE(std::isnan(same.variance_reduction));
  const PairedDifference apart = paired_difference(std::vector<double>(7, 0.1), std::vector<double>(7, 0.3));
  EXPECT_EQ(apart.p_value, 0.0);
}

TEST(PairedDifference, RelativeToNothingIsUndefined) {
  const PairedDifference result = paired_difference(std::vector<double>{0.0, 0.0}, std::vector<double>{1.0, 2.0});
  EXPECT_EQ(result.difference.mean, 1.5);
  EXPECT_TRUE(std::isnan(result.relative.mean));
}

// Where there is no difference, p is uniform: of 2,000 experiments 5 % are below 0.05. 4 standard deviations of a
// binomial count: 100 +- 39.
TEST(PairedDifference, KeepsItsLevelWhenNothingDiffers) {
  random::Stream stream{20260211};
  int rejected = 0;
  for (int experiment = 0; experiment < 2'000; ++experiment) {
    std::vector<double> first;
    std::vector<double> second;
    for (int i = 0; i < 10; ++i) {
      const double shared = random::normal(stream);
      first.push_back(100.0 + 5.0 * shared + random::normal(stream));
      second.push_back(100.0 + 5.0 * shared + random::normal(stream));
    }
    rejected += paired_difference(first, second).p_value < 0.05 ? 1 : 0;
  }
  EXPECT_GE(rejected, 61);
  EXPECT_LE(rejected, 139);
}

// 0.01, 0.02, 0.03, 0.04 by hand: 4 x 0.01, 3 x 0.02, max(2 x 0.03, 0.06), max(1 x 0.04, 0.06).
TEST(Holm, MatchesAHandComputation) {
  const std::vector<double> adjusted = holm_adjusted(std::vector<double>{0.03, 0.01, 0.04, 0.02});
  ASSERT_EQ(adjusted.size(), 4U);
  EXPECT_NEAR(adjusted[1], 0.04, 1e-15);
  EXPECT_NEAR(adjusted[3], 0.06, 1e-15);
  EXPECT_NEAR(adjusted[0], 0.06, 1e-15);
  EXPECT_NEAR(adjusted[2], 0.06, 1e-15);
}

TEST(Holm, OneTestStaysAsItIsAndNothingExceedsOne) {
  EXPECT_EQ(holm_adjusted(std::vector<double>{0.04}), std::vector<double>{0.04});
  EXPECT_EQ(holm_adjusted(std::vector<double>{0.7, 0.8}), (std::vector<double>{1.0, 1.0}));
  EXPECT_TRUE(holm_adjusted({}).empty());
}

TEST(Holm, WhatWasNotTestedDoesNotCount) {
  const std::vector<double> adjusted = holm_adjusted(std::vector<double>{kNan, 0.02, 0.03});
  EXPECT_TRUE(std::isnan(adjusted[0]));
  EXPECT_NEAR(adjusted[1], 0.04, 1e-15);
  EXPECT_NEAR(adjusted[2], 0.04, 1e-15);
}

}  // namespace
}  // namespace sim::stats
