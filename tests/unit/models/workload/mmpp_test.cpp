#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/models/workload/workload_support.hpp"

namespace {

using models::workload::mmpp;
using workload_test::arrivals_of;
using workload_test::at;
using workload_test::problems_of;
using workload_test::workload_of;

// Two states: rates 20 and 200 per second for 4 s and 1 s on average.
constexpr double kMean = (20.0 * 4.0 + 200.0 * 1.0) / 5.0;
constexpr double kRelaxation = 1.0 / (1.0 / 4.0 + 1.0 / 1.0);  // seconds; the rate forgets itself as exp(-t / this)
constexpr double kRateVariance = 0.8 * 0.2 * 180.0 * 180.0;
constexpr const char* kTwoStates = "states: [{rate: 20/s, sojourn: 4s}, {rate: 200/s, sojourn: 1s}]";

/// Variance of the number of arrivals in a window of `w` seconds (Fischer and Meier-Hellstern, 1993, for two states).
double count_variance(double w) {
  return kMean * w + 2.0 * kRateVariance * kRelaxation * (w - kRelaxation * (1.0 - std::exp(-w / kRelaxation)));
}

TEST(Mmpp, HasTheMeanAndTheDispersionOfTheory) {
  const auto workload = workload_of(mmpp(), std::string{"{"} + kTwoStates + "}");
  constexpr double kWindow = 40.0;  // 50 relaxation times: windows are independent for this purpose
  constexpr std::size_t kWindows = 2'000;
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(-4e4), at(4e4));
  std::vector<double> counts(kWindows, 0.0);
  for (const std::int64_t t : arrivals) {
    counts[static_cast<std::size_t>((static_cast<double>(t) * 1e-9 + 4e4) / kWindow)] += 1.0;
  }
  const double n = static_cast<double>(kWindows);
  const double mean = static_cast<double>(arrivals.size()) / n;
  double squares = 0.0;
  for (const double count : counts) {
    squares += (count - mean) * (count - mean);
  }
  const double variance = count_variance(kWindow);
  EXPECT_NEAR(mean, kMean * kWindow, 4.0 * std::sqrt(variance / n));
  // The count of 40 s is close to normal; its excess kurtosis (below 1) widens the error of the variance a little.
  EXPECT_NEAR(squares / (n - 1.0) / variance, 1.0, 4.0 * std::sqrt((2.0 + 1.0) / n));
  EXPECT_TRUE(workload->is_stationary());
  EXPECT_DOUBLE_EQ(workload->rate_at(at(5)).per_second(), kMean);
}

TEST(Mmpp, StationaryAtZeroAndOnBothSidesOfIt) {
  // Over replications the number in one second has the mean and variance of theory wherever the second lies.
  const auto workload = workload_of(mmpp(), std::string{"{"} + kTwoStates + "}");
  for (const double start : {-30.0, -0.5, 0.0, 30.0}) {
    double sum = 0.0;
    double squares = 0.0;
    constexpr int kReplications = 4'000;
    for (std::uint64_t replication = 0; replication < kReplications; ++replication) {
      const double count =
          static_cast<double>(arrivals_of(*workload, at(start), at(start + 1.0), 7, replication).size());
      sum += count;
      squares += count * count;
    }
    const double mean = sum / kReplications;
    const double variance = count_variance(1.0);
    EXPECT_NEAR(mean, kMean, 4.0 * std::sqrt(variance / kReplications)) << start;
    // Rates lie in [20, 200]: the fourth central moment is below variance x 180^2 (and Poisson noise).
    const double fourth = variance * (180.0 * 180.0 + 6.0 * 200.0);
    EXPECT_NEAR(squares / kReplications - mean * mean, variance, 4.0 * std::sqrt(fourth / kReplications)) << start;
  }
}

TEST(Mmpp, AGivenRateScalesTheStates) {
  const auto natural = workload_of(mmpp(), std::string{"{"} + kTwoStates + "}");
  const auto doubled = workload_of(mmpp(), std::string{"{rate: 112/s, "} + kTwoStates + "}");
  EXPECT_DOUBLE_EQ(doubled->rate_at(at(0)).per_second(), 112.0);
  EXPECT_NEAR(natural->expected_arrivals(at(-50), at(50)) * 2.0, doubled->expected_arrivals(at(-50), at(50)), 1e-6);
}

TEST(Mmpp, AFlashCrowdMultipliesTheRateAndLeavesTheChainAlone) {
  const auto plain = workload_of(mmpp(), std::string{"{"} + kTwoStates + "}");
  const auto crowd =
      workload_of(mmpp(), std::string{"{flash_crowds: [{at: 100s, factor: 3, hold: 200s}], "} + kTwoStates + "}");
  EXPECT_FALSE(crowd->is_stationary());
  EXPECT_DOUBLE_EQ(crowd->rate_at(at(200)).per_second(), 3.0 * kMean);
  EXPECT_NEAR(crowd->expected_arrivals(at(0), at(400)), kMean * (400.0 + 2.0 * 200.0), 1e-6);
  EXPECT_EQ(arrivals_of(*plain, at(-50), at(100)), arrivals_of(*crowd, at(-50), at(100)));
  // Given the path, three times as many: the ratio of two Poisson numbers with means N and 3 N.
  const double before = static_cast<double>(arrivals_of(*plain, at(100), at(300)).size());
  const double during = static_cast<double>(arrivals_of(*crowd, at(100), at(300)).size());
  EXPECT_NEAR(during / before, 3.0, 4.0 * 3.0 * std::sqrt(1.0 / before + 1.0 / (3.0 * before)));
}

TEST(Mmpp, WithMoreStatesHasTheSameMeanInAnyOrder) {
  // Mean (10 x 1 + 100 x 2 + 400 x 3) / 6 = 235; over 20,000 s the slowest relaxation is below 2 s.
  for (const char* next : {"in_order", "at_random"}) {
    const auto workload =
        workload_of(mmpp(), std::string{"{states: [{rate: 10/s, sojourn: 1s}, {rate: 100/s, sojourn: 2s}, "
                                        "{rate: 400/s, sojourn: 3s}], next: "} +
                                next + "}");
    EXPECT_NEAR(workload->rate_at(at(0)).per_second(), 235.0, 1e-9);
    constexpr double kSeconds = 2e4;
    const double rate =
        static_cast<double>(arrivals_of(*workload, at(-kSeconds / 2), at(kSeconds / 2)).size()) / kSeconds;
    const double rate_variance = (100.0 + 2.0 * 1e4 + 3.0 * 16e4) / 6.0 - 235.0 * 235.0;
    EXPECT_NEAR(rate, 235.0, 4.0 * std::sqrt((235.0 + 2.0 * rate_variance * 2.0) / kSeconds)) << next;
  }
}

TEST(Mmpp, TellsWhatIsWrong) {
  EXPECT_NE(problems_of(mmpp(), "{states: [{rate: 1/s, sojourn: 1s}]}").find("use kind: poisson"), std::string::npos);
  EXPECT_NE(problems_of(mmpp(), "{rate: 1/s, states: [{rate: 0/s, sojourn: 1s}, {rate: 0/s, sojourn: 1s}]}")
                .find("all states have rate 0/s"),
            std::string::npos);
  EXPECT_NE(
      problems_of(mmpp(), std::string{"{shift: 1h, "} + kTwoStates + "}").find("no profile that could be shifted"),
      std::string::npos);
}

}  // namespace
