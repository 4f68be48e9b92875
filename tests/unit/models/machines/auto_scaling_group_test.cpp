// Which zone, which instance, and what happens when no host has room.
#include "models/machines/auto_scaling_group.hpp"

#include <algorithm>
#include <cstdint>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/models/machines/group_run.hpp"

namespace models::machines {
namespace {

using Zones = std::vector<std::int64_t>;

TEST(AutoScalingGroup, Rule_1_10_LaunchesInTheZoneWithFewest) {
  GroupRun run;
  run.set_desired(7, true);
  EXPECT_EQ(run.booted_in_zones(), (Zones{3, 2, 2}));
}

TEST(AutoScalingGroup, Rule_1_10_OtherZonesAreTriedWhenOneIsFull) {
  GroupSetup setup;
  setup.hosts_per_zone = 1;
  setup.machines_per_host = 2;
  setup.config.zones = 2;
  GroupRun run{setup};
  const auto foreign = run.fleet.place(ZoneId{0}, {sim::Vcpu::whole(4), sim::Bytes::gib(16)}, sim::Time{});
  ASSERT_TRUE(foreign);
  run.set_desired(2, true);
  EXPECT_EQ(run.booted_in_zones(), (Zones{0, 2, 0}));
}

TEST(AutoScalingGroup, ARefusedLaunchIsTriedAgain) {
  GroupSetup setup;
  setup.hosts_per_zone = 1;
  setup.machines_per_host = 1;
  setup.config.zones = 1;
  GroupRun run{setup};
  const MachineShape shape{sim::Vcpu::whole(2), sim::Bytes::gib(8)};
  const auto foreign = run.fleet.place(ZoneId{0}, shape, sim::Time{});
  run.set_desired(1);
  run.run_until(130.0);
  EXPECT_EQ(run.event_names(),
            (std::vector<std::string>{"placement_refused", "placement_refused", "placement_refused"}));
  EXPECT_EQ(run.level(Gauge::kVmsStarting), 0);
  run.fleet.release(*foreign, shape, run.kernel.now());
  run.run_until(180.0 + 24.9);
  EXPECT_TRUE(run.booted.empty());
  run.run_until(180.0 + 25.1);
  EXPECT_EQ(run.booted.size(), 1U);
}

TEST(AutoScalingGroup, ARefusedLaunchIsForgottenWhenItIsNoLongerWanted) {
  GroupSetup setup;
  setup.hosts_per_zone = 1;
  setup.machines_per_host = 1;
  GroupRun run{setup};
  run.set_desired(5);
  run.run_until(30.0);
  EXPECT_EQ(run.booted.size(), 3U);
  run.set_desired(3);
  run.run_until(600.0);
  EXPECT_EQ(run.booted.size(), 3U);
  EXPECT_TRUE(run.leaving.empty());
  const auto names = run.event_names();
  EXPECT_EQ(std::count(names.begin(), names.end(), "placement_refused"), 1);
}

TEST(AutoScalingGroup, TheNewestLaunchIsThatOfAnInstanceThatIsThere) {
  GroupRun run;
  run.set_desired(2, true);
  EXPECT_EQ(run.group->newest_launch(), sim::Time::never()) << "they were there before";
  run.run_until(30.0);
  run.set_desired(3);
  run.run_until(100.0);
  run.set_desired(4);
  EXPECT_EQ(run.group->newest_launch(), sim::Time::at(sim::Duration::seconds(100)));  // it has not booted yet
  run.run_until(200.0);
  run.group->terminate(run.booted.back(), run.kernel.now());
  EXPECT_EQ(run.group->newest_launch(), sim::Time::at(sim::Duration::seconds(30)));
}

TEST(AutoScalingGroup, Rule_1_11_TheCrowdedZoneLosesItsOldestInstance) {
  GroupRun run;
  run.set_desired(4, true);  // zones 0, 1, 2, 0
  run.set_desired(3);
  ASSERT_EQ(run.leaving.size(), 1U);
  EXPECT_EQ(run.leaving[0], run.booted[0]);
  run.set_desired(2);  // one in each zone now: the lowest zone
  EXPECT_EQ(run.leaving[1], run.booted[3]);
  run.set_desired(1);
  EXPECT_EQ(run.leaving[2], run.booted[1]);
}

TEST(AutoScalingGroup, Rule_1_11_AgeIsTheOrderOfLaunchesNotTheNumberOfTheRecord) {
  GroupSetup setup;
  setup.config.zones = 1;
  GroupRun run{setup};
  run.set_desired(2, true);
  run.set_desired(1);
  run.run_until(60.0);       // the first record is free again
  run.set_desired(2, true);  // and is used by the youngest instance
  ASSERT_EQ(run.booted[2], run.booted[0]);
  run.set_desired(1);
  EXPECT_EQ(run.leaving.back(), run.booted[1]);
}

TEST(AutoScalingGroup, ProtectedInstancesAreSkipped) {
  GroupRun run;
  run.set_desired(4, true);
  run.group->protect(run.booted[0], true);
  run.set_desired(3);
  EXPECT_EQ(run.leaving, (std::vector<MachineId>{run.booted[3]}));
}

TEST(AutoScalingGroup, WhenAllAreProtectedNobodyGoesUntilOneIsNot) {
  GroupRun run;
  run.set_desired(2, true);
  run.group->protect(run.booted[0], true);
  run.group->protect(run.booted[1], true);
  run.set_desired(1);
  run.run_until(300.0);
  EXPECT_TRUE(run.leaving.empty());
  EXPECT_EQ(run.group->desired(), 1);
  run.group->protect(run.booted[1], false);
  EXPECT_TRUE(run.leaving.empty()) << "not from inside the call";
  run.run_until(301.0);
  EXPECT_EQ(run.leaving, (std::vector<MachineId>{run.booted[1]}));
}

TEST(AutoScalingGroup, TerminateTakesExactlyThatInstanceAndLowersDesired) {
  GroupRun run;
  run.set_desired(3, true);
  run.group->terminate(run.booted[1], run.kernel.now());
  EXPECT_EQ(run.group->desired(), 2);
  EXPECT_EQ(run.leaving, (std::vector<MachineId>{run.booted[1]}));
  run.run_until(300.0);
  EXPECT_EQ(run.booted.size(), 3U) << "it is not replaced";
}

TEST(AutoScalingGroup, TerminatingTwiceCountsOnce) {
  GroupRun run;
  run.releases_at_once = false;
  run.set_desired(3, true);
  run.group->terminate(run.booted[1], run.kernel.now());
  run.group->terminate(run.booted[1], run.kernel.now());
  EXPECT_EQ(run.group->desired(), 2);
  EXPECT_EQ(run.leaving.size(), 1U);
}

TEST(AutoScalingGroup, ADrainingInstanceIsNotCountedSoAScaleOutLaunchesAnother) {
  GroupRun run;
  run.releases_at_once = false;
  run.set_desired(2, true);
  run.set_desired(1);
  run.set_desired(2);
  run.run_until(60.0);
  EXPECT_EQ(run.booted.size(), 3U);
  EXPECT_EQ(run.level(Gauge::kVmsReady), 3);
}

TEST(AutoScalingGroup, TellsWhatItsInstancesAre) {
  GroupSetup setup;
  setup.config.instance_type = "m5.large";
  setup.config.guest_os.hidden_memory = sim::Fraction::percent(50);
  GroupRun run{setup};
  EXPECT_EQ(run.group->vcpus(), sim::Vcpu::whole(2));
  EXPECT_EQ(run.group->memory(), sim::Bytes::gib(8));
  EXPECT_EQ(run.group->usable_memory(), sim::Bytes::gib(4) - sim::Bytes::mib(200));
  EXPECT_NEAR(run.group->speed().value(), 14'197.0 / 23'390.4, 1e-9);
}

TEST(AutoScalingGroup, BootTimesBelongToTheNthLaunch) {
  GroupSetup setup;
  setup.config.boot = sim::random::exponential_with_mean(sim::Duration::seconds(5));
  GroupRun straight{setup};
  straight.set_desired(3);
  straight.run_until(600.0);
  GroupRun detour{setup};
  detour.set_desired(1);
  detour.run_until(1.0);
  detour.set_desired(0);  // the first launch is cancelled
  detour.set_desired(2);
  detour.run_until(600.0);
  auto from_launch = [](const GroupRun& run, double launched) {
    std::vector<std::int64_t> times;
    for (const sim::Time at : run.booted_at) {
      times.push_back(at.nanoseconds() - static_cast<std::int64_t>(launched * 1e9));
    }
    return times;
  };
  const auto all = from_launch(straight, 0.0);
  for (const std::int64_t time : from_launch(detour, 1.0)) {
    EXPECT_NE(std::find(all.begin(), all.end(), time), all.end());
  }
}

TEST(MachineGroupConfig, MistakesAreReportedWithTheirField) {
  const test::TestFacts facts;
  GroupSetup setup;
  setup.config.instance_type = "m7i.lagre";
  test::TestProblems problems;
  check_machine_group(setup.config, facts, problems);
  setup.config.instance_type = "t3.small";
  setup.config.guest_os.memory = sim::Bytes::gib(2);
  check_machine_group(setup.config, facts, problems);
  ASSERT_EQ(problems.errors.size(), 3U);
  EXPECT_EQ(problems.errors[0], "instance_type: unknown instance type 'm7i.lagre'; did you mean 'm7i.large'?");
  EXPECT_NE(problems.errors[1].find("cpu_speed: no CoreMark figure"), std::string::npos);
  EXPECT_NE(problems.errors[2].find("guest_os.memory: the guest OS takes 2GiB"), std::string::npos);
  setup.config.guest_os.memory = sim::Bytes::mib(200);
  setup.config.cpu_speed = 0.5;
  test::TestProblems none;
  check_machine_group(setup.config, facts, none);
  EXPECT_TRUE(none.errors.empty());
  EXPECT_EQ(speed_of(setup.config, *facts.instance("t3.small"), *facts.instance("m7i.large"))->q32(),
            std::uint64_t{1} << 31);
}

RC_GTEST_PROP(AutoScalingGroupProperty, ReachesWhatIsDesiredAndStaysBalanced, ()) {
  GroupSetup setup;
  GroupRun run{setup};
  double now = 0.0;
  for (int i = 0; i < 20; ++i) {
    const auto desired = *rc::gen::inRange<std::int64_t>(0, 12);
    run.set_desired(desired);
    now += *rc::gen::inRange(1, 40);
    run.run_until(now);
    const std::int64_t alive = run.level(Gauge::kVmsReady) + run.level(Gauge::kVmsStarting);
    RC_ASSERT(alive == desired);
    RC_ASSERT(run.level(Gauge::kVcpuBilled) % 2'000 == 0);
  }
  run.run_until(now + 60.0);
  RC_ASSERT(run.level(Gauge::kVmsReady) == run.group->desired());
  run.set_desired(0);
  run.run_until(now + 120.0);
  RC_ASSERT(run.level(Gauge::kVcpuBilled) == 0 && run.level(Gauge::kMemoryBilled) == 0);
  RC_ASSERT(run.level(Gauge::kMemoryUsed) == 0 && run.level(Gauge::kVcpuOverhead) == 0);
  RC_ASSERT(run.level(Gauge::kVmsReady) == 0 && run.level(Gauge::kVmsStarting) == 0);
}

}  // namespace
}  // namespace models::machines
