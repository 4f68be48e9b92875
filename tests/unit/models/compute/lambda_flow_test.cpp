// A function whose requests come as rates: which environments are kept, how long invocations take, and what a step
// comes to, by hand-computed figures. Agreement with single requests: tests/unit/scenarios/lambda_fidelity_test.cpp.
#include <cmath>
#include <cstdint>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/compute/lambda/flow_environments.hpp"
#include "models/compute/lambda/function.hpp"
#include "models/compute/lambda/invocation_law.hpp"
#include "models/compute/lambda/ladder.hpp"
#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

sim::Time at_s(std::int64_t seconds) {
  return sim::Time::at(sim::Duration::seconds(seconds));
}

/// Environments that are kept for so many seconds each, all used at 0.
EnvironmentLadder ladder_of(const std::vector<std::int64_t>& kept) {
  std::int64_t shortest = kept.front();
  for (const std::int64_t seconds : kept) {
    shortest = std::min(shortest, seconds);
  }
  EnvironmentLadder ladder{sim::Duration::seconds(shortest), sim::random::make_stream(1, 0, "test", "ladder")};
  for (const std::int64_t seconds : kept) {
    ladder.add({HostId{0}, at_s(0), sim::Duration::seconds(seconds)}, at_s(0));
  }
  return ladder;
}

std::vector<sim::Time> ended_by(EnvironmentLadder& ladder, sim::Time now) {
  std::vector<sim::Time> ends;
  ladder.collect(now, [&](const Rung&, sim::Time when) { ends.push_back(when); });
  return ends;
}

TEST(EnvironmentLadder, KeepsAsManyAsWereBusyWithinTheExpiry) {
  EnvironmentLadder ladder = ladder_of(std::vector<std::int64_t>(10, 300));
  ladder.reached(7, at_s(50));
  ladder.reached(2, at_s(200));
  ladder.reached(4, at_s(260));
  EXPECT_FALSE(ladder.is_due(at_s(299)));
  EXPECT_TRUE(ladder.is_due(at_s(300)));
  EXPECT_EQ(ended_by(ladder, at_s(349)), std::vector<sim::Time>(3, at_s(300)));
  EXPECT_EQ(ladder.size(), 7);
  EXPECT_EQ(ended_by(ladder, at_s(350)), std::vector<sim::Time>(3, at_s(350)));
  EXPECT_EQ(ladder.size(), 4);
  EXPECT_TRUE(ended_by(ladder, at_s(559)).empty());
  EXPECT_EQ(ended_by(ladder, at_s(560)), std::vector<sim::Time>(4, at_s(560)));
  EXPECT_EQ(ladder.size(), 0);
}

/// Whoever stands behind one that ends moves up, but has not been used since.
TEST(EnvironmentLadder, OneThatEndsFromTheMiddleTakesNobodysIdleTimeAlong) {
  EnvironmentLadder ladder = ladder_of(std::vector<std::int64_t>{300, 300, 300});
  ladder.reached(2, at_s(100));
  ladder.reached(1, at_s(200));
  ladder.add({HostId{0}, at_s(250), sim::Duration::seconds(400)}, at_s(250));  // all four were busy then
  ladder.reached(2, at_s(290));
  // Four rungs, of which two were last used at 250: 300 s or 400 s later they go.
  const std::vector<sim::Time> first = ended_by(ladder, at_s(550));
  EXPECT_TRUE(first.size() == 1 || first.size() == 2);
  ended_by(ladder, at_s(650));
  EXPECT_LE(ladder.size(), 2);
  ended_by(ladder, at_s(690));
  EXPECT_EQ(ladder.size(), 0);
}

/// Kept for one to two seconds from -2 s on, looked for at -0.5 s and then not before 0.5 s: those that end in between
/// are found in a window that begins at 0, and count for nothing in it.
TEST(FlowEnvironments, WhoEndedBeforeTheWindowIsNotTakenOffIt) {
  World world{plain_config(), at_s(-2)};
  world.config.idle_expiry.kind = sim::random::DistributionSpec::Kind::kUniform;
  world.config.idle_expiry.low = ms(1'000);
  world.config.idle_expiry.high = ms(2'000);
  world.build();
  const InvocationLaw law{world.config, world.application};
  FlowEnvironments environments{world.config, world.context(), law};
  const auto pass = [&](std::int64_t from_ms, std::int64_t to_ms) {
    world.kernel.run_until(at_ms(to_ms));
    environments.pass(at_ms(from_ms), at_ms(to_ms), 0.0, 0, false, 1.0);
  };
  environments.start(40, at_s(-2));
  pass(-2'000, -500);
  pass(-500, 0);
  EXPECT_GT(world.level(Gauge::kReplicasReady), 0);
  world.gauges.restart(at_s(0));
  pass(0, 1'000);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
  EXPECT_EQ(world.gauges.integral(Gauge::kReplicasReady, at_ms(1'000)), 0);
  EXPECT_EQ(environments.ended(), 0) << "in the window";
}

TEST(InvocationLaw, HasTheFunctionsOwnMeanAndRounding) {
  World world{plain_config()};
  world.application.request[0].cpu_time = sim::random::constant(ms(20));
  world.application.request[0].wait = sim::random::exponential_with_mean(ms(80));
  world.config.memory = sim::Bytes::mib(1'769 / 2);  // half the speed, to a thousandth
  const InvocationLaw law{world.config, world.application};
  EXPECT_NEAR(law.mean(), 0.120, 1e-4);
  EXPECT_NEAR(law.rounding(), 0.0005, 2e-5);  // an exponential time ends anywhere within its last millisecond
  EXPECT_NEAR(law.per_cpu(), 2.0, 2e-3);
  EXPECT_EQ(law.cut_off(), 0.0);
}

/// Constants of several classes stay what they are: 2 ms are billed as 2 ms, however the classes' shares are rounded.
TEST(InvocationLaw, ConstantsOfAMixtureAreNotRoundedUp) {
  World world{plain_config()};
  const Step step = world.application.request[0];
  for (const auto& [name, weight, length] : {std::tuple{"small", 90.0, 2}, std::tuple{"big", 10.0, 10}}) {
    RequestClass kind;
    kind.weight = weight;
    kind.request.push_back(step);
    kind.request.back().cpu_time = sim::random::constant(ms(length));
    kind.request.back().wait = {};
    world.application.classes.emplace_back(name, kind);
  }
  world.application.request.clear();
  world.config.memory = sim::Bytes::mib(kMibPerVcpu);
  const InvocationLaw law{world.config, world.application};
  EXPECT_EQ(law.rounding(), 0.0);
  EXPECT_NEAR(law.mean(), 0.0028, 0.008 / 2'048);
}

/// P(more than 10 means) of an exponential time is less than one of 2,048 points stands for.
TEST(InvocationLaw, KnowsHowManyRareOnesAreCutOff) {
  World world{plain_config()};
  world.application.request[0].cpu_time = {};
  world.application.request[0].wait = sim::random::exponential_with_mean(ms(100));
  world.config.invocation.timeout = ms(1'000);
  const InvocationLaw law{world.config, world.application};
  EXPECT_NEAR(law.cut_off(), std::exp(-10.0), 1e-3 * std::exp(-10.0));
}

TEST(InvocationLaw, CutsOffAtTheTimeout) {
  World world{plain_config()};
  world.application.request[0].cpu_time = {};
  world.application.request[0].wait = sim::random::exponential_with_mean(ms(100));
  world.config.invocation.timeout = ms(100);
  const InvocationLaw law{world.config, world.application};
  EXPECT_NEAR(law.cut_off(), std::exp(-1.0), 4e-3);  // log(n) / n, the discrepancy of n = 2,048 points
  EXPECT_NEAR(law.mean(), 0.1 * (1.0 - std::exp(-1.0)), 1e-4);
  EXPECT_LE(law.warm().nanoseconds.back(), 100e6);
  EXPECT_NEAR(law.cold().nanoseconds.front(), 500e6, 1e6);  // 200 ms and 300 ms before the invocation
}

/// Half the mean difference of two exponential times is half their mean; constant ones do not differ.
TEST(InvocationLaw, EvenArrivalsScatterAsFarAsInvocationsDo) {
  World world{plain_config()};
  world.application.request[0].cpu_time = {};
  world.application.request[0].wait = sim::random::exponential_with_mean(ms(100));
  EXPECT_NEAR(InvocationLaw(world.config, world.application).even_variance(), 0.5, 2e-3);
  world.application.request[0].wait = sim::random::constant(ms(100));
  EXPECT_NEAR(InvocationLaw(world.config, world.application).even_variance(), 0.0, 1e-9);
}

}  // namespace
}  // namespace models::lambda
