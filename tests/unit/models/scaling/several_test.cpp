// Several target tracking policies of one service (rule 2.3), and high-resolution metrics (rule 2.25).
#include <cstdint>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/models/scaling/read_policy.hpp"

namespace models::scaling {
namespace {

using sim::Duration;
using sim::Time;

/// Periods of a policy, one after the other; tasks have one vCPU.
class Periods {
 public:
  Periods(const ScalingEntry& entry, const std::string& yaml) : policy_{read_policy(entry, yaml)} {}

  /// The CPU use in percent and the requests per task of the next period.
  std::optional<std::int64_t> next(std::int64_t percent, std::int64_t requests, std::int64_t tasks) {
    LoadSample sample;
    sample.from = now_;
    now_ += policy_->period();
    sample.to = now_;
    sample.replica_time = policy_->period().nanoseconds() * tasks;
    sample.cpu_capacity = sample.replica_time;
    sample.cpu_used = sample.cpu_capacity / 100 * percent;
    sample.requests = requests * tasks;
    CapacityView view;
    view.desired = tasks;
    view.counted = tasks;
    view.deploying = deploying;
    const auto decision = policy_->observe(sample, view, now_);
    return decision ? std::optional{decision->desired} : std::nullopt;
  }
  const ScalingPolicy& policy() const { return *policy_; }
  bool deploying = false;

 private:
  std::unique_ptr<ScalingPolicy> policy_;
  Time now_{};
};

constexpr const char* kCpuAndRequests =
    "{min: 1, max: 100, policies: [{metric: cpu, target: 50%, out_datapoints: 1, in_datapoints: 1}, {metric: "
    "requests_per_target, target_rate: 100/min, out_datapoints: 1, in_datapoints: 1}]}\n";

TEST(Several, Rule_2_3_TheLargestCapacityWins) {
  Periods cpu{service_several(), kCpuAndRequests};
  EXPECT_EQ(cpu.next(100, 150, 10), 20);  // CPU asks for 20, requests for 15
  Periods requests{service_several(), kCpuAndRequests};
  EXPECT_EQ(requests.next(60, 300, 10), 30);
  Periods one{service_several(), kCpuAndRequests};
  EXPECT_EQ(one.next(10, 300, 10), 30);  // one would scale in
}

TEST(Several, Rule_2_3_OnlyWhatAllWouldTakeAwayIsScaledIn) {
  Periods periods{service_several(), kCpuAndRequests};
  EXPECT_FALSE(periods.next(10, 100, 10));  // requests are on target
  EXPECT_FALSE(periods.next(50, 10, 10));
  EXPECT_EQ(periods.next(20, 70, 10), 7);  // CPU asks for 4, requests for 7
}

TEST(Several, Rule_2_3_AProposalThatIsNotFollowedBeginsNoCooldown) {
  Periods periods{service_several(), kCpuAndRequests};
  EXPECT_FALSE(periods.next(10, 100, 10));
  EXPECT_EQ(periods.next(10, 50, 10), 5);
  EXPECT_FALSE(periods.next(10, 50, 5));  // now both are in theirs
}

TEST(Several, Rule_2_3_APolicyThatMayNotScaleInIsNotAsked) {
  Periods periods{service_several(),
                  "{min: 1, max: 100, policies: [{metric: cpu, target: 50%, in_datapoints: 1}, {metric: "
                  "requests_per_target, target_rate: 100/min, disable_scale_in: true}]}\n"};
  EXPECT_EQ(periods.next(25, 100, 10), 5);
}

TEST(Several, Rule_2_3_NothingIsScaledInDuringADeployment) {
  for (const bool is_one : {true, false}) {
    Periods periods = is_one ? Periods{service_target_tracking(),
                                       "{target: 50%, min: 1, max: 20, out_datapoints: 1, in_datapoints: 1}\n"}
                             : Periods{service_several(), kCpuAndRequests};
    periods.deploying = true;
    EXPECT_FALSE(periods.next(10, 10, 10));
    EXPECT_EQ(periods.next(100, 100, 10), 20);
    periods.deploying = false;
    EXPECT_TRUE(periods.next(10, 10, 20));
  }
}

TEST(Several, Rule_2_25_HighResolutionMetricsComeEveryTwentySeconds) {
  Periods fast{service_target_tracking(), "{target: 50%, min: 1, max: 20, high_resolution: true}\n"};
  EXPECT_EQ(fast.policy().period(), Duration::seconds(20));
  EXPECT_FALSE(fast.next(100, 0, 2));
  EXPECT_FALSE(fast.next(100, 0, 2));
  EXPECT_EQ(fast.next(100, 0, 2), 4);  // three datapoints: after a minute instead of three
  std::string problems;
  read_policy(service_target_tracking(),
              "{metric: requests_per_target, target_rate: 1/s, min: 1, max: 2, high_resolution: true}\n", &problems);
  EXPECT_NE(problems.find("no high-resolution metric but cpu's"), std::string::npos) << problems;
}

TEST(Several, Rule_2_25_APolicyWithALongerPeriodSeesTheSumOfTheShorter) {
  Periods periods{
      service_several(),
      "{min: 1, max: 100, policies: [{metric: cpu, target: 50%, high_resolution: true, out_datapoints: 64}, "
      "{metric: requests_per_target, target_rate: 300/min, out_datapoints: 1}]}\n"};
  EXPECT_EQ(periods.policy().period(), Duration::seconds(20));
  EXPECT_FALSE(periods.next(50, 100, 4));
  EXPECT_FALSE(periods.next(50, 200, 4));
  EXPECT_EQ(periods.next(50, 150, 4), 6);  // 450 a minute and task
  EXPECT_EQ(periods.policy().alarms(), 4);
  EXPECT_EQ(periods.policy().high_resolution_alarms(), 2);
}

TEST(Several, LimitsAreTheServices) {
  Periods periods{service_several(), "{min: 2, max: 12, policies: [{target: 50%, out_datapoints: 1}]}\n"};
  EXPECT_EQ(periods.next(100, 0, 10), 12);
  EXPECT_DOUBLE_EQ(periods.policy().cpu_target(), 0.5);
  std::string problems;
  EXPECT_EQ(read_policy(service_several(), "{min: 2, max: 12, policies: [{target: 50%, min: 3}]}\n", &problems),
            nullptr);
  EXPECT_NE(problems.find("unknown key 'min'"), std::string::npos) << problems;
}

}  // namespace
}  // namespace models::scaling
