#include "sim/stats/interval.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <boost/math/distributions/students_t.hpp>
#include <gtest/gtest.h>

#include "sim/random/ziggurat.hpp"

namespace sim::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Two-sided 95 % and 99 % points as every statistical table prints them.
TEST(StudentT, MatchesPublishedTables) {
  EXPECT_NEAR(student_t_critical(1, 0.95), 12.706, 5e-4);
  EXPECT_NEAR(student_t_critical(2, 0.95), 4.303, 5e-4);
  EXPECT_NEAR(student_t_critical(4, 0.95), 2.776, 5e-4);
  EXPECT_NEAR(student_t_critical(9, 0.95), 2.262, 5e-4);
  EXPECT_NEAR(student_t_critical(19, 0.95), 2.093, 5e-4);
  EXPECT_NEAR(student_t_critical(30, 0.95), 2.042, 5e-4);
  EXPECT_NEAR(student_t_critical(120, 0.95), 1.980, 5e-4);
  EXPECT_NEAR(student_t_critical(9, 0.99), 3.250, 5e-4);
  EXPECT_NEAR(student_t_critical(1'000'000, 0.95), 1.95996, 1e-5);
}

// The critical value is rounded to 12 digits; the exact one must not lie so near to a border between two roundings that
// a last-bit difference between libraries could move it across.
TEST(StudentT, RoundingHidesTheLastBits) {
  for (std::size_t degrees = 1; degrees <= 300; ++degrees) {
    const boost::math::students_t_distribution<double> t{static_cast<double>(degrees)};
    const double exact = boost::math::quantile(boost::math::complement(t, 0.025));
    const double unit = std::pow(10.0, std::floor(std::log10(exact)) - 11.0);
    const double off = std::abs(exact - student_t_critical(degrees, 0.95)) / unit;
    EXPECT_LT(off, 0.4995) << degrees;
  }
}

// 1 ... 5: mean 3, standard deviation sqrt(2.5), standard error sqrt(0.5), t(4) = 2.776445105.
TEST(MeanInterval, MatchesAHandComputation) {
  const Interval interval = mean_interval(std::vector<double>{1.0, 2.0, 3.0, 4.0, 5.0});
  EXPECT_EQ(interval.mean, 3.0);
  EXPECT_EQ(interval.count, 5U);
  EXPECT_NEAR(interval.half_width(), 2.776445105 * std::sqrt(0.5), 1e-9);
  EXPECT_NEAR(interval.low + interval.high, 6.0, 1e-15);
}

TEST(MeanInterval, FewAndUndefinedValues) {
  const Interval none = mean_interval({});
  EXPECT_TRUE(std::isnan(none.mean));
  EXPECT_EQ(none.count, 0U);
  const Interval one = mean_interval(std::vector<double>{kNan, 7.0});
  EXPECT_EQ(one.mean, 7.0);
  EXPECT_EQ(one.count, 1U);
  EXPECT_FALSE(one.has_bounds());
  EXPECT_TRUE(std::isnan(one.half_width()));
  const Interval two = mean_interval(std::vector<double>{1.0, kNan, 3.0});
  EXPECT_EQ(two.mean, 2.0);
  EXPECT_TRUE(two.has_bounds());
  const Interval equal = mean_interval(std::vector<double>{4.0, 4.0, 4.0});
  EXPECT_EQ(equal.low, 4.0);
  EXPECT_EQ(equal.high, 4.0);
}

// 95 % of intervals must hold the truth; of 4,000 the share has standard deviation 0.0034.
TEST(MeanInterval, CoversTheTruthAsOftenAsItSays) {
  random::Stream stream{21};
  int covered = 0;
  constexpr int kTrials = 4'000;
  for (int i = 0; i < kTrials; ++i) {
    std::vector<double> sample(5);
    for (double& value : sample) {
      value = 10.0 + 3.0 * random::normal(stream);
    }
    const Interval interval = mean_interval(sample);
    covered += interval.low <= 10.0 && 10.0 <= interval.high ? 1 : 0;
  }
  EXPECT_NEAR(covered / static_cast<double>(kTrials), 0.95, 5.0 * std::sqrt(0.95 * 0.05 / kTrials));
}

// Pairs (1,2), (2,3), (6,4): ratio 9/9 = 1; without each pair 8/7, 7/6, 3/5, their mean 611/630; variance 2/3 of the
// squares about it; t(2) = 4.30265273.
TEST(RatioInterval, MatchesAHandComputation) {
  const Interval interval = ratio_interval(std::vector<double>{1.0, 2.0, 6.0}, std::vector<double>{2.0, 3.0, 4.0});
  EXPECT_EQ(interval.mean, 1.0);
  const double centre = 611.0 / 630.0;
  const double squares = std::pow(8.0 / 7 - centre, 2) + std::pow(7.0 / 6 - centre, 2) + std::pow(0.6 - centre, 2);
  EXPECT_NEAR(interval.half_width(), 4.30265273 * std::sqrt(2.0 / 3.0 * squares), 1e-8);
}

TEST(RatioInterval, WithConstantDenominatorsIsTheMeanInterval) {
  const std::vector<double> top{3.0, 1.0, 4.0, 1.0, 5.0, 9.0};
  const Interval ratio = ratio_interval(top, std::vector<double>(6, 1.0));
  const Interval mean = mean_interval(top);
  EXPECT_NEAR(ratio.mean, mean.mean, 1e-14);
  EXPECT_NEAR(ratio.low, mean.low, 1e-13);
  EXPECT_NEAR(ratio.high, mean.high, 1e-13);
}

TEST(RatioInterval, UndefinedPairsAndDenominators) {
  EXPECT_TRUE(std::isnan(ratio_interval(std::vector<double>{1.0, 2.0}, std::vector<double>{0.0, 0.0}).mean));
  EXPECT_TRUE(std::isnan(ratio_interval({}, {}).mean));
  const Interval skipped = ratio_interval(std::vector<double>{1.0, kNan, 3.0}, std::vector<double>{2.0, 5.0, 2.0});
  EXPECT_EQ(skipped.mean, 1.0);
  EXPECT_EQ(skipped.count, 2U);
  const Interval unbounded = ratio_interval(std::vector<double>{1.0, 0.0}, std::vector<double>{2.0, 0.0});
  EXPECT_EQ(unbounded.mean, 0.5);
  EXPECT_FALSE(unbounded.has_bounds());
}

// Cost over requests, both random: 95 % of the jackknife's intervals must hold the true ratio of means (3 / 2). The
// jackknife is approximate for ten pairs; White-noise simulations put its coverage at 94-95 %, hence 1 % more slack.
TEST(RatioInterval, CoversTheTruthAsOftenAsItSays) {
  random::Stream stream{22};
  int covered = 0;
  constexpr int kTrials = 4'000;
  for (int i = 0; i < kTrials; ++i) {
    std::vector<double> top(10);
    std::vector<double> bottom(10);
    for (std::size_t k = 0; k < 10; ++k) {
      bottom[k] = 2.0 + 0.2 * random::normal(stream);
      top[k] = 1.5 * bottom[k] + 0.1 * random::normal(stream);
    }
    const Interval interval = ratio_interval(top, bottom);
    covered += interval.low <= 1.5 && 1.5 <= interval.high ? 1 : 0;
  }
  EXPECT_NEAR(covered / static_cast<double>(kTrials), 0.95, 5.0 * std::sqrt(0.95 * 0.05 / kTrials) + 0.01);
}

TEST(RangeOf, IsMeanMinimumAndMaximum) {
  const Interval range = range_of(std::vector<double>{4.0, kNan, 1.0, 7.0});
  EXPECT_EQ(range.mean, 4.0);
  EXPECT_EQ(range.low, 1.0);
  EXPECT_EQ(range.high, 7.0);
  EXPECT_EQ(range.count, 3U);
  EXPECT_TRUE(std::isnan(range_of({}).mean));
}

TEST(IntervalDeathTest, RefusesPairsThatDoNotMatch) {
  EXPECT_DEATH(ratio_interval(std::vector<double>{1.0}, {}), "denominator");
}

}  // namespace
}  // namespace sim::stats
