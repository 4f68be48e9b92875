// The documented rules of target tracking, one test each; numbers are those of docs and of alarms that AWS generated.
#include "models/scaling/target_tracking.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/unit/models/scaling/read_policy.hpp"

namespace models::scaling {
namespace {

using sim::Duration;
using sim::Time;

constexpr const char* kCpu50 = "{target: 50%, min: 1, max: 20}\n";

/// A minute in which `counted` replicas of one vCPU used `percent` of their CPU.
LoadSample cpu_sample(std::int64_t counted, std::int64_t percent) {
  LoadSample sample;
  sample.cpu_capacity = counted * Duration::minutes(1).nanoseconds();
  sample.cpu_used = sample.cpu_capacity / 100 * percent;
  sample.replica_time = sample.cpu_capacity;
  return sample;
}

LoadSample request_sample(std::int64_t counted, std::int64_t requests) {
  LoadSample sample;
  sample.requests = requests;
  sample.replica_time = counted * Duration::minutes(1).nanoseconds();
  return sample;
}

/// A policy with its clock: each call is the next minute.
class Minutes {
 public:
  Minutes(const ScalingEntry& entry, const std::string& yaml) : policy_{read_policy(entry, yaml)} {}

  std::optional<std::int64_t> next(const LoadSample& sample, const CapacityView& view) {
    now_ += Duration::minutes(1);
    const auto decision = policy_->observe(sample, view, now_);
    return decision ? std::optional{decision->desired} : std::nullopt;
  }
  std::optional<std::int64_t> next(std::int64_t percent, const CapacityView& view) {
    return next(cpu_sample(view.counted, percent), view);
  }
  /// The minute of the first decision, counted from 1, or 0.
  int first_decision(std::int64_t percent, const CapacityView& view, int most) {
    for (int minute = 1; minute <= most; ++minute) {
      if (next(percent, view)) {
        return minute;
      }
    }
    return 0;
  }
  const ScalingPolicy& policy() const { return *policy_; }

 private:
  std::unique_ptr<ScalingPolicy> policy_;
  Time now_{};
};

TEST(TargetTracking, Rule_1_1_AlarmHighNeedsThreeDatapoints) {
  Minutes group{target_tracking(), kCpu50};
  EXPECT_EQ(group.first_decision(60, {2, 2, false}, 5), 3);
  Minutes interrupted{target_tracking(), kCpu50};
  EXPECT_FALSE(interrupted.next(60, {2, 2, false}));
  EXPECT_FALSE(interrupted.next(60, {2, 2, false}));
  EXPECT_FALSE(interrupted.next(50, {2, 2, false}));  // at the target is not above it
  EXPECT_EQ(interrupted.first_decision(60, {2, 2, false}, 5), 3);
}

TEST(TargetTracking, Rule_1_1_AlarmLowNeedsFifteenDatapoints) {
  Minutes group{target_tracking(), kCpu50};
  EXPECT_EQ(group.first_decision(10, {4, 4, false}, 20), 15);
}

TEST(TargetTracking, Rule_1_1_AlarmLowLiesTenPercentBelowTheTarget) {
  // ECS, target 70: AlarmLow at 63. ECS, target 80: at 72.
  for (const auto& [yaml, low] :
       {std::pair{"{target: 70%, min: 1, max: 100}\n", 63}, std::pair{"{target: 80%, min: 1, max: 100}\n", 72}}) {
    Minutes at_threshold{service_target_tracking(), yaml};
    EXPECT_EQ(at_threshold.first_decision(low, {100, 100, false}, 30), 0) << yaml;
    Minutes below{service_target_tracking(), yaml};
    EXPECT_EQ(below.first_decision(low - 1, {100, 100, false}, 30), 15) << yaml;
  }
}

TEST(TargetTracking, Rule_1_1_MissingDataMeanNoScaling) {
  Minutes group{target_tracking(), kCpu50};
  EXPECT_FALSE(group.next(90, {2, 2, false}));
  EXPECT_FALSE(group.next(90, {2, 2, false}));
  EXPECT_FALSE(group.next(LoadSample{}, {2, 0, false}));
  EXPECT_FALSE(group.next(90, {2, 2, false}));
  EXPECT_FALSE(group.next(90, {2, 2, false}));
  EXPECT_EQ(group.next(90, {2, 2, false}), 4);
  Minutes silent{target_tracking(), kCpu50};
  for (int i = 0; i < 60; ++i) {
    EXPECT_FALSE(silent.next(LoadSample{}, {4, 0, false}));
  }
}

TEST(TargetTracking, Rule_1_1_ScaleOutRoundsUpScaleInRoundsDown) {
  // Needed: +1.5 of 3 at target 50 is 75 %: adds 2. Could remove 1.5 of 6, at 37.5 %: removes 1.
  Minutes out{target_tracking(), kCpu50};
  EXPECT_FALSE(out.next(75, {3, 3, false}));
  EXPECT_FALSE(out.next(75, {3, 3, false}));
  EXPECT_EQ(out.next(75, {3, 3, false}), 5);
  Minutes in{target_tracking(), "{target: 80%, min: 1, max: 20}\n"};
  for (int i = 0; i < 14; ++i) {
    EXPECT_FALSE(in.next(60, {6, 6, false}));
  }
  EXPECT_EQ(in.next(60, {6, 6, false}), 5);
}

TEST(TargetTracking, Rule_1_2_ScaleInKeepsThePredictedMetricAtTheTarget) {
  Minutes group{target_tracking(), kCpu50};
  for (int i = 0; i < 14; ++i) {
    EXPECT_FALSE(group.next(20, {10, 10, false}));
  }
  EXPECT_EQ(group.next(20, {10, 10, false}), 4);  // 10 x 20 / 4 = 50
  Minutes odd{target_tracking(), kCpu50};
  for (int i = 0; i < 14; ++i) {
    EXPECT_FALSE(odd.next(21, {10, 10, false}));
  }
  EXPECT_EQ(odd.next(21, {10, 10, false}), 5);  // 4 would run at 52.5
}

TEST(TargetTracking, Rule_1_3_ScaleOutAddsOnlyTheDifferenceToWhatWarms) {
  Minutes group{target_tracking(), kCpu50};
  EXPECT_FALSE(group.next(90, {2, 2, false}));
  EXPECT_FALSE(group.next(90, {2, 2, false}));
  EXPECT_EQ(group.next(90, {2, 2, false}), 4);
  EXPECT_FALSE(group.next(100, {4, 2, true}));  // 2 x 100 / 50 = 4 are desired already
  EXPECT_EQ(group.next(110, {4, 2, true}), 5);  // 4.4: one more
}

TEST(TargetTracking, Rule_1_3_ScaleInIsBlockedWhileAnInstanceWarms) {
  Minutes group{target_tracking(), kCpu50};
  EXPECT_EQ(group.first_decision(10, {4, 3, true}, 30), 0);
  EXPECT_EQ(group.next(10, {4, 4, false}), 1);  // the alarm has long been there
}

TEST(TargetTracking, Rule_1_4_NoCooldownOnEc2) {
  Minutes group{target_tracking(), kCpu50};
  ASSERT_EQ(group.first_decision(40, {10, 10, false}, 30), 15);
  EXPECT_EQ(group.next(40, {8, 8, false}), 7);        // in the next minute again
  EXPECT_EQ(group.policy().warm_up(), std::nullopt);  // the group's
}

TEST(TargetTracking, Rule_1_6_MetricsEveryMinuteAndPublishedLater) {
  Minutes group{target_tracking(), kCpu50};
  EXPECT_EQ(group.policy().period(), Duration::seconds(60));
  EXPECT_EQ(group.policy().publication_delay(), Duration::seconds(60));
  EXPECT_EQ(group.policy().alarms(), 2);
  EXPECT_EQ(group.policy().high_resolution_alarms(), 0);
  EXPECT_DOUBLE_EQ(group.policy().cpu_target(), 0.5);
}

TEST(TargetTracking, Rule_2_25_AlarmsOnMetricsOfTwentySecondsAreHighResolutionAlarms) {
  Minutes service{service_target_tracking(), "{target: 50%, min: 1, max: 20, high_resolution: true}\n"};
  EXPECT_EQ(service.policy().alarms(), 2);
  EXPECT_EQ(service.policy().high_resolution_alarms(), 2);
}

TEST(TargetTracking, Rule_2_3_OnlyALargerScaleOutActsInTheCooldown) {
  Minutes service{service_target_tracking(), kCpu50};
  ASSERT_EQ(service.first_decision(100, {2, 2, false}, 5), 3);  // 2 to 4, at minute 3; cooldown until minute 8
  EXPECT_FALSE(service.next(100, {4, 4, false}));               // base 2: 2 x 100 / 50 = 4
  EXPECT_EQ(service.next(120, {4, 4, false}), 5);               // 4.8: a larger one, adds the difference
  EXPECT_FALSE(service.next(120, {5, 5, false}));
  EXPECT_FALSE(service.next(120, {5, 5, false}));
  EXPECT_EQ(service.next(120, {5, 5, false}), 12);  // minute 8: 300 s after the one that started the cooldown
}

TEST(TargetTracking, Rule_2_3_LargerScaleOutsDoNotProlongTheCooldown) {
  // Load grows by 1 % a minute for four hours, and what is desired is there a minute later.
  Minutes service{service_target_tracking(), "{target: 50%, min: 1, max: 100000}\n"};
  std::int64_t desired = 1'000;
  double work = 500.0;  // in replicas that do nothing else
  double worst = 0.0;
  for (int minute = 0; minute < 240; ++minute) {
    work *= 1.01;
    const double used = work / static_cast<double>(desired);
    worst = std::max(worst, used);
    LoadSample sample = cpu_sample(desired, 100);
    sample.cpu_used = std::llround(used * static_cast<double>(sample.cpu_capacity));
    desired = service.next(sample, {desired, desired, false}).value_or(desired);
  }
  // Three minutes until the first alarm; then n is at most five minutes old: 1.01^6 x 50 %.
  EXPECT_LT(worst, 0.532);
}

TEST(TargetTracking, Rule_2_3_ScaleInWaitsForItsCooldown) {
  Minutes service{service_target_tracking(), kCpu50};
  ASSERT_EQ(service.first_decision(40, {10, 10, false}, 30), 15);  // 10 to 8
  for (int i = 0; i < 4; ++i) {
    EXPECT_FALSE(service.next(40, {8, 8, false})) << i;
  }
  EXPECT_EQ(service.next(40, {8, 8, false}), 7);
}

TEST(TargetTracking, Rule_2_3_ScaleOutDuringTheScaleInCooldownIsImmediateAndEndsIt) {
  Minutes service{service_target_tracking(), "{target: 50%, min: 1, max: 20, out_datapoints: 1, in_datapoints: 1}\n"};
  EXPECT_EQ(service.next(40, {10, 10, false}), 8);
  EXPECT_EQ(service.next(60, {8, 8, false}), 10);
  EXPECT_EQ(service.next(40, {10, 10, false}), 8);
}

TEST(TargetTracking, DisabledScaleInNeverScalesIn) {
  Minutes group{target_tracking(), "{target: 50%, min: 1, max: 20, disable_scale_in: true}\n"};
  EXPECT_EQ(group.first_decision(1, {10, 10, false}, 60), 0);
  EXPECT_EQ(group.first_decision(99, {10, 10, false}, 5), 3);
}

TEST(TargetTracking, RequestsPerTarget) {
  // 560 requests a minute and replica; 3 replicas at 600 need 3.2.
  Minutes group{target_tracking(), "{metric: requests_per_target, target_rate: 560/min, min: 1, max: 20}\n"};
  EXPECT_FALSE(group.next(request_sample(3, 1800), {3, 3, false}));
  EXPECT_FALSE(group.next(request_sample(3, 1800), {3, 3, false}));
  EXPECT_EQ(group.next(request_sample(3, 1800), {3, 3, false}), 4);
  EXPECT_DOUBLE_EQ(group.policy().cpu_target(), 1.0);
}

TEST(TargetTracking, DecisionsSayWhy) {
  const auto policy = read_policy(target_tracking(), "{target: 50%, min: 1, max: 20, out_datapoints: 1}\n");
  const auto decision = policy->observe(cpu_sample(2, 83), {2, 2, false}, Time{});
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->reason, "CPU 83.0 % (target 50.0 %) on 2: desired 2 to 4");
}

TEST(TargetTracking, DecisionsOfTheCooldownSayWhatTheyWereReckonedOn) {
  const auto policy = read_policy(service_target_tracking(), "{target: 50%, min: 1, max: 20, out_datapoints: 1}\n");
  ASSERT_EQ(policy->observe(cpu_sample(4, 83), {4, 4, false}, Time{})->desired, 7);
  const auto decision = policy->observe(cpu_sample(7, 120), {7, 7, false}, Time::at(Duration::minutes(1)));
  ASSERT_TRUE(decision);  // 4 x 120 / 50
  EXPECT_EQ(decision->reason,
            "CPU 120.0 % (target 50.0 %) on 7, reckoned on the 4 from before the cooldown: desired 7 to 10");
}

TEST(TargetTracking, MistakesAreNamed) {
  std::string problems;
  EXPECT_EQ(read_policy(target_tracking(), "{min: 5, max: 4}\n", &problems), nullptr);
  EXPECT_NE(problems.find("metric cpu needs `target`"), std::string::npos) << problems;
  EXPECT_NE(problems.find("min is 5 but max is 4"), std::string::npos) << problems;
  EXPECT_EQ(read_policy(target_tracking(),
                        "{target_rate: 10/s, metric: requests_per_target, target: 5%, min: 1, max: 4}\n", &problems),
            nullptr);
  EXPECT_NE(problems.find("`target` belongs to metric cpu"), std::string::npos) << problems;
  EXPECT_EQ(read_policy(target_tracking(), "{target: 50%, min: 1, max: 4, scale_in_cooldown: 1s}\n", &problems),
            nullptr);
  EXPECT_NE(read_policy(service_target_tracking(), "{target: 50%, min: 1, max: 4, scale_in_cooldown: 1s}\n"), nullptr);
  EXPECT_NE(read_policy(service_target_tracking(), "{target: 50%, min: 0, max: 4}\n", &problems), nullptr);
  EXPECT_NE(problems.find("stays there"), std::string::npos) << problems;
}

RC_GTEST_PROP(TargetTrackingProperty, CapacityStaysWithinMinAndMax, (bool is_service)) {
  const auto min = *rc::gen::inRange<std::int64_t>(0, 10);
  const auto max = *rc::gen::inRange<std::int64_t>(std::max<std::int64_t>(min, 1), 30);
  const std::string yaml = "{target: 50%, out_datapoints: 2, in_datapoints: 3, min: " + std::to_string(min) +
                           ", max: " + std::to_string(max) + "}\n";
  std::string warnings;
  const auto policy = read_policy(is_service ? service_target_tracking() : target_tracking(), yaml, &warnings);
  std::int64_t desired = *rc::gen::inRange<std::int64_t>(min, max + 1);
  Time now{};
  for (int i = 0; i < 100; ++i) {
    now += Duration::minutes(1);
    const auto counted = *rc::gen::inRange<std::int64_t>(0, desired + 1);
    const auto percent = *rc::gen::inRange<std::int64_t>(0, 300);
    const auto decision = policy->observe(cpu_sample(counted, percent), {desired, counted, counted < desired}, now);
    if (decision) {
      RC_ASSERT(decision->desired >= min && decision->desired <= max);
      RC_ASSERT(decision->desired != desired);
      RC_ASSERT((decision->desired > desired) == (percent > 50));
      desired = decision->desired;
    }
  }
}

}  // namespace
}  // namespace models::scaling
