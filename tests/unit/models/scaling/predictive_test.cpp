// The forecast: what it must find exactly, and what it must leave alone.
#include "models/scaling/predictive.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models::scaling {
namespace {

using testing::DoubleEq;
using testing::Each;

constexpr std::size_t kDay = 24;
constexpr std::size_t kWeek = 7 * kDay;

/// A day's shape with its peak at 14 h, at 40 % on the last two days of the week.
double load_of(std::size_t hour) {
  const double day = 100.0 + 80.0 * std::cos((static_cast<double>(hour % kDay) - 14.0) * 2.0 * 3.14159265358979 / 24.0);
  return hour % kWeek < 5 * kDay ? day : 0.4 * day;
}

std::vector<double> loads(std::size_t hours) {
  std::vector<double> all;
  for (std::size_t hour = 0; hour < hours; ++hour) {
    all.push_back(load_of(hour));
  }
  return all;
}

TEST(Predictive, Rule1_7_ADayTimesAWeekIsFoundExactly) {
  const std::size_t seen = 2 * kWeek + 5;
  const std::vector<double> next = make_load_forecaster()->forecast(loads(seen), kWeek);
  for (std::size_t i = 0; i < kWeek; ++i) {
    EXPECT_NEAR(next[i], load_of(seen + i), 1e-5 * load_of(seen + i)) << i;
  }
}

TEST(Predictive, Rule1_7_ADayIsEnoughToBeginWith) {
  const std::vector<double> next = make_load_forecaster()->forecast(loads(kDay), 2 * kDay);
  for (std::size_t i = 0; i < 2 * kDay; ++i) {
    EXPECT_NEAR(next[i], load_of(i % kDay), 1e-5 * load_of(i % kDay)) << i;
  }
}

TEST(Predictive, OneOddHourIsSmoothedAway) {
  std::vector<double> seen = loads(2 * kWeek);
  seen[kWeek + 34] += 500.0;  // a crowd, at 10 h on Tuesday of the second week
  const std::vector<double> next = make_load_forecaster()->forecast(seen, kWeek);
  const double excess = next[34] - load_of(34);
  EXPECT_GT(excess, 0.0);
  EXPECT_LT(excess, 125.0) << "the mean of two weeks alone would expect half of it again";
}

TEST(Predictive, NothingStaysNothing) {
  EXPECT_THAT(make_load_forecaster()->forecast(std::vector<double>(2 * kWeek), 48), Each(DoubleEq(0.0)));
}

}  // namespace
}  // namespace models::scaling
