// Constant, Poisson, steps and ramp, and what is laid over them.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "tests/unit/models/workload/workload_support.hpp"

namespace {

using models::workload::constant;
using models::workload::poisson;
using models::workload::ramp;
using models::workload::steps;
using workload_test::arrivals_of;
using workload_test::at;
using workload_test::count_between;
using workload_test::workload_of;

TEST(Constant, PutsOneArrivalInTheMiddleOfEachUnit) {
  const auto workload = workload_of(constant(), "{rate: 4/s}");
  const std::vector<std::int64_t> expected{-375'000'000, -125'000'000, 125'000'000, 375'000'000};
  EXPECT_EQ(arrivals_of(*workload, at(-0.5), at(0.5)), expected);
  EXPECT_EQ(arrivals_of(*workload, at(0), at(3600)).size(), 4U * 3600U);
  EXPECT_TRUE(workload->is_stationary());
}

TEST(Constant, FollowsAFlashCrowdByItsCumulativeRate) {
  // 10/s for 10 s; then to 30/s within 4 s (80 arrivals), 10 s at 30/s (300), 4 s back (80), 10/s again.
  const auto workload =
      workload_of(constant(), "{rate: 10/s, flash_crowds: [{at: 10s, factor: 3, rise: 4s, hold: 10s}]}");
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(0), at(100));
  EXPECT_EQ(count_between(arrivals, at(0), at(10)), 100U);
  EXPECT_EQ(count_between(arrivals, at(10), at(14)), 80U);
  EXPECT_EQ(count_between(arrivals, at(14), at(24)), 300U);
  EXPECT_EQ(count_between(arrivals, at(24), at(28)), 80U);
  EXPECT_EQ(count_between(arrivals, at(28), at(100)), 720U);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(12)).per_second(), 20.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(20)).per_second(), 30.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(26)).per_second(), 20.0);
  EXPECT_NEAR(workload->expected_arrivals(at(0), at(100)), 1280.0, 1e-9);
  EXPECT_FALSE(workload->is_stationary());
}

TEST(Constant, JumpsWithoutARiseAndMultipliesCrowdsThatOverlap) {
  const auto workload = workload_of(constant(),
                                    "{rate: 10/s, scale: 2, flash_crowds: [{at: 10s, factor: 3, hold: 20s},"
                                    " {at: 20s, factor: 0.5, hold: 20s, fall: 10s}]}");
  EXPECT_DOUBLE_EQ(workload->rate_at(at(9.999)).per_second(), 20.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(10)).per_second(), 60.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(20)).per_second(), 30.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(30)).per_second(), 10.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(45)).per_second(), 15.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(50)).per_second(), 20.0);
  EXPECT_NEAR(workload->expected_arrivals(at(0), at(60)), 200 + 600 + 300 + 100 + 150 + 200, 1e-9);
  EXPECT_NEAR(workload->expected_arrivals(at(-30), at(12)), 600 + 200 + 120, 1e-9);
}

TEST(Poisson, GapsAreExponential) {
  const auto workload = workload_of(poisson(), "{rate: 50/s}");
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(0), at(4000));
  std::vector<double> gaps;
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    gaps.push_back(static_cast<double>(arrivals[i] - arrivals[i - 1]) * 50e-9);
  }
  std::sort(gaps.begin(), gaps.end());
  const double n = static_cast<double>(gaps.size());
  EXPECT_NEAR(n, 200'000.0, 4.0 * std::sqrt(200'000.0));
  double distance = 0.0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    const double p = 1.0 - std::exp(-gaps[i]);
    distance = std::max({distance, p - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - p});
  }
  EXPECT_LT(distance, 1.95 / std::sqrt(n));  // Kolmogorov-Smirnov at 0.1 %
}

TEST(Poisson, CountsInWindowsAreAsDispersedAsAPoissonVariable) {
  const auto workload = workload_of(poisson(), "{rate: 100/s}");
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(0), at(10'000));
  std::vector<double> counts(10'000, 0.0);
  for (const std::int64_t t : arrivals) {
    counts[static_cast<std::size_t>(t / 1'000'000'000)] += 1.0;
  }
  const double mean = std::accumulate(counts.begin(), counts.end(), 0.0) / 10'000.0;
  double squares = 0.0;
  double products = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    squares += (counts[i] - mean) * (counts[i] - mean);
    products += i == 0 ? 0.0 : (counts[i] - mean) * (counts[i - 1] - mean);
  }
  EXPECT_NEAR(mean, 100.0, 4.0 * std::sqrt(100.0 / 10'000.0));
  EXPECT_NEAR(squares / 9'999.0 / mean, 1.0, 4.0 * std::sqrt(2.0 / 9'999.0));
  EXPECT_NEAR(products / squares, 0.0, 4.0 / std::sqrt(10'000.0));  // windows know nothing of each other
}

TEST(Poisson, ASweepOverTheRateStretchesTheSamePoints) {
  const std::vector<std::int64_t> slow = arrivals_of(*workload_of(poisson(), "{rate: 10/s}"), at(0), at(1000));
  const std::vector<std::int64_t> fast = arrivals_of(*workload_of(poisson(), "{rate: 25/s}"), at(0), at(400));
  const std::vector<std::int64_t> scaled =
      arrivals_of(*workload_of(poisson(), "{rate: 10/s, scale: 2.5}"), at(0), at(400));
  ASSERT_GT(slow.size(), 9'000U);
  ASSERT_EQ(slow.size(), fast.size());
  ASSERT_EQ(slow.size(), scaled.size());
  for (std::size_t i = 0; i < slow.size(); ++i) {
    ASSERT_LE(std::abs(static_cast<double>(slow[i]) - 2.5 * static_cast<double>(fast[i])), 2.5);
    ASSERT_LE(std::abs(fast[i] - scaled[i]), 1);
  }
}

TEST(Poisson, SeedAndReplicationChangeThePointsAndNothingElseDoes) {
  const auto workload = workload_of(poisson(), "{rate: 100/s}");
  const std::vector<std::int64_t> first = arrivals_of(*workload, at(0), at(100), 1, 0);
  EXPECT_EQ(first, arrivals_of(*workload, at(0), at(100), 1, 0));
  EXPECT_NE(first, arrivals_of(*workload, at(0), at(100), 2, 0));
  EXPECT_NE(first, arrivals_of(*workload, at(0), at(100), 1, 1));
}

TEST(Poisson, OfRateZeroEndsAtOnce) {
  const auto workload = workload_of(poisson(), "{rate: 0/s}");
  EXPECT_TRUE(arrivals_of(*workload, at(-100), at(1e6)).empty());
  EXPECT_EQ(workload->expected_arrivals(at(0), at(1e6)), 0.0);
}

TEST(Poisson, HoldsItsPlaceAfterYears) {
  // 20 years from t = 0 a double still tells nanoseconds from each other by 60 of them; arrivals must stay in order.
  const auto workload = workload_of(poisson(), "{rate: 1000/s}");
  const sim::Time late = sim::Time::at(sim::Duration::days(7300));
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, late, late + sim::Duration::seconds(100));
  EXPECT_NEAR(static_cast<double>(arrivals.size()), 1e5, 4.0 * std::sqrt(1e5));
  EXPECT_TRUE(std::is_sorted(arrivals.begin(), arrivals.end()));
}

TEST(Steps, HoldTheFirstRateBeforeAndTheLastAfter) {
  const auto workload =
      workload_of(steps(), "{steps: [{at: 10s, rate: 100/s}, {at: 20s, rate: 0/s}, {at: 30s, rate: 50/s}]}");
  EXPECT_DOUBLE_EQ(workload->rate_at(at(-1000)).per_second(), 100.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(19.9)).per_second(), 100.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(20)).per_second(), 0.0);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(1e6)).per_second(), 50.0);
  EXPECT_NEAR(workload->expected_arrivals(at(-10), at(40)), 3000.0 + 500.0, 1e-6);
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(-10), at(40));
  EXPECT_EQ(count_between(arrivals, at(20), at(30)), 0U);
  EXPECT_NEAR(static_cast<double>(count_between(arrivals, at(-10), at(20))), 3000.0, 4.0 * std::sqrt(3000.0));
  EXPECT_NEAR(static_cast<double>(count_between(arrivals, at(30), at(40))), 500.0, 4.0 * std::sqrt(500.0));
}

TEST(Ramp, GrowsInAStraightLineAndStays) {
  const auto workload = workload_of(ramp(), "{from: 10/s, to: 110/s, over: 100s, shift: 50s}");
  EXPECT_DOUBLE_EQ(workload->rate_at(at(-100)).per_second(), 10.0);
  EXPECT_NEAR(workload->rate_at(at(100)).per_second(), 60.0, 1e-9);
  EXPECT_DOUBLE_EQ(workload->rate_at(at(200)).per_second(), 110.0);
  EXPECT_NEAR(workload->expected_arrivals(at(50), at(150)), 6000.0, 1e-6);
  EXPECT_NEAR(workload->expected_arrivals(at(50), at(100)), 1750.0, 1e-6);
  // Of n arrivals in the ramp, the share in its first half is 1750/6000.
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(50), at(150));
  const double share = 1750.0 / 6000.0;
  EXPECT_NEAR(static_cast<double>(count_between(arrivals, at(50), at(100))),
              share * static_cast<double>(arrivals.size()), 4.0 * std::sqrt(6000.0 * share * (1.0 - share)));
}

TEST(Ramp, ACrowdThatRisesOverARampIsTheProductOfBoth) {
  const auto workload = workload_of(
      ramp(), "{from: 0/s, to: 100/s, over: 100s, flash_crowds: [{at: 20s, factor: 5, rise: 40s, hold: 0s}]}");
  // 40 s in, the ramp is at 40/s and the crowd half way up, at 3; a cut falls there, so that the product is exact.
  EXPECT_NEAR(workload->rate_at(at(40)).per_second(), 120.0, 1e-6);
  EXPECT_NEAR(workload->rate_at(at(60)).per_second(), 300.0, 1e-6);
  // Integral of t (1 + (t - 20) / 10) over [20, 60): the trapezoids of 16 pieces of width h err by f'' h^2 / 12 x 40.
  const double exact = (60.0 * 60.0 - 20.0 * 20.0) / 2.0 * -1.0 + (std::pow(60.0, 3) - std::pow(20.0, 3)) / 30.0;
  const double bound = 0.2 * 2.5 * 2.5 / 12.0 * 40.0;
  EXPECT_NEAR(workload->expected_arrivals(at(20), at(60)), exact, bound * 1.001);
}

TEST(Workloads, DescribeTheirFieldsSoundly) {
  for (const models::WorkloadEntry& entry : {constant(), poisson(), steps(), ramp(), models::workload::diurnal(),
                                             models::workload::mmpp(), models::workload::counts()}) {
    EXPECT_EQ(entry.schema().name, entry.name);
    EXPECT_FALSE(entry.sentence.empty());
    EXPECT_EQ(sim::config::problems_of(entry.schema(), {}), std::vector<std::string>{}) << entry.name;
  }
}

TEST(Workloads, TellWhatIsWrongWithTheirFields) {
  using workload_test::problems_of;
  EXPECT_NE(problems_of(poisson(), "{rate: 40}").find("40/s"), std::string::npos);
  EXPECT_NE(problems_of(poisson(), "{}").find("rate"), std::string::npos);
  EXPECT_NE(problems_of(poisson(), "{rate: 1/s, scale: -1}").find("scale"), std::string::npos);
  EXPECT_NE(problems_of(poisson(), "{rate: 1/s, flash_crowds: [{at: 1s, factor: 2, hold: 0s}]}").find("lasts no time"),
            std::string::npos);
  EXPECT_NE(problems_of(steps(), "{steps: []}").find("there is no step"), std::string::npos);
  EXPECT_NE(
      problems_of(steps(), "{steps: [{at: 1s, rate: 1/s}, {at: 1s, rate: 2/s}]}").find("not after the step before"),
      std::string::npos);
  EXPECT_NE(problems_of(ramp(), "{from: 1/s, to: 2/s, over: 0s}").find("over"), std::string::npos);
}

}  // namespace
