// When samples are taken, when the policy sees them, and what the loop does with its answer.
#include "models/compute/control_loop.hpp"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/ports/skus.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::compute {
namespace {

using ecs::at_s;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

/// Asks for one more each time; keeps what it saw and when.
class Eager final : public ScalingPolicy {
 public:
  sim::Duration delay{};
  sim::Duration length = sim::Duration::minutes(1);
  std::int64_t step = 1;
  std::int64_t of_high_resolution = 0;                  ///< alarms
  std::vector<std::pair<sim::Time, sim::Time>> seen{};  ///< end of the period, time of the decision
  std::vector<std::int64_t> counted{};

  std::int64_t minimum() const override { return 2; }
  std::int64_t maximum() const override { return 10; }
  void set_limits(std::int64_t, std::int64_t) override {}
  double cpu_target() const override { return 0.5; }
  sim::Duration period() const override { return length; }
  sim::Duration publication_delay() const override { return delay; }
  std::optional<sim::Duration> warm_up() const override { return sim::Duration{}; }
  std::int64_t alarms() const override { return 2; }
  std::int64_t high_resolution_alarms() const override { return of_high_resolution; }
  std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time now) override {
    seen.emplace_back(sample.to, now);
    counted.push_back(view.counted);
    return ScalingDecision{view.desired + step, "more"};
  }
};

/// Three replicas that count, whatever is asked.
class Target final : public ScaledTarget {
 public:
  std::vector<std::pair<sim::Time, sim::Time>> periods{};
  std::vector<std::int64_t> applied{};
  std::int64_t desired = 3;

  LoadSample collect(sim::Time from, sim::Time to) override {
    periods.emplace_back(from, to);
    return {from, to, 0, 0, 0, 3 * (to - from).nanoseconds()};
  }
  CapacityView capacity(sim::Time) override { return {desired, 0, false}; }
  void apply(const ScalingDecision& decision, sim::Time) override {
    desired = decision.desired;
    applied.push_back(desired);
  }
};

/// Only what a loop needs of a run, from 30 s before the window on.
struct LoopRun {
  explicit LoopRun(void (*change)(Eager&)) {
    auto made = std::make_unique<Eager>();
    change(*made);
    policy = made.get();
    world.build();
    context = std::make_unique<RunContext>(RunContext{
        world.kernel, *world.requests, world.outcomes, world.gauges, world.meters, world.events, fleet, world.facts,
        world.application, program, "x", "m7i.large", 1, 0, at_s(-30), world.meters.duration(), initial, rate});
    loop = std::make_unique<ControlLoop>(std::move(made), *context, target);
    loop->start(at_s(-30));
  }

  ecs::World world{ecs::fargate_config(), at_s(-30)};
  fleet::HostFleet fleet{fleet::HostSupply{{sim::Vcpu::whole(96), sim::Bytes::gib(384)}, 1, {}}, fleet::first_fit(),
                         nullptr};
  Program program{world.application};
  InitialState initial{};
  sim::Rate rate = sim::Rate::per_second(200.0);
  std::unique_ptr<RunContext> context{};
  Eager* policy = nullptr;
  Target target{};
  std::unique_ptr<ControlLoop> loop{};
};

TEST(ControlLoop, PeriodsAlignToTheClockAndSamplesArrivePublished) {
  LoopRun run{[](Eager& policy) { policy.delay = sim::Duration::seconds(90); }};
  run.world.run_to(at_s(300));
  EXPECT_THAT(run.target.periods,
              ElementsAre(Pair(at_s(-30), at_s(0)), Pair(at_s(0), at_s(60)), Pair(at_s(60), at_s(120)),
                          Pair(at_s(120), at_s(180)), Pair(at_s(180), at_s(240))));
  EXPECT_THAT(run.policy->seen, ElementsAre(Pair(at_s(0), at_s(90)), Pair(at_s(60), at_s(150)),
                                            Pair(at_s(120), at_s(210)), Pair(at_s(180), at_s(270))));
  EXPECT_THAT(run.policy->counted, ElementsAre(3, 3, 3, 3));
  EXPECT_THAT(run.target.applied, ElementsAre(4, 5, 6, 7));
}

TEST(ControlLoop, WithoutDelayTheSampleIsSeenAtTheEndOfItsPeriod) {
  LoopRun run{[](Eager&) {}};
  run.world.run_to(at_s(61));
  EXPECT_THAT(run.policy->seen, ElementsAre(Pair(at_s(0), at_s(0)), Pair(at_s(60), at_s(60))));
}

// Beside the two alarms of the world's own service.
TEST(ControlLoop, HighResolutionAlarmsAreBilledAsSuch) {
  LoopRun run{[](Eager& policy) { policy.of_high_resolution = 1; }};
  run.world.run_to(at_s(100));
  EXPECT_EQ(run.world.metered(sku::kCloudwatchAlarm, at_s(100), sku::kHighResolutionAlarm), 100'000);
  EXPECT_EQ(run.world.metered(sku::kCloudwatchAlarm, at_s(100)), (2 + 2) * 100'000);
}

TEST(ControlLoop, WhatChangesNothingIsNotCarriedOut) {
  LoopRun run{[](Eager& policy) { policy.step = 0; }};
  run.world.run_to(at_s(200));
  EXPECT_EQ(run.policy->seen.size(), 4U);
  EXPECT_THAT(run.target.applied, IsEmpty());
  EXPECT_THAT(run.world.times_of("scale_out"), IsEmpty());
}

TEST(ControlLoop, TellsTheEventLog) {
  LoopRun run{[](Eager&) {}};
  run.world.run_to(at_s(30));
  EXPECT_THAT(run.world.details_of("scale_out"), ElementsAre("3 -> 4: more"));
}

TEST(ControlLoop, APolicyWithoutPeriodIsNeverAsked) {
  LoopRun run{[](Eager& policy) { policy.length = {}; }};
  run.world.run_to(at_s(600));
  EXPECT_THAT(run.target.periods, IsEmpty());
  EXPECT_THAT(run.policy->seen, IsEmpty());
}

/// 200 requests/s of 10 ms are 2 vCPUs; at a target of 50 % they take 8 replicas of half a vCPU, 4 at twice the speed.
TEST(ControlLoop, BeginsWithWhatTheLoadNeedsWithinTheLimits) {
  LoopRun run{[](Eager&) {}};
  const auto initial = [&](InitialState::Kind kind, std::int64_t count = 0) {
    RunContext& context = *run.context;
    context.initial = {kind, count};
    return run.loop->initial_replicas(context, sim::Vcpu::milli(500), 1.0);
  };
  EXPECT_EQ(initial(InitialState::Kind::kSteady), 8);
  EXPECT_EQ(run.loop->initial_replicas(*run.context, sim::Vcpu::milli(500), 2.0), 4);
  EXPECT_EQ(run.loop->initial_replicas(*run.context, sim::Vcpu::milli(250), 1.0), 10);
  EXPECT_EQ(run.loop->initial_replicas(*run.context, sim::Vcpu::whole(16), 1.0), 2);
  EXPECT_EQ(initial(InitialState::Kind::kMinimum), 2);
  EXPECT_EQ(initial(InitialState::Kind::kEmpty), 0);
  EXPECT_EQ(initial(InitialState::Kind::kCount, 7), 7);
  EXPECT_EQ(initial(InitialState::Kind::kCount, 70), 10);
  EXPECT_EQ(initial(InitialState::Kind::kCount, 0), 0) << "below the minimum: what is missing is launched";
}

}  // namespace
}  // namespace models::compute
