// One copy of the application per instance: what counts in a sample and when an instance may leave. All times by hand.
// (The whole timeline with the real balancer, policy and bill: tests/unit/scenarios/ec2_timeline_test.cpp.)
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/compute/instance_replicas.hpp"
#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::compute {
namespace {

using ecs::at_s;
using testing::ElementsAre;
using testing::IsEmpty;

/// Keeps the samples and gives the instances a warm-up.
class Observer final : public ScalingPolicy {
 public:
  std::vector<LoadSample> samples{};
  std::vector<CapacityView> views{};

  std::int64_t minimum() const override { return 1; }
  std::int64_t maximum() const override { return 10; }
  void set_limits(std::int64_t, std::int64_t) override {}
  double cpu_target() const override { return 0.5; }
  sim::Duration period() const override { return sim::Duration::minutes(1); }
  sim::Duration publication_delay() const override { return {}; }
  std::optional<sim::Duration> warm_up() const override { return sim::Duration::seconds(90); }
  std::int64_t alarms() const override { return 2; }
  std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time) override {
    samples.push_back(sample);
    views.push_back(view);
    return std::nullopt;
  }
};

/// A group of m7i.large that boot in 5 + 12 + 3 s, start the application in 4 s and are healthy 10 s after that. What
/// the ECS world has of parts is used here with another owner.
class GroupWorld final : public Parts {
 public:
  explicit GroupWorld(InitialState initial, sim::Duration drain = {}) : drain_{drain} {
    world_.initial = initial;
    world_.build();  // for its request table; its own service stays empty
    fleet_ = std::make_unique<fleet::HostFleet>(world_.hosts, fleet::first_fit(), nullptr);
    gauges.begin({});
    context_ = std::make_unique<RunContext>(RunContext{kernel,
                                                       *world_.requests,
                                                       world_.outcomes,
                                                       gauges,
                                                       meters,
                                                       events,
                                                       *fleet_,
                                                       world_.facts,
                                                       world_.application,
                                                       program_,
                                                       "ec2",
                                                       "m7i.large",
                                                       7,
                                                       0,
                                                       {},
                                                       meters.duration(),
                                                       initial,
                                                       sim::Rate::per_second(150.0)});
    config_.machines = ecs::ec2_config().instances->machines;
    Deployment deployment;
    deployment.care.resize(world_.application.containers.size());
    deployment.start = world_.application.start_time();
    asg = std::make_unique<InstanceReplicas>(config_, scaling({}), std::move(deployment), *context_, *this);
    asg->start({});
  }

  void send(sim::Duration cpu_time) {
    const RequestId request = world_.requests->acquire();
    world_.requests->set_demand(request, 0, cpu_time.nanoseconds());
    asg->arrive(request, kernel.now());
  }
  void set_desired(std::int64_t count) { asg->apply({count, "test"}, kernel.now()); }
  std::vector<std::int64_t> times_of(std::string_view what) {
    for (RunEvent& event : events.take()) {
      log_.push_back(std::move(event));
    }
    std::vector<std::int64_t> seconds;
    for (const RunEvent& event : log_) {
      if (event.what == what) {
        seconds.push_back(event.at.nanoseconds() / 1'000'000'000);
      }
    }
    return seconds;
  }
  std::int64_t instance_ms() {
    std::int64_t total = 0;
    for (const MeterUsage& meter : meters.finish(kernel.now()).meters) {
      for (const std::int64_t quantity : meter.per_hour) {
        total += meter.key.sku == sku::kEc2Instance ? quantity : 0;
      }
    }
    return total;
  }

  Serving serving(const ReplicaLimits& limits, const sim::config::Choice&) override {
    auto workers = std::make_unique<worker::WorkerPool>(*context_, limits);
    auto made = std::make_unique<ecs::WorldBalancer>(kernel, *workers);
    workers->set_events(*made);
    made->health = sim::Duration::seconds(10);
    made->drain = drain_;
    return {std::move(workers), std::move(made)};
  }
  std::unique_ptr<ScalingPolicy> fixed_scaling(std::int64_t) override { return nullptr; }
  std::unique_ptr<ScalingPolicy> scaling(const sim::config::Choice&) override {
    auto made = std::make_unique<Observer>();
    policy = made.get();
    return made;
  }
  std::unique_ptr<MachineGroup> machines(const MachineGroupConfig& settings) override {
    return machines::make_machine_group(settings, *context_);
  }
  std::unique_ptr<CapacityProvider> capacity_provider(const ManagedScalingConfig&, const InstanceRooms&) override {
    return nullptr;
  }
  std::unique_ptr<FrontDoor> front_door() override { return nullptr; }
  std::unique_ptr<LoadForecaster> forecaster() override { return nullptr; }

  sim::Kernel kernel{};
  Gauges gauges{};
  Meters meters{sim::Duration::hours(2), sim::Duration::minutes(1)};
  EventLog events{true};
  Observer* policy = nullptr;
  std::unique_ptr<InstanceReplicas> asg{};

 private:
  ecs::World world_{ecs::fargate_config()};
  Program program_{world_.application};
  sim::Duration drain_;
  std::unique_ptr<fleet::HostFleet> fleet_{};
  std::unique_ptr<RunContext> context_{};
  GroupConfig config_{};
  std::vector<RunEvent> log_{};
};

TEST(Ec2Asg, WhatIsThereFromTheStartIsInServiceAndWarm) {
  GroupWorld world{{InitialState::Kind::kSteady, 0}};
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 2);  // 150/s x 10 ms / (2 vCPU x 50 %) = 1.5
  world.kernel.run_until(at_s(61));
  EXPECT_EQ(world.policy->views.back().counted, 2);
  EXPECT_FALSE(world.policy->views.back().warming);
}

TEST(Ec2Asg, ANewInstanceCountsAfterItsWarmUpFromTheNextWholePeriodOn) {
  GroupWorld world{{InitialState::Kind::kMinimum, 0}};
  world.kernel.run_until(at_s(10));
  world.set_desired(2);
  world.kernel.run_until(at_s(301));
  EXPECT_THAT(world.times_of("in_service"), ElementsAre(0, 10 + 20 + 4 + 10));
  // Up at 30 s and warm at 120 s, so that the period from 120 to 180 s is the first one that counts it.
  std::vector<std::int64_t> counted;
  std::vector<bool> warming;
  for (const CapacityView& view : world.policy->views) {
    counted.push_back(view.counted);
    warming.push_back(view.warming);
  }
  EXPECT_THAT(counted, ElementsAre(1, 1, 2, 2, 2));
  EXPECT_THAT(warming, ElementsAre(true, false, false, false, false));
}

/// Pending after 5 + 12 s, up after 3 s more, the application after 4 s, healthy 10 s later.
TEST(Ec2Asg, ALaunchTellsWhatItWaitedFor) {
  GroupWorld world{{InitialState::Kind::kMinimum, 0}};
  world.kernel.run_until(at_s(10));
  world.set_desired(2);
  world.kernel.run_until(at_s(12));
  world.set_desired(3);
  world.kernel.run_until(at_s(50));
  world.asg->finish(at_s(50));  // the third registered at 36 s
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 2U) << "the first was there before the run";
  std::vector<std::int64_t> waits;
  for (const sim::Duration wait : launches[0].waits) {
    waits.push_back(wait.nanoseconds() / 1'000'000'000);
  }
  EXPECT_THAT(waits, ElementsAre(0, 0, 0, 0, 17, 3, 0, 0, 0, 4, 0, 10));
  EXPECT_EQ(launches[0].end, LaunchEnd::kInService);
  EXPECT_EQ(launches[1].end, LaunchEnd::kInService);
  EXPECT_EQ(launches[1].wanted_at, at_s(12));
  EXPECT_EQ(launches[1].total(), sim::Duration::seconds(34));
}

TEST(Ec2Asg, ALaunchUnderWayTellsHowFarItCame) {
  GroupWorld world{{InitialState::Kind::kMinimum, 0}};
  world.set_desired(2);
  world.kernel.run_until(at_s(23));
  world.asg->finish(at_s(23));
  const std::vector<Launch> launches = world.events.take_launches();
  ASSERT_EQ(launches.size(), 1U);
  EXPECT_EQ(launches[0].end, LaunchEnd::kUnderWay);
  EXPECT_EQ(launches[0].waits[static_cast<std::size_t>(LaunchPhase::kContainerStart)], sim::Duration::seconds(3));
  EXPECT_EQ(launches[0].total(), sim::Duration::seconds(23));
}

TEST(Ec2Asg, SamplesAreCpuUsedOverNominalVcpusAndRequests) {
  GroupWorld world{{InitialState::Kind::kMinimum, 0}};
  world.kernel.run_until(at_s(20));
  world.send(sim::Duration::seconds(30));
  world.kernel.run_until(at_s(50));
  world.send(sim::Duration::seconds(30));  // ten of it in the first minute
  world.kernel.run_until(at_s(121));
  ASSERT_EQ(world.policy->samples.size(), 2U);
  constexpr std::int64_t kSecond = 1'000'000'000;
  const LoadSample& first = world.policy->samples[0];
  EXPECT_EQ(first.cpu_used, 40 * kSecond);
  EXPECT_EQ(first.cpu_capacity, 2 * 60 * kSecond);
  EXPECT_EQ(first.requests, 2);
  EXPECT_EQ(first.replica_time, 60 * kSecond);
  EXPECT_EQ(world.policy->samples[1].cpu_used, 20 * kSecond);
  EXPECT_EQ(world.policy->samples[1].requests, 0);
  EXPECT_EQ(world.asg->cpu_used(at_s(121)), 60 * kSecond);
}

TEST(Ec2Asg, DrainsBeforeItLeavesAndIsBilledSoLong) {
  GroupWorld world{{InitialState::Kind::kCount, 2}, sim::Duration::seconds(25)};
  world.kernel.run_until(at_s(100));
  world.set_desired(1);
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 1);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 4'000);
  world.kernel.run_until(at_s(200));
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 2'000);
  EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 500);
  EXPECT_EQ(world.asg->replicas_ended(), 1);
  EXPECT_EQ(world.asg->replica_lifetimes(), sim::Duration::seconds(125).nanoseconds());
  EXPECT_EQ(world.instance_ms(), 1'000 * (200 + 125));
}

/// Told to leave while the application starts (up at 20 s), and while the first health check is awaited (from 24 s on):
/// it goes at once, and has no life to be averaged.
TEST(Ec2Asg, AnInstanceThatNeverServedLeavesAtOnceAndHasNoLife) {
  for (const std::int64_t second : {22, 30}) {
    GroupWorld world{{InitialState::Kind::kCount, 1}};
    world.set_desired(2);
    world.kernel.run_until(at_s(second));
    EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 1);
    world.set_desired(0);
    world.kernel.run_until(at_s(second + 1));
    EXPECT_EQ(world.gauges.level(Gauge::kVcpuBilled), 0) << second;
    EXPECT_EQ(world.gauges.level(Gauge::kVcpuReserved), 0);
    EXPECT_EQ(world.gauges.level(Gauge::kReplicasStarting), 0);
    EXPECT_EQ(world.asg->replicas_ended(), 1);
    EXPECT_EQ(world.asg->replica_lifetimes(), sim::Duration::seconds(second).nanoseconds());
  }
}

TEST(Ec2Asg, EmptyBeginsByLaunchingTheMinimum) {
  GroupWorld world{{InitialState::Kind::kEmpty, 0}};
  EXPECT_EQ(world.gauges.level(Gauge::kReplicasReady), 0);
  world.kernel.run_until(at_s(60));
  EXPECT_THAT(world.times_of("in_service"), ElementsAre(34));
}

}  // namespace
}  // namespace models::compute
