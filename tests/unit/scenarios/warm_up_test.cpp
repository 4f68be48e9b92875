// What the curves propose: on a run that begins empty and is known to need ten minutes, on runs that need nothing, on
// one that never settles, and on those that are not asked.
#include "scenarios/warm_up.hpp"

#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "sim/units/parse.hpp"
#include "tests/support/scenario_run.hpp"

namespace scenarios {
namespace {

using State = models::WarmUpProposal::State;
using test_support::run_text;
using test_support::Sets;

/// Four instances that take ten minutes to boot, each carrying 20 requests of 100 ms a second; 40/s arrive. Begun with
/// its four replicas in place it is steady from the first second.
constexpr const char* kScenario = R"(
schema: 1
name: settling
duration: 3h
warm_up: 0s
replications: 5
seed: 1
workload: {kind: poisson, rate: 40/s}
application:
  containers: {app: {cpu: 1, memory: 512MiB}}
  request: [{container: app, cpu_time: {kind: exponential, mean: 100ms}}]
architectures:
  ec2:
    kind: ec2_asg
    instance_type: m7i.large
    api: 0s
    pending: 0s
    boot: 10min
    cpu_speed: 1
    scaling: {kind: fixed, replicas: 4}
    load_balancer: {kind: alb, health_check_interval: 0s}
)";

models::WarmUpProposal proposal_of(const Sets& sets, std::size_t threads = 2) {
  return run_text(kScenario, sets, threads).warm_up_proposal;
}

TEST(WarmUp, SeesTheTransientOfARunThatBeginsEmpty) {
  const models::WarmUpProposal proposal = proposal_of({{"initial", "empty"}});
  EXPECT_EQ(proposal.state, State::kLonger);
  // Ten ticks are transient; MSER-5 cuts in batches of five ticks, and what queued meanwhile drains in one more tick.
  EXPECT_GE(proposal.warm_up, sim::Duration::minutes(10));
  EXPECT_LE(proposal.warm_up, sim::Duration::minutes(15));
  EXPECT_NE(proposal.sentence.find("of ec2 had not settled when the window began"), std::string::npos)
      << proposal.sentence;
}

TEST(WarmUp, AddsToTheWarmUpThatTheRunHad) {
  const models::WarmUpProposal proposal = proposal_of({{"initial", "empty"}, {"warm_up", "4min"}});
  EXPECT_EQ(proposal.state, State::kLonger);
  EXPECT_GE(proposal.warm_up, sim::Duration::minutes(10));
  EXPECT_LE(proposal.warm_up, sim::Duration::minutes(14));
}

TEST(WarmUp, IsContentWithWhatItProposed) {
  const models::WarmUpProposal first = proposal_of({{"initial", "empty"}});
  const models::WarmUpProposal second = proposal_of({{"initial", "empty"}, {"warm_up", sim::to_text(first.warm_up)}});
  EXPECT_EQ(second.state, State::kEnough) << second.sentence;
  EXPECT_EQ(second.warm_up, first.warm_up);
}

TEST(WarmUp, ProposesNothingInTheSteadyState) {
  // Noise alone: one queue at load 0.5, of which every seed is another draw. With 1 % of false alarms in all, three or
  // more of twenty would come once in a thousand times.
  int alarms = 0;
  for (int seed = 1; seed <= 20; ++seed) {
    const models::WarmUpProposal proposal = proposal_of(
        {{"seed", std::to_string(seed)}, {"warm_up", "5min"}, {"duration", "1h"}, {"workload.rate", "8/s"}});
    alarms += proposal.state == State::kEnough ? 0 : 1;
    EXPECT_NE(proposal.state, State::kNeverSettled) << "seed " << seed << ": " << proposal.sentence;
  }
  EXPECT_LE(alarms, 2);
}

TEST(WarmUp, RefusesToCallAGrowingQueueSteady) {
  const models::WarmUpProposal proposal = proposal_of({{"workload.rate", "90/s"}, {"duration", "1h"}});
  EXPECT_EQ(proposal.state, State::kNeverSettled) << proposal.sentence;
  EXPECT_NE(proposal.sentence.find("had not settled by the middle of the window"), std::string::npos);
}

TEST(WarmUp, DoesNotAskTerminatingRuns) {
  const Sets crowd{{"initial", "empty"}, {"workload.flash_crowds", "[{at: 1h, factor: 2, hold: 10min}]"}};
  EXPECT_EQ(proposal_of(crowd).state, State::kNotAsked);
  const Sets day{{"initial", "empty"}, {"workload", "{kind: diurnal, rate: 20/s, peak_to_mean: 2}"}};
  EXPECT_EQ(proposal_of(day).state, State::kNotAsked);
}

TEST(WarmUp, SaysWhenARunIsTooShortToTell) {
  const models::WarmUpProposal brief = proposal_of({{"duration", "30min"}});
  EXPECT_EQ(brief.state, State::kTooShort);
  EXPECT_NE(brief.sentence.find("here are 30 and 5"), std::string::npos) << brief.sentence;
  EXPECT_EQ(proposal_of({{"replications", "1"}}).state, State::kTooShort);
}

TEST(WarmUp, IsTheSameAtAnyNumberOfThreads) {
  const Sets empty{{"initial", "empty"}};
  EXPECT_EQ(proposal_of(empty, 1).sentence, proposal_of(empty, 3).sentence);
}

}  // namespace
}  // namespace scenarios
