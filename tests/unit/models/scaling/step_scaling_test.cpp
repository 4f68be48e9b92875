// The documented rules of step scaling, one test each; the numbers are the documentation's own.
#include "models/scaling/step_scaling.hpp"

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

/// The worked example of the user guide: threshold 50, two policies.
constexpr const char* kExample = R"(
min: 1
max: 100
scale_out:
  threshold: 50
  adjustment_type: percent_change_in_capacity
  step_adjustments:
    - {metric_interval_lower_bound: 0, metric_interval_upper_bound: 10, scaling_adjustment: 0}
    - {metric_interval_lower_bound: 10, metric_interval_upper_bound: 20, scaling_adjustment: 10}
    - {metric_interval_lower_bound: 20, scaling_adjustment: 30}
scale_in:
  threshold: 50
  adjustment_type: percent_change_in_capacity
  step_adjustments:
    - {metric_interval_lower_bound: -10, metric_interval_upper_bound: 0, scaling_adjustment: 0}
    - {metric_interval_lower_bound: -20, metric_interval_upper_bound: -10, scaling_adjustment: -10}
    - {metric_interval_upper_bound: -20, scaling_adjustment: -30}
)";

/// A minute in which `counted` instances of one vCPU used `thousandths` of their CPU.
LoadSample cpu_sample(std::int64_t counted, std::int64_t thousandths) {
  LoadSample sample;
  sample.cpu_capacity = counted * Duration::minutes(1).nanoseconds();
  sample.cpu_used = sample.cpu_capacity / 1'000 * thousandths;
  sample.replica_time = sample.cpu_capacity;
  return sample;
}

/// A group whose instances are warm at once, unless the test says otherwise.
class Group {
 public:
  Group(const std::string& yaml, std::int64_t desired)
      : policy_{read_policy(step_scaling(), yaml)}, desired_{desired} {}

  /// The next minute, with that CPU in thousandths.
  std::int64_t minute(std::int64_t thousandths, std::optional<std::int64_t> warmed = std::nullopt) {
    const std::int64_t counted = warmed.value_or(desired_);
    return take(cpu_sample(counted, thousandths), {desired_, counted, warmed.has_value()});
  }
  std::int64_t take(const LoadSample& sample, const CapacityView& view) {
    now_ += Duration::minutes(1);
    if (const auto decision = policy_->observe(sample, view, now_)) {
      desired_ = decision->desired;
    }
    return desired_;
  }
  ScalingPolicy& policy() { return *policy_; }

 private:
  std::unique_ptr<ScalingPolicy> policy_;
  std::int64_t desired_;
  Time now_{};
};

TEST(StepScaling, Rule1_5_WorkedExample) {
  Group group{kExample, 10};
  EXPECT_EQ(group.minute(600), 11);  // 10 % of 10
  EXPECT_EQ(group.minute(700), 14);  // 30 % of 11 = 3.3, rounded down
  EXPECT_EQ(group.minute(400), 13);  // 10 % of 14 = 1.4, rounded down
  EXPECT_EQ(group.minute(300), 10);  // 30 % of 13 = 3.9, rounded down
}

TEST(StepScaling, Rule1_5_AboveTheThresholdAStepHoldsItsLowerBound) {
  EXPECT_EQ(Group(kExample, 10).minute(599), 10);
  EXPECT_EQ(Group(kExample, 10).minute(600), 11);
  EXPECT_EQ(Group(kExample, 10).minute(699), 11);
  EXPECT_EQ(Group(kExample, 10).minute(700), 13);
  EXPECT_EQ(Group(kExample, 10).minute(1'000), 13);
}

TEST(StepScaling, Rule1_5_BelowTheThresholdAStepHoldsItsUpperBound) {
  EXPECT_EQ(Group(kExample, 10).minute(401), 10);
  EXPECT_EQ(Group(kExample, 10).minute(400), 9);
  EXPECT_EQ(Group(kExample, 10).minute(301), 9);
  EXPECT_EQ(Group(kExample, 10).minute(300), 7);
  EXPECT_EQ(Group(kExample, 10).minute(0), 7);
}

TEST(StepScaling, Rule1_5_PercentagesAreRounded) {
  const auto percent = [](std::int64_t capacity, std::int64_t adjustment) {
    return adjusted(capacity, AdjustmentType::kPercentChangeInCapacity, adjustment) - capacity;
  };
  EXPECT_EQ(percent(127, 10), 12);  // 12.7: above 1 it is rounded down
  EXPECT_EQ(percent(67, 1), 1);     // .67: between 0 and 1 it is 1
  EXPECT_EQ(percent(58, -1), -1);   // -.58: between -1 and 0 it is -1
  EXPECT_EQ(percent(667, -1), -6);  // -6.67: toward zero
  EXPECT_EQ(percent(10, 0), 0);
  EXPECT_EQ(percent(0, 50), 0);
  EXPECT_EQ(percent(100, -1), -1);
}

TEST(StepScaling, Rule1_5_MinAdjustmentMagnitude) {
  EXPECT_EQ(adjusted(4, AdjustmentType::kPercentChangeInCapacity, 25, 2), 6);
  EXPECT_EQ(adjusted(4, AdjustmentType::kPercentChangeInCapacity, -25, 2), 2);
  EXPECT_EQ(adjusted(40, AdjustmentType::kPercentChangeInCapacity, 25, 2), 50);
}

TEST(StepScaling, Rule1_5_OtherAdjustmentTypes) {
  EXPECT_EQ(adjusted(10, AdjustmentType::kChangeInCapacity, 3), 13);
  EXPECT_EQ(adjusted(10, AdjustmentType::kChangeInCapacity, -3), 7);
  EXPECT_EQ(adjusted(10, AdjustmentType::kExactCapacity, 3), 3);
}

/// The user guide's example of instance warm-up: 60 adds one to ten; 62 while it warms up adds nothing, and 70 wants 3
/// more than ten, of which one is on its way.
TEST(StepScaling, Rule1_3_WarmingInstancesAreAddedAlready) {
  Group group{kExample, 10};
  EXPECT_EQ(group.minute(600), 11);
  EXPECT_EQ(group.minute(620, 10), 11);
  EXPECT_EQ(group.minute(700, 10), 13);
}

TEST(StepScaling, Rule1_3_WarmingInstancesBlockScaleIn) {
  Group group{kExample, 11};
  EXPECT_EQ(group.minute(300, 10), 11);
  EXPECT_EQ(group.minute(300), 8);
}

TEST(StepScaling, AnAlarmNeedsItsDatapoints) {
  constexpr const char* kTwoOfThree = R"(
min: 1
max: 20
scale_out:
  threshold: 60
  evaluation_periods: 3
  datapoints_to_alarm: 2
  step_adjustments: [{metric_interval_lower_bound: 0, scaling_adjustment: 2}]
)";
  Group group{kTwoOfThree, 4};
  EXPECT_EQ(group.minute(700), 4);
  EXPECT_EQ(group.minute(500), 4);
  EXPECT_EQ(group.minute(700), 6);
  EXPECT_EQ(group.minute(500), 6);
  EXPECT_EQ(group.policy().alarms(), 1);
}

TEST(StepScaling, Rule1_1_MissingDataMeanNoScaling) {
  Group group{kExample, 10};
  EXPECT_EQ(group.take(LoadSample{}, {10, 0, false}), 10);
}

TEST(StepScaling, RequestsAreCountedPerMinuteAndTarget) {
  constexpr const char* kRequests = R"(
metric: requests_per_target
min: 1
max: 20
scale_out:
  threshold: 600
  step_adjustments:
    - {metric_interval_lower_bound: 0, metric_interval_upper_bound: 300, scaling_adjustment: 1}
    - {metric_interval_lower_bound: 300, scaling_adjustment: 4}
)";
  const auto minute = [](std::int64_t requests) {
    LoadSample sample;
    sample.requests = requests;
    sample.replica_time = 2 * Duration::minutes(1).nanoseconds();
    return sample;
  };
  EXPECT_EQ(Group(kRequests, 2).take(minute(1'198), {2, 2, false}), 2);
  EXPECT_EQ(Group(kRequests, 2).take(minute(1'200), {2, 2, false}), 3);
  EXPECT_EQ(Group(kRequests, 2).take(minute(1'798), {2, 2, false}), 3);
  EXPECT_EQ(Group(kRequests, 2).take(minute(1'800), {2, 2, false}), 6);
  EXPECT_FALSE(Group(kRequests, 2).policy().reads_cpu());
}

TEST(StepScaling, StaysWithinItsLimitsAlsoWhenTheyChange) {
  Group group{kExample, 95};
  EXPECT_EQ(group.minute(900), 100);
  group.policy().set_limits(90, 200);
  EXPECT_EQ(group.minute(900), 130);
  EXPECT_EQ(group.minute(0), 91);
  EXPECT_EQ(group.minute(0), 90);
  EXPECT_EQ(group.policy().maximum(), 200);
}

std::string problems_of_steps(const std::string& yaml) {
  std::string problems;
  EXPECT_EQ(read_policy(step_scaling(), yaml, &problems), nullptr) << yaml;
  return problems;
}

TEST(StepScaling, Rule1_13_AtMostTwentySteps) {
  std::string steps;
  for (int i = 0; i < 21; ++i) {
    steps += "    - {metric_interval_lower_bound: " + std::to_string(i) +
             (i < 20 ? ", metric_interval_upper_bound: " + std::to_string(i + 1) : "") + ", scaling_adjustment: 1}\n";
  }
  const std::string head = "min: 1\nmax: 9\nscale_out:\n  threshold: 50\n  step_adjustments:\n";
  EXPECT_NE(problems_of_steps(head + steps).find("21 step adjustments; write between 1 and 20"), std::string::npos);
}

RC_GTEST_PROP(StepScalingProperty, StaysWithinItsLimitsAndActsInItsDirection, ()) {
  Group group{kExample, 20};
  std::int64_t before = 20;
  for (int i = 0; i < 60; ++i) {
    const auto thousandths = *rc::gen::inRange<std::int64_t>(0, 1'001);
    const std::int64_t after = group.minute(thousandths);
    RC_ASSERT(after >= 1 && after <= 100);
    RC_ASSERT(thousandths >= 500 || after <= before);
    RC_ASSERT(thousandths <= 500 || after >= before);
    before = after;
  }
}

}  // namespace
}  // namespace models::scaling
