// Cluster auto scaling, rule by rule.
#include "models/scaling/managed_scaling.hpp"

#include <cstdint>
#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models::scaling {
namespace {

using sim::Time;

/// The defaults of the schema.
ManagedScalingConfig defaults() {
  ManagedScalingConfig config;
  config.max = 1'000;
  config.target_capacity = sim::Fraction::percent(100);
  config.maximum_scaling_step_size = 10'000;
  config.warm_up = sim::Duration::seconds(300);
  config.period = sim::Duration::seconds(60);
  config.in_datapoints = 15;
  return config;
}

MachineShape shape(std::int64_t milli, std::int64_t mib) {
  return {sim::Vcpu::milli(milli), sim::Bytes::mib(mib)};
}

/// What a group of one type offers.
InstanceRooms room(std::optional<std::int64_t> tasks = std::nullopt) {
  return extremes({{shape(2'000, 7'000), tasks}});
}

/// A cluster with as many waiting one-vCPU tasks as fill `more` instances.
ClusterView cluster(std::int64_t running, std::int64_t empty, std::int64_t more) {
  ClusterView view;
  view.desired = running;
  view.running = running;
  view.empty = empty;
  if (more > 0) {
    view.waiting.push_back({shape(1'000, 1'000), 2 * more});
  }
  return view;
}

std::optional<std::int64_t> next(ManagedScaling& scaling, const ClusterView& view) {
  const auto decision = scaling.observe(view, Time{});
  return decision ? std::optional{decision->desired} : std::nullopt;
}

double percent(const Reservation& value) {
  return 100.0 * static_cast<double>(value.part) / static_cast<double>(value.whole);
}

/// One has more memory and holds more tasks, the other has more vCPUs.
InstanceRooms two_types() {
  return extremes({{shape(2'000, 15'000), 3}, {shape(4'000, 7'000), 2}});
}

TEST(ManagedScaling, Rule_2_4_TypesAreSortedByEachParameter) {
  const InstanceRooms rooms = two_types();
  EXPECT_EQ(rooms.smallest.room.vcpu, sim::Vcpu::whole(2));
  EXPECT_EQ(rooms.smallest.room.memory, sim::Bytes::mib(7'000));
  EXPECT_EQ(rooms.smallest.tasks, 2);
  EXPECT_EQ(rooms.largest.room.vcpu, sim::Vcpu::whole(4));
  EXPECT_EQ(rooms.largest.room.memory, sim::Bytes::mib(15'000));
  EXPECT_EQ(rooms.largest.tasks, 3);
  const InstanceRooms unlimited = extremes({{shape(1, 1), 3}, {shape(1, 1), std::nullopt}});
  EXPECT_EQ(unlimited.smallest.tasks, 3);
  EXPECT_EQ(unlimited.largest.tasks, std::nullopt);
}

TEST(ManagedScaling, Rule_2_4_TheLargestTypeGivesTheCount) {
  const InstanceRooms rooms = extremes({{shape(2'000, 7'000), std::nullopt}, {shape(8'000, 28'000), std::nullopt}});
  EXPECT_EQ(instances_needed({{shape(1'000, 1'000), 17}}, rooms), 3);  // eight on each of the larger ones
}

TEST(ManagedScaling, Rule_2_4_TasksThatDoNotFitTheSmallestTypeAreExcluded) {
  const InstanceRooms rooms = two_types();
  EXPECT_EQ(instances_needed({{shape(3'000, 100), 5}}, rooms), 0);  // fits on the larger one alone
  EXPECT_EQ(instances_needed({{shape(3'000, 100), 5}, {shape(1'000, 100), 4}}, rooms), 2);
  EXPECT_TRUE(none_fits({{shape(3'000, 100), 5}}, rooms));
  EXPECT_FALSE(none_fits({{shape(3'000, 100), 5}, {shape(1'000, 100), 4}}, rooms));
  EXPECT_FALSE(none_fits({{shape(3'000, 100), 0}}, rooms));
}

TEST(ManagedScaling, Rule_2_4_WhereNoTaskFitsTheReservationStaysAtTheTarget) {
  ManagedScaling scaling{defaults(), two_types()};
  ClusterView view = cluster(4, 2, 0);
  view.waiting.push_back({shape(3'000, 100), 5});
  for (int minute = 0; minute < 60; ++minute) {
    EXPECT_EQ(next(scaling, view), std::nullopt);  // else the two empty ones would go after 15 min
  }
}

TEST(ManagedScaling, Rule_2_4_ReservationIsNeededOverRunning) {
  EXPECT_DOUBLE_EQ(percent(reservation(3, 2)), 150.0);
  EXPECT_DOUBLE_EQ(percent(reservation(0, 0)), 100.0);
  EXPECT_DOUBLE_EQ(percent(reservation(7, 0)), 200.0);
}

TEST(ManagedScaling, Rule_2_4_FromZeroToTwoInstances) {
  ManagedScaling scaling{defaults(), room()};
  EXPECT_EQ(next(scaling, cluster(0, 0, 1)), 2);
  ManagedScaling many{defaults(), room()};
  EXPECT_EQ(next(many, cluster(0, 0, 50)), 2);
}

TEST(ManagedScaling, Rule_2_4_NothingNeededNothingRunningIsAtTarget) {
  ManagedScalingConfig config = defaults();
  config.target_capacity = sim::Fraction::percent(90);
  ManagedScaling scaling{config, room()};
  for (int i = 0; i < 30; ++i) {
    EXPECT_FALSE(next(scaling, cluster(0, 0, 0)));
  }
}

TEST(ManagedScaling, Rule_2_4_ScalesOutAtOnceToWhatIsNeeded) {
  ManagedScaling scaling{defaults(), room()};
  EXPECT_FALSE(next(scaling, cluster(4, 0, 0)));
  EXPECT_EQ(next(scaling, cluster(4, 0, 3)), 7);
}

TEST(ManagedScaling, Rule_2_4_TheStepIsClamped) {
  ManagedScalingConfig config = defaults();
  config.minimum_scaling_step_size = 3;
  config.maximum_scaling_step_size = 5;
  ManagedScaling scaling{config, room()};
  EXPECT_EQ(next(scaling, cluster(4, 0, 1)), 7);
  EXPECT_EQ(next(scaling, cluster(4, 0, 9)), 9);
}

TEST(ManagedScaling, Rule_2_4_NoScaleOutWhileAnInstanceWarms) {
  ManagedScaling scaling{defaults(), room()};
  ClusterView view = cluster(4, 0, 3);
  view.warming = true;
  EXPECT_FALSE(next(scaling, view));
  view.warming = false;
  EXPECT_EQ(next(scaling, view), 7);
}

TEST(ManagedScaling, Rule_2_4_ScalesInAfterFifteenDatapoints) {
  ManagedScaling scaling{defaults(), room()};
  for (int i = 0; i < 14; ++i) {
    EXPECT_FALSE(next(scaling, cluster(10, 1, 0))) << i;
  }
  EXPECT_EQ(next(scaling, cluster(10, 1, 0)), 9);
}

TEST(ManagedScaling, Rule_2_4_LessThanHalfGoesInAMinuteButAtLeastOne) {
  ManagedScaling scaling{defaults(), room()};
  for (int i = 0; i < 14; ++i) {
    EXPECT_FALSE(next(scaling, cluster(10, 10, 0)));
  }
  EXPECT_EQ(next(scaling, cluster(10, 10, 0)), 6);
  EXPECT_EQ(next(scaling, cluster(6, 6, 0)), 4);
  EXPECT_EQ(next(scaling, cluster(4, 4, 0)), 3);
  EXPECT_EQ(next(scaling, cluster(3, 3, 0)), 2);
  EXPECT_EQ(next(scaling, cluster(2, 2, 0)), 1);
  EXPECT_EQ(next(scaling, cluster(1, 1, 0)), 0);
}

TEST(ManagedScaling, Rule_2_4_AScaleOutStartsTheCountAgain) {
  ManagedScaling scaling{defaults(), room()};
  for (int i = 0; i < 14; ++i) {
    EXPECT_FALSE(next(scaling, cluster(10, 1, 0)));
  }
  EXPECT_EQ(next(scaling, cluster(10, 0, 1)), 11);
  for (int i = 0; i < 14; ++i) {
    EXPECT_FALSE(next(scaling, cluster(11, 1, 0))) << i;
  }
  EXPECT_EQ(next(scaling, cluster(11, 1, 0)), 10);
}

TEST(ManagedScaling, Rule_2_4_ATargetOfNinetyKeepsTenPercentSpare) {
  ManagedScalingConfig config = defaults();
  config.target_capacity = sim::Fraction::percent(90);
  ManagedScaling scaling{config, room()};
  EXPECT_EQ(next(scaling, cluster(9, 0, 0)), 10);
  for (int i = 0; i < 60; ++i) {
    EXPECT_FALSE(next(scaling, cluster(10, 1, 0))) << "one of ten is the spare";
  }
}

TEST(ManagedScaling, Rule_2_4_TwoEmptyInstancesAreBelowTarget) {
  ManagedScalingConfig config = defaults();
  config.in_datapoints = 1;
  for (const std::int64_t running : {4, 40}) {  // the guide's 98 %: whatever the size of the cluster
    ManagedScaling scaling{config, room()};
    EXPECT_EQ(next(scaling, cluster(running, 2, 0)), running == 4 ? 3 : 38);
  }
}

TEST(ManagedScaling, Rule_2_4_WhereNoTaskFitsTheReservationStaysAtOneHundred) {
  ManagedScaling scaling{defaults(), room()};
  ClusterView view = cluster(3, 0, 0);
  view.waiting.push_back({shape(2'001, 1'000), 50});
  for (int i = 0; i < 30; ++i) {
    EXPECT_FALSE(next(scaling, view));
  }
}

TEST(ManagedScaling, Rule_2_4_TheWarmUpIsFiveMinutesAndProtectionIsASetting) {
  ManagedScalingConfig config = defaults();
  EXPECT_EQ(ManagedScaling(config, room()).warm_up(), sim::Duration::minutes(5));
  EXPECT_EQ(ManagedScaling(config, room()).period(), sim::Duration::minutes(1));
  EXPECT_TRUE(ManagedScaling(config, room()).protects_busy());
  config.managed_termination_protection = false;
  EXPECT_FALSE(ManagedScaling(config, room()).protects_busy());
}

TEST(ManagedScaling, BoundsHold) {
  ManagedScalingConfig config = defaults();
  config.min = 2;
  config.max = 5;
  config.in_datapoints = 1;
  ManagedScaling scaling{config, room()};
  EXPECT_EQ(next(scaling, cluster(4, 0, 9)), 5);
  EXPECT_FALSE(next(scaling, cluster(5, 0, 9)));
  EXPECT_EQ(next(scaling, cluster(3, 3, 0)), 2);
  EXPECT_FALSE(next(scaling, cluster(2, 2, 0)));
}

TEST(InstancesNeeded, OneGroupIsADivision) {
  EXPECT_EQ(instances_needed({{shape(1'000, 1'000), 5}}, room()), 3);  // two by vCPU
  EXPECT_EQ(instances_needed({{shape(100, 3'000), 5}}, room()), 3);    // two by memory
  EXPECT_EQ(instances_needed({{shape(100, 100), 5}}, room(2)), 3);     // two by network interfaces
  EXPECT_EQ(instances_needed({}, room()), 0);
  EXPECT_EQ(instances_needed({{shape(0, 0), 5}}, room()), 1);
}

TEST(InstancesNeeded, DistinctTasksNeedAnInstanceEachAndLeaveRoomToOthers) {
  EXPECT_EQ(instances_needed({{shape(100, 100), 5, true}}, room()), 5);
  EXPECT_EQ(instances_needed({{shape(100, 100), 5, true}, {shape(500, 500), 2}}, room()), 5);
}

TEST(InstancesNeeded, TasksThatFitNowhereAreLeftOut) {
  EXPECT_EQ(instances_needed({{shape(2'001, 100), 5}}, room()), 0);
  EXPECT_EQ(instances_needed({{shape(100, 7'001), 5}, {shape(1'000, 100), 2}}, room()), 1);
}

TEST(InstancesNeeded, SmallTasksFillTheGapsOfLargeOnes) {
  EXPECT_EQ(instances_needed({{shape(500, 500), 3}, {shape(1'500, 500), 3}}, room()), 3);
}

RC_GTEST_PROP(InstancesNeededProperty, LiesBetweenTheVolumeAndOneInstanceForEachTask, ()) {
  std::vector<WaitingTasks> waiting;
  std::int64_t tasks = 0;
  std::int64_t milli = 0;
  const auto groups = *rc::gen::inRange(1, 5);
  for (int i = 0; i < groups; ++i) {
    WaitingTasks group{shape(*rc::gen::inRange(1, 2'001), *rc::gen::inRange(1, 7'001)), *rc::gen::inRange(0, 20)};
    tasks += group.count;
    milli += group.count * group.task.vcpu.milli();
    waiting.push_back(group);
  }
  const std::int64_t needed = instances_needed(waiting, room());
  RC_ASSERT(needed <= tasks);
  RC_ASSERT(needed * 2'000 >= milli);
}

RC_GTEST_PROP(ManagedScalingProperty, StaysWithinMinAndMaxAndOnlyEmptyOnesGo, ()) {
  ManagedScalingConfig config = defaults();
  config.min = *rc::gen::inRange(0, 5);
  config.max = *rc::gen::inRange(config.min + 1, config.min + 30);
  config.in_datapoints = 2;
  config.target_capacity = sim::Fraction::percent(*rc::gen::inRange(50, 101));
  ManagedScaling scaling{config, room()};
  std::int64_t desired = config.min;
  for (int i = 0; i < 100; ++i) {
    const auto empty = *rc::gen::inRange<std::int64_t>(0, desired + 1);
    const auto more = *rc::gen::inRange<std::int64_t>(0, 4);
    const ClusterView view = cluster(desired, empty, more);
    if (const auto decision = next(scaling, view)) {
      RC_ASSERT(*decision >= config.min && *decision <= config.max);
      RC_ASSERT(*decision >= desired - empty);
      desired = *decision;
    }
  }
}

}  // namespace
}  // namespace models::scaling
