// An Auto Scaling group with everything that it can have, whole: each second of it, and the bill, by hand.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using models::MetricId;
using models::TickColumn;
using test_support::column_of;
using test_support::metered;
using test_support::metric_of;
using test_support::run_text;
using test_support::times_of;
using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;

/// 10 requests/s of 100 ms on instances with two vCPUs: one is half busy. An instance takes 5 + 12 + 3 s to boot and
/// the application 4 s to start. Healthy at once.
models::RunResult run(const std::string& group, const std::string& workload = "kind: constant, rate: 10/s",
                      const std::string& duration = "1h") {
  return run_text(fmt::format(R"(
schema: 1
name: group
duration: {}
warm_up: 10min
replications: 1
workload: {{{}}}
application:
  containers: {{app: {{cpu: 1, memory: 512MiB, start: 4s}}}}
  request: [{{container: app, cpu_time: 100ms}}]
architectures:
  ec2:
    kind: ec2_asg
    instance_type: m7i.large
    api: 5s
    pending: 12s
    boot: 3s
    load_balancer: {{kind: alb, health_check_interval: 0s}}
    {}
)",
                              duration, workload, group))
      .runs.at(0);
}

double charged(const models::RunResult& result, std::string_view sku, std::string_view purchase_option = "on_demand") {
  double total = 0.0;
  for (const models::Charge& charge : result.charges) {
    const bool is_it = charge.key.sku == sku && charge.key.purchase_option == purchase_option;
    total += is_it ? charge.effective_cost.amount() : 0.0;
  }
  return total;
}

/// One On-Demand and one Spot instance; the second one is noticed at 1,800 s, gone at 1,920 s, missed at 1,980 s and
/// replaced at 2,000 s; the reclaim is over by then. Spot has run for 1,920 + (3,600 − 1,997) s.
TEST(Ec2Group, Rule_1_12_AnInterruptionSecondBySecondAndItsBill) {
  const models::RunResult result = run(R"(mixed_instances:
      on_demand_base_capacity: 1
      on_demand_percentage_above_base_capacity: 0%
      interrupted_per_month: 0%
      reclaims: [{at: 30min, lasts: 1min}]
    scaling: {kind: fixed, replicas: 2})");
  EXPECT_THAT(times_of(result, "interruption_notice"), ElementsAre(1'800.0));
  EXPECT_THAT(times_of(result, "interrupted"), ElementsAre(DoubleEq(1'920.0)));
  EXPECT_THAT(times_of(result, "ready"), ElementsAre(-600.0, -600.0, DoubleEq(2'000.0)));
  EXPECT_THAT(times_of(result, "in_service"), ElementsAre(-600.0, -600.0, DoubleEq(2'004.0)));
  EXPECT_EQ(metered(result, "ec2_instance"), (3'600 + 1'920 + 3'600 - 1'997) * 1'000);
  const double on_demand = charged(result, "ec2_instance");
  const double spot = charged(result, "ec2_instance", "spot");
  EXPECT_NEAR(on_demand, 0.1008, 1e-6);
  EXPECT_LT(spot, on_demand * 3'523.0 / 3'600.0);
  EXPECT_GT(spot, 0.0);
  // What the lost instance held is gone: requests of 100 ms at 5/s each, at most one at a time.
  EXPECT_LE(metric_of(result, MetricId::kRequestsOffered) - metric_of(result, MetricId::kRequestsCompleted) -
                metric_of(result, MetricId::kRequestsInFlightEnd),
            1.0);
}

TEST(Ec2Group, Rule_1_12_RequestsOfALostInstanceAreLostAndTheBalancerGoesOn) {
  const models::RunResult result = run(R"(mixed_instances:
      on_demand_base_capacity: 1
      on_demand_percentage_above_base_capacity: 0%
      interrupted_per_month: 0%
      reclaims: [{at: 30min, lasts: 1min}]
    scaling: {kind: fixed, replicas: 2})",
                                       "kind: constant, rate: 36/s");
  const double lost = metric_of(result, MetricId::kRequestsOffered) - metric_of(result, MetricId::kRequestsCompleted) -
                      metric_of(result, MetricId::kRequestsInFlightEnd);
  EXPECT_GE(lost, 1.0) << "1.8 of two vCPUs are busy";
  EXPECT_LE(lost, 10.0);
  EXPECT_GT(metric_of(result, MetricId::kRequestsCompleted), 100'000.0);
}

TEST(Ec2Group, Rule_1_9_AStoppedWarmPoolServesInTwentyFiveSecondsAndCostsItsVolumes) {
  const models::RunResult result = run(R"(user_data: 2min
    warm_pool: {state: stopped, max_group_prepared_capacity: 2}
    scaling: {kind: fixed, replicas: 1}
    scheduled_actions: [{start_time: 10min, min_size: 2, max_size: 2}])");
  // 1.76 + 16.37 + 3.04 s from stopped to up, and 4 s of application.
  EXPECT_THAT(times_of(result, "in_service"), ElementsAre(-600.0, DoubleEq(600.0 + 1.76 + 16.37 + 3.04 + 4.0)));
  EXPECT_EQ(metered(result, "ec2_instance"), 3'600'000 + 3'600'000 - 618'130);
  EXPECT_EQ(metered(result, "ebs_gp3"), 2 * 8 * 3'600'000) << "both volumes all along";
}

TEST(Ec2Group, Rule_1_7_ScheduledActionsAlsoWithoutAPolicy) {
  const models::RunResult result = run(R"(scaling: {kind: fixed, replicas: 1}
    scheduled_actions:
      - {recurrence: "15 * * * *", min_size: 3, max_size: 3}
      - {recurrence: "45 * * * *", min_size: 1, max_size: 1})");
  EXPECT_THAT(times_of(result, "scheduled_action"), ElementsAre(900.0, 2'700.0));
  EXPECT_THAT(times_of(result, "scale_out"), ElementsAre(900.0));
  EXPECT_THAT(times_of(result, "scale_in"), ElementsAre(2'700.0));
  // Two more from 917 s (running) to 2,700 s, when they leave and hold at most a request of 100 ms.
  EXPECT_NEAR(static_cast<double>(metered(result, "ec2_instance")), 1e3 * (3'600.0 + 2.0 * (2'700.0 - 917.0)), 2'001.0);
}

TEST(Ec2Group, Rule_1_8_WithElbHealthChecksAShortGraceReplacesForEver) {
  const std::string group = R"(health_check_type: elb
    health_check_grace_period: 6s
    scaling: {kind: fixed, replicas: 1}
    scheduled_actions: [{start_time: 10min, min_size: 2, max_size: 2}])";
  const models::RunResult result = run(group);
  // Running at 617 s, up at 620 s, in service at 624 s: after 6 s it is not yet healthy.
  const std::vector<double> unhealthy = times_of(result, "unhealthy");
  ASSERT_GE(unhealthy.size(), 10U);
  EXPECT_EQ(unhealthy[0], 623.0);
  EXPECT_EQ(unhealthy[1], 623.0 + 23.0);
  EXPECT_THAT(times_of(result, "in_service"), ElementsAre(-600.0));
  const models::RunResult patient = run(R"(health_check_type: elb
    scaling: {kind: fixed, replicas: 1}
    scheduled_actions: [{start_time: 10min, min_size: 2, max_size: 2}])");
  EXPECT_THAT(times_of(patient, "unhealthy"), IsEmpty());
  EXPECT_THAT(times_of(patient, "in_service"), ElementsAre(-600.0, 624.0));
}

TEST(Ec2Group, Rule_1_3_TheGroupsWarmUpHoldsWhereThePolicyHasNone) {
  constexpr const char* kCrowd = "kind: constant, rate: 10/s, flash_crowds: [{at: 10min, factor: 3, hold: 1h}]";
  const auto second_decision = [&](const std::string& warm_up) {
    const auto times = times_of(
        run(warm_up + "\n    scaling: {kind: target_tracking, target: 60%, min: 1, max: 10}", kCrowd), "scale_out");
    return times.size() < 2 ? 0.0 : times[1];
  };
  // Up at 860 s; it counts from 860 s + the warm-up on, from the next whole minute, which is published a minute later.
  EXPECT_EQ(second_decision("default_cooldown: 300s"), 1'320.0);
  EXPECT_EQ(second_decision("default_instance_warmup: 60s"), 1'080.0);
}

/// A day that triples at 8 h. At 7:55 the group is as large as the hour needs: 3 x 10/s x 100 ms / (2 vCPU x 50 %).
TEST(Ec2Group, Rule1_7_PredictiveScalingIsThereBeforeTheLoad) {
  const models::RunResult result = run(R"(predictive_scaling: {target: 50%}
    scaling: {kind: target_tracking, target: 60%, min: 1, max: 20})",
                                       "kind: diurnal, rate: 100/s, peak_to_mean: 2.5, peak_at: 12h", "1d");
  const auto ready = [&](int minute) {
    return column_of(result.ticks.at(static_cast<std::size_t>(minute)), TickColumn::kReplicasReady);
  };
  EXPECT_GE(times_of(result, "forecast").size(), 5U);
  // The peak hour brings 2.5 x 100/s; 25 vCPUs at 50 % of two each.
  EXPECT_NEAR(ready(12 * 60 + 1), 20.0, 0.5) << "the maximum binds";
  // The hour from 8 to 9: the profile's mean rate over that hour, one vCPU per 10/s.
  double offered = 0.0;
  for (int minute = 8 * 60; minute < 9 * 60; ++minute) {
    offered += column_of(result.ticks.at(static_cast<std::size_t>(minute)), TickColumn::kRequestsOffered);
  }
  EXPECT_NEAR(ready(8 * 60), offered / 3'600.0 / 10.0, 1.1);
  EXPECT_GE(ready(8 * 60 - 3), ready(8 * 60) - 0.01) << "three minutes before the hour";
}

}  // namespace
}  // namespace scenarios
