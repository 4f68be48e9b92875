// Rule 1.12: what an instance costs that EC2 interrupts. EC2 user guide, billing for interrupted Spot Instances (read
// 2026-11).
#include <cstdint>
#include <utility>

#include <gtest/gtest.h>

#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

using sim::Duration;

/// One Spot instance runs from 20 s (4 + 16) on, and is up at 25 s. EC2 takes it when it has run for so many minutes.
GroupSetup taken_after(std::int64_t minutes) {
  GroupSetup setup;
  MixedInstancesConfig& mixed = setup.config.options.mixed_instances.emplace();
  mixed.interruption_notice = Duration::minutes(2);
  SpotReclaim reclaim;
  reclaim.at = Duration::seconds(20 + minutes * 60 - 120);
  reclaim.share = sim::Fraction::percent(100);
  reclaim.lasts = Duration::hours(2);
  mixed.reclaims = {reclaim};
  setup.config.options.health_check_period = Duration::minutes(1);
  setup.config.monitoring = Monitoring::kDetailed;
  setup.duration = Duration::hours(3);
  return setup;
}

std::int64_t spot_ms(GroupRun& run) {
  return run.metered(sku::kEc2Instance, "m7i.large", sku::kSpot);
}

TEST(SpotBill, Rule_1_12_InterruptedInItsFirstHourAnInstanceIsNotChargedAndLaterForAllItsSeconds) {
  for (const auto& [minutes, charged_ms] : {std::pair{59, 0}, std::pair{60, 60 * 60'000}, std::pair{61, 61 * 60'000}}) {
    GroupRun run{taken_after(minutes)};
    run.set_desired(1);
    run.run_until(7'000.0);
    ASSERT_EQ(run.lost.size(), 1U);
    EXPECT_EQ(run.lost_at[0], sim::Time::at(Duration::seconds(20 + minutes * 60)));
    EXPECT_EQ(spot_ms(run), charged_ms) << minutes << " min";
    EXPECT_EQ(run.metered(sku::kCloudwatchMetric), 7 * minutes * 60'000) << "what is beside it is charged";
  }
}

// At 57 min it is noticed; at 58 min the group itself ends it.
TEST(SpotBill, Rule_1_12_WhatTheGroupEndsInTheFirstHourIsCharged) {
  GroupRun run{taken_after(59)};
  run.set_desired(1);
  run.run_until(20.0 + 58.0 * 60.0);
  ASSERT_EQ(run.noticed.size(), 1U);
  run.set_desired(0);
  run.run_until(7'000.0);
  EXPECT_TRUE(run.lost.empty());
  EXPECT_EQ(spot_ms(run), 58 * 60'000);
}

// It is there when the run begins, however long it has run: no first hour of its life is known to be waived.
TEST(SpotBill, Rule_1_12_WhatWasThereBeforeTheRunIsOlderThanAnHour) {
  GroupRun run{taken_after(30)};
  run.set_desired(1, true);
  run.run_until(7'000.0);
  ASSERT_EQ(run.lost.size(), 1U);
  EXPECT_EQ(spot_ms(run), 20'000 + 30 * 60'000);
}

}  // namespace
}  // namespace models::machines
