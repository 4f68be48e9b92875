// The life of an instance, and what each part of it costs, by hand.
#include <cstdint>

#include <gtest/gtest.h>

#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

using sim::Time;

Time at_seconds(std::int64_t seconds) {
  return Time::at(sim::Duration::seconds(seconds));
}

/// One instance that runs from second 20 on and is released `after_seconds` later.
std::int64_t billed_ms_of_a_life(double after_seconds) {
  GroupRun run;
  run.set_desired(1);
  run.run_until(20.0 + after_seconds);
  run.set_desired(0);
  run.run_until(300.0);
  return run.instance_ms();
}

TEST(InstanceLife, Rule_0_1_TheOwnerIsToldAfterApiPendingAndBoot) {
  GroupRun run;
  run.set_desired(1);
  run.run_until(24.999);
  EXPECT_TRUE(run.booted.empty());
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 1);
  run.run_until(25.001);
  ASSERT_EQ(run.booted_at.size(), 1U);
  EXPECT_EQ(run.booted_at[0], at_seconds(25));
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 0);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 1);
}

TEST(InstanceLife, Rule_1_14_BilledFromRunningToReleaseBySecondsWithAMinimumOfSixty) {
  EXPECT_EQ(billed_ms_of_a_life(59.2), 60'000);
  EXPECT_EQ(billed_ms_of_a_life(61.3), 62'000);
  EXPECT_EQ(billed_ms_of_a_life(62.0), 62'000);
  EXPECT_EQ(billed_ms_of_a_life(5.5), 60'000);
}

TEST(InstanceLife, Rule_1_14_DrainingIsBilled) {
  GroupRun run;
  run.releases_at_once = false;
  run.set_desired(1);
  run.run_until(100.0);
  run.set_desired(0);
  ASSERT_EQ(run.leaving.size(), 1U);
  EXPECT_EQ(run.level(Gauge::kVcpuBilled), 2'000);
  run.run_until(220.0);
  run.group->release(run.leaving[0], run.kernel.now());
  EXPECT_EQ(run.level(Gauge::kVcpuBilled), 0);
  run.run_until(400.0);
  EXPECT_EQ(run.instance_ms(), 200'000);
}

TEST(InstanceLife, Rule_1_14_TheVolumeIsBilledFromPendingToTerminated) {
  GroupRun run;
  run.set_desired(1);
  run.run_until(100.0);
  run.set_desired(0);  // terminated at 110
  run.run_until(400.0);
  EXPECT_EQ(run.metered(sku::kEbsGp3), 8 * (110'000 - 4'000));
}

TEST(InstanceLife, DetailedMonitoringBillsSevenMetricsAndBasicNone) {
  GroupRun detailed;
  detailed.set_desired(2);
  detailed.run_until(120.0);
  detailed.set_desired(0);
  EXPECT_EQ(detailed.metered(sku::kCloudwatchMetric), 2 * 7 * 100'000);
  GroupSetup setup;
  setup.config.monitoring = Monitoring::kBasic;
  setup.config.public_ipv4 = true;
  GroupRun basic{setup};
  basic.set_desired(2);
  basic.run_until(120.0);
  basic.set_desired(0);
  EXPECT_EQ(basic.metered(sku::kCloudwatchMetric), 0);
  EXPECT_EQ(basic.metered(sku::kPublicIpv4), 2 * 100'000);
  EXPECT_EQ(detailed.metered(sku::kPublicIpv4), 0);
}

TEST(InstanceLife, WhatIsAliveAtZeroIsMeteredFromZeroAndAtTheEndWithoutItsMinimum) {
  GroupSetup setup;
  setup.start = at_seconds(-600);
  setup.duration = sim::Duration::seconds(30);
  GroupRun run{setup};
  run.set_desired(1, true);
  run.run_until(30.0);
  const Usage usage = run.meters.finish(at_seconds(30));
  for (const MeterUsage& meter : usage.meters) {
    if (meter.key.sku == sku::kEc2Instance) {
      EXPECT_EQ(meter.per_hour.at(0), 30'000);
    }
  }
  run.set_desired(0);
  run.run_until(600.0);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 0);
}

TEST(InstanceLife, WhatEndsSoonAfterZeroHasNoMinimumSinceItBeganBefore) {
  GroupSetup setup;
  setup.start = at_seconds(-600);
  GroupRun run{setup};
  run.set_desired(1, true);
  run.run_until(12.5);
  run.set_desired(0);
  run.run_until(100.0);
  EXPECT_EQ(run.instance_ms(), 12'500);
}

TEST(InstanceLife, BootedInstancesAreUpAtOnce) {
  GroupRun run;
  run.set_desired(3, true);
  EXPECT_EQ(run.booted.size(), 3U);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 3);
  EXPECT_EQ(run.level(Gauge::kVcpuBilled), 6'000);
  EXPECT_EQ(run.level(Gauge::kMemoryBilled), 3 * sim::Bytes::gib(8).count());
  EXPECT_EQ(run.level(Gauge::kMemoryUsed), 3 * sim::Bytes::mib(200).count());
  EXPECT_EQ(run.level(Gauge::kVcpuOverhead), 30);
  run.run_until(60.0);
  run.set_desired(0);
  EXPECT_EQ(run.instance_ms(), 180'000);
  run.run_until(71.0);
  EXPECT_EQ(run.metered(sku::kEbsGp3), 3 * 8 * 70'000);
}

TEST(InstanceLife, CancelledDuringTheApiCallItNeverExisted) {
  GroupRun run;
  run.set_desired(1);
  run.run_until(3.0);
  run.set_desired(0);
  run.run_until(300.0);
  EXPECT_TRUE(run.booted.empty() && run.leaving.empty());
  EXPECT_EQ(run.instance_ms() + run.metered(sku::kEbsGp3), 0);
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 0);
}

TEST(InstanceLife, CancelledWhilePendingOnlyItsVolumeWasBilled) {
  GroupRun run;
  run.set_desired(1);
  run.run_until(10.0);
  run.set_desired(0);  // terminated at 20
  run.run_until(300.0);
  EXPECT_TRUE(run.booted.empty() && run.leaving.empty());
  EXPECT_EQ(run.instance_ms(), 0);
  EXPECT_EQ(run.metered(sku::kEbsGp3), 8 * 16'000);
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 0);
  EXPECT_EQ(run.level(Gauge::kVcpuBilled), 0);
}

TEST(InstanceLife, CancelledWhileBootingItIsBilledItsMinimumAndTheOwnerNeverHears) {
  GroupRun run;
  run.set_desired(1);
  run.run_until(22.0);
  run.set_desired(0);
  run.run_until(300.0);
  EXPECT_TRUE(run.booted.empty() && run.leaving.empty());
  EXPECT_EQ(run.instance_ms(), 60'000);
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 0);
  EXPECT_EQ(run.level(Gauge::kMemoryUsed), 0);
}

TEST(InstanceLife, TheFleetHasItsRoomBackInTheEnd) {
  GroupRun run;
  run.set_desired(7);
  run.run_until(60.0);
  run.set_desired(0);
  run.run_until(120.0);
  (void)run.fleet.sample(Time{}, at_seconds(120));
  EXPECT_EQ(run.fleet.sample(at_seconds(120), at_seconds(180)).hosts_in_use, 0.0);
}

TEST(InstanceLife, EventsTellTheStory) {
  GroupRun run;
  run.set_desired(1);
  run.run_until(60.0);
  run.set_desired(0);
  EXPECT_EQ(run.event_names(), (std::vector<std::string>{"launch", "ready", "terminate"}));
}

}  // namespace
}  // namespace models::machines
