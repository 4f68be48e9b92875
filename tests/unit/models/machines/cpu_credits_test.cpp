// aws-behaviour 1.15: instances that run out of credits, and those that borrow.
#include <algorithm>

#include <gtest/gtest.h>

#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

/// One t3.small (24 credits an hour, 0.4 vCPU at its baseline) that is up when the run begins.
GroupSetup t3_small(CreditMode mode, std::int64_t credits) {
  GroupSetup setup;
  setup.config.instance_type = "t3.small";
  setup.config.cpu_speed = 1.0;
  setup.config.cpu_credits = mode;
  setup.config.credits_at_launch = credits;
  setup.config.guest_os.cpu = {};
  setup.duration = sim::Duration::hours(4);
  return setup;
}
std::int64_t one_vcpu(sim::Time now) {
  return now.nanoseconds();
}

using Limits = std::vector<std::pair<double, std::int64_t>>;

TEST(CpuCredits, Rule1_15_StandardFallsToItsBaselineWhenCreditsAreSpent) {
  GroupRun run{t3_small(CreditMode::kStandard, 36)};
  run.cpu_use = one_vcpu;
  run.set_desired(1, true);
  // 0.6 credits a minute more than earned: 36 last an hour. Seen when what is left would last less than a second.
  run.run_until(3'590.0);
  EXPECT_TRUE(run.limits.empty());
  run.run_until(3'605.0);
  ASSERT_EQ(run.limits.size(), 1U);
  EXPECT_NEAR(run.limits[0].first, 3'600.0, 3.0);
  EXPECT_EQ(run.limits[0].second, 400);
  EXPECT_EQ(run.times_of("credits_spent").size(), 1U);
}

TEST(CpuCredits, WhoIsIdleAgainMayBurstAgain) {
  GroupRun run{t3_small(CreditMode::kStandard, 0)};
  run.cpu_use = [](sim::Time now) { return std::min<std::int64_t>(now.nanoseconds(), 600'000'000'000) / 10 * 4; };
  run.set_desired(1, true);
  EXPECT_EQ(run.limits, (Limits{{0.0, 400}})) << "T3 has no launch credits";
  run.run_until(600.0);
  EXPECT_EQ(run.limits.size(), 1U) << "at its baseline it saves nothing";
  // Idle from 600 s on: credits for a second at full use, 1.6 vCPU-seconds, are there 4 s later.
  run.run_until(700.0);
  ASSERT_EQ(run.limits.size(), 2U);
  EXPECT_NEAR(run.limits[1].first, 604.0, 1.5);
  EXPECT_EQ(run.limits[1].second, 2'000);
}

TEST(CpuCredits, Rule1_15_UnlimitedIsNeverThrottledAndPaysWhatItBorrowed) {
  GroupRun run{t3_small(CreditMode::kUnlimited, 0)};
  run.cpu_use = one_vcpu;
  run.set_desired(1, true);
  run.run_until(7'200.0);
  EXPECT_TRUE(run.limits.empty());
  EXPECT_EQ(run.metered(sku::kEc2SurplusCredits, "x86_64"), 0) << "576 credits are lent";
  run.set_desired(0);
  // Two hours of 0.6 vCPU, in milli-vCPU·ms: the rest is charged when it ends.
  EXPECT_EQ(run.metered(sku::kEc2SurplusCredits, "x86_64"), 600LL * 7'200'000);
}

TEST(CpuCredits, WhatTheWindowBorrowedIsTheWindows) {
  GroupSetup setup = t3_small(CreditMode::kUnlimited, 0);
  setup.start = sim::Time::at(sim::Duration::hours(-1));
  GroupRun run{setup};
  run.cpu_use = [](sim::Time now) { return now.nanoseconds() + 3'600'000'000'000; };
  run.set_desired(1, true);
  run.run_until(4.5 * 3'600);
  // An hour's debt is older than the window; four hours of 0.6 vCPU are its own.
  EXPECT_EQ(run.metered(sku::kEc2SurplusCredits, "x86_64"), 600LL * 4 * 3'600'000);
}

TEST(CpuCredits, TheOperatingSystemUsesCreditsToo) {
  GroupSetup setup = t3_small(CreditMode::kUnlimited, 0);
  setup.config.guest_os.cpu = sim::Vcpu::milli(500);
  GroupRun run{setup};
  run.set_desired(1, true);
  run.run_until(3'600.0);
  run.set_desired(0);
  EXPECT_EQ(run.metered(sku::kEc2SurplusCredits, "x86_64"), 100LL * 3'600'000);
}

TEST(CpuCredits, OtherTypesHaveNone) {
  GroupRun run;
  run.cpu_use = [](sim::Time) -> std::int64_t {
    ADD_FAILURE() << "nobody asks";
    return 0;
  };
  run.set_desired(1, true);
  run.run_until(1'000.0);
  EXPECT_TRUE(run.limits.empty());
}

}  // namespace
}  // namespace models::machines
