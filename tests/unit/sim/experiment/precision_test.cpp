#include "sim/experiment/precision.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <gtest/gtest.h>

#include "sim/random/ziggurat.hpp"

namespace sim::experiment {
namespace {

/// mean - d, mean + d, mean - d ...: after n = 10, 12 ... the standard error is d / sqrt(n - 1).
std::vector<double> alternating(double mean, double d, std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(i % 2 == 0 ? mean - d : mean + d);
  }
  return values;
}

// Ten values 100 -+ 6: standard error 6 / 3 = 2, t(9) = 2.262157: half-width 4.524314. Allowed at r = 5 %:
// 100 x 0.05 / 1.05 = 4.761905.
TEST(Precision, MatchesAHandComputation) {
  const std::vector<Measure> measures{{.name = "a", .values = alternating(100.0, 6.0, 10)}};
  const std::vector<Precision> reached = precision_after(measures, 10, {.relative = 0.05});
  EXPECT_NEAR(reached[0].interval.half_width(), 4.524314, 1e-5);
  EXPECT_NEAR(reached[0].allowed, 4.761905, 1e-6);
  EXPECT_TRUE(reached[0].enough);
  EXPECT_EQ(enough_replications(measures, 0, 10, {.relative = 0.05}), 10U);
  EXPECT_FALSE(enough_replications(measures, 0, 10, {.relative = 0.04}).has_value());
}

// Two measures share the error: t(9) at 97.5 % is 2.685, half-width 5.37, above what is allowed.
TEST(Precision, SharesTheErrorAmongMeasures) {
  const Measure one{.name = "a", .values = alternating(100.0, 6.0, 10)};
  const std::vector<Precision> reached = precision_after(std::vector<Measure>{one, one}, 10, {.relative = 0.05});
  EXPECT_NEAR(reached[0].interval.half_width(), 2.0 * 2.685, 2e-3);
  EXPECT_FALSE(reached[0].enough);
}

TEST(Precision, NeverStopsBeforeTheLeast) {
  const std::vector<Measure> constant{{.name = "a", .values = std::vector<double>(30, 5.0)}};
  EXPECT_EQ(enough_replications(constant, 0, 30, {}), 10U);
  EXPECT_EQ(enough_replications(constant, 17, 30, {}), 17U);
  EXPECT_FALSE(enough_replications(constant, 0, 9, {}).has_value());
}

// Half-widths at 20, 30, 40 replications of 100 -+ 10 are 4.80, 3.80, 3.24; 3.9 % allows 3.75: first at 31 or later.
TEST(Precision, StopsAtTheFirstThatIsEnough) {
  const std::vector<Measure> measures{{.name = "a", .values = alternating(100.0, 10.0, 60)}};
  const PrecisionRule rule{.relative = 0.039};
  const auto n = enough_replications(measures, 0, 60, rule);
  ASSERT_TRUE(n.has_value());
  EXPECT_GT(*n, 30U);
  EXPECT_LT(*n, 40U);
  EXPECT_TRUE(precision_after(measures, *n, rule)[0].enough);
  for (std::size_t before = 10; before < *n; ++before) {
    EXPECT_FALSE(precision_after(measures, before, rule)[0].enough) << before;
  }
  // In batches, from where the last one ended, the answer is the same.
  for (const std::size_t batch : {1U, 5U, 7U}) {
    std::optional<std::size_t> found;
    for (std::size_t done = 0; done < 60 && !found; done += batch) {
      found = enough_replications(measures, done + 1, std::min<std::size_t>(done + batch, 60), rule);
    }
    EXPECT_EQ(found, n) << batch;
  }
}

// A fraction around zero can't be known to a share of itself.
TEST(Precision, FloorOfAFraction) {
  std::vector<Measure> measures{{.name = "f", .values = alternating(1e-5, 1e-4, 10)}};
  EXPECT_FALSE(precision_after(measures, 10, {})[0].enough);
  measures[0].floor = 1e-4;
  EXPECT_EQ(precision_after(measures, 10, {})[0].allowed, 1e-4);
  EXPECT_TRUE(precision_after(measures, 10, {})[0].enough);
}

TEST(Precision, RatioByTheJackknife) {
  const std::vector<double> tops = alternating(99.0, 1.0, 12);
  const std::vector<double> bottoms(12, 100.0);
  const std::vector<Measure> measures{{.name = "r", .values = tops, .denominators = bottoms}};
  const Precision reached = precision_after(measures, 12, {})[0];
  EXPECT_NEAR(reached.interval.mean, 0.99, 1e-12);
  EXPECT_NEAR(reached.interval.half_width(), stats::ratio_interval(tops, bottoms).half_width(), 1e-15);
}

TEST(Precision, WhatIsNowhereDefinedIsNeverEnough) {
  const std::vector<Measure> measures{
      {.name = "p99", .values = std::vector<double>(20, std::numeric_limits<double>::quiet_NaN()), .floor = 1.0}};
  EXPECT_FALSE(enough_replications(measures, 0, 20, {}).has_value());
  EXPECT_TRUE(std::isnan(precision_after(measures, 20, {})[0].allowed));
}

// What the rule is for: the estimate at the stop is within r of the truth in 95 % of experiments: 950 of 1,000, and at
// least 922, which is 4 standard deviations of that count below.
TEST(Precision, KeepsItsPromise) {
  random::Stream stream{20260212};
  int kept = 0;
  for (int experiment = 0; experiment < 1'000; ++experiment) {
    Measure measure{.name = "x", .values = {}};
    std::optional<std::size_t> n;
    while (!n) {
      measure.values.push_back(50.0 + 10.0 * random::normal(stream));
      const std::size_t size = measure.values.size();
      n = enough_replications(std::span{&measure, 1}, size, size, {.relative = 0.05});
    }
    const double mean = precision_after(std::span{&measure, 1}, *n, {.relative = 0.05})[0].interval.mean;
    kept += std::abs(mean - 50.0) <= 0.05 * 50.0 ? 1 : 0;
  }
  EXPECT_GE(kept, 922);
}

}  // namespace
}  // namespace sim::experiment
