// The retry budget by hand: what comes in, what is spent, what expires.
#include "models/client/retry_budget.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace models::client {
namespace {

sim::Time at_ms(std::int64_t ms) {
  return sim::Time::at(sim::Duration::milliseconds(ms));
}

RetryBudgetConfig config_of(std::int64_t percent, double floor) {
  return {sim::Fraction::percent(percent), sim::Rate::per_second(floor), sim::Duration::seconds(10)};
}

int retries_until_none(RetryBudget& budget, sim::Time now) {
  int retries = 0;
  while (budget.withdraw(now)) {
    ++retries;
  }
  return retries;
}

TEST(RetryBudget, FiveRequestsBringOneRetry) {
  RetryBudget budget{config_of(20, 0.0), at_ms(-5'000)};
  EXPECT_FALSE(budget.withdraw(at_ms(0)));
  for (int request = 0; request < 4; ++request) {
    budget.deposit(at_ms(0));
  }
  EXPECT_FALSE(budget.withdraw(at_ms(0)));
  budget.deposit(at_ms(0));
  EXPECT_TRUE(budget.withdraw(at_ms(0)));
  EXPECT_FALSE(budget.withdraw(at_ms(0)));
}

/// Ten a second for ten seconds, and again when those ten seconds are over.
TEST(RetryBudget, TheFloorIsThereWithoutRequests) {
  RetryBudget budget{config_of(20, 10.0), at_ms(0)};
  EXPECT_EQ(retries_until_none(budget, at_ms(500)), 100);
  EXPECT_EQ(retries_until_none(budget, at_ms(9'999)), 0) << "spent less than ten seconds ago";
  EXPECT_EQ(retries_until_none(budget, at_ms(10'000)), 100) << "the slice of 0 to 1 s is forgotten";
}

TEST(RetryBudget, WhatIsNotUsedExpires) {
  RetryBudget budget{config_of(100, 0.0), at_ms(0)};
  for (int second = 0; second < 20; ++second) {
    for (int request = 0; request < 7; ++request) {
      budget.deposit(at_ms(1'000 * second));
    }
  }
  EXPECT_EQ(retries_until_none(budget, at_ms(19'500)), 70) << "of ten seconds, not of twenty";
  EXPECT_EQ(retries_until_none(budget, at_ms(19'500)), 0);
}

TEST(RetryBudget, AfterALongSilenceNothingIsLeftButTheFloor) {
  RetryBudget budget{config_of(100, 2.0), at_ms(0)};
  for (int request = 0; request < 50; ++request) {
    budget.deposit(at_ms(100));
  }
  EXPECT_EQ(retries_until_none(budget, at_ms(3'600'123)), 20);
  budget.deposit(at_ms(3'600'123));
  EXPECT_EQ(retries_until_none(budget, at_ms(3'600'200)), 1);
}

}  // namespace
}  // namespace models::client
