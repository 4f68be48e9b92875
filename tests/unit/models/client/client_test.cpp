// The client: every request is counted once, what is measured is what arrived in the window, and the demands are the
// same whatever serves them.
#include "models/client/client.hpp"

#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/models/client/shop.hpp"

namespace models::client {
namespace {

TEST(Client, CountsEveryRequestOnceAndMeasuresThoseOfTheWindow) {
  Shop shop{every_ms(-100, 300), two_steps(kExponential)};
  shop.run_to_ms(0);
  EXPECT_EQ(shop.client.requests_sent(), 100U);
  EXPECT_EQ(shop.client.ledger().open(), 10) << "-10 ... -1; the answer to -10 comes at 0";
  EXPECT_EQ(shop.client.ledger().measured_open(), 0);
  shop.client.begin_measuring();
  shop.run_to_ms(50);
  // 50 arrived; 10 of the warm-up and those of 0 ... 39 were answered.
  const Counts tick = shop.client.take_tick();
  EXPECT_EQ(tick.offered, 50);
  EXPECT_EQ(tick.completed, 50);
  EXPECT_EQ(shop.client.ledger().measured().latency.count(), 40U)
      << "answers to the warm-up are no latencies of the window";
  shop.run_to_ms(100);
  EXPECT_EQ(shop.client.take_tick().offered, 50);
  shop.client.end_measuring();
  EXPECT_EQ(shop.client.ledger().measured_open(), 10);
  shop.client.check_conservation();
  shop.run_to_ms(150);
  shop.client.take_tick();
  shop.client.check_conservation();
  const Measured& measured = shop.client.ledger().measured();
  EXPECT_EQ(shop.client.ledger().measured_counts().offered, 100);
  EXPECT_EQ(shop.client.ledger().measured_counts().completed, 90);
  EXPECT_EQ(measured.open_at_end, 10);
  EXPECT_EQ(measured.latency.count(), 100U) << "what drains is followed, so that no latency is cut off";
  EXPECT_EQ(measured.latency.maximum(), 10_ms);
  EXPECT_EQ(measured.waits, 100);
  EXPECT_EQ(measured.wait_nanoseconds, sim::Int128{100 * 5 * kMs});
  EXPECT_EQ(measured.within_slo, 100);
  EXPECT_EQ(shop.client.ledger().measured_open(), 0);
  EXPECT_EQ(shop.client.ledger().open(), 10) << "arrivals go on while open requests drain";
}

TEST(Client, EachRefusalHasItsColumn) {
  Shop shop{every_ms(0, 8), two_steps(kExponential)};
  shop.frontend.refusals = {Refusal::kQueueFull,    Refusal::kNoHealthyTarget, Refusal::kThrottled,
                            Refusal::kQueueTimeout, Refusal::kQueueTimeout,    Refusal::kReplicaStopped};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(100);
  for (const Counts& counts : {shop.client.take_tick(), shop.client.ledger().measured_counts()}) {
    EXPECT_EQ(counts.offered, 8);
    EXPECT_EQ(counts.rejected, 3);
    EXPECT_EQ(counts.timed_out, 2);
    EXPECT_EQ(counts.failed, 1);
    EXPECT_EQ(counts.completed, 2);
  }
  shop.client.check_conservation();
  EXPECT_EQ(shop.client.ledger().measured().latency.count(), 2U) << "only answers have a latency";
  EXPECT_EQ(shop.requests.in_use(), 0U);
}

TEST(Client, TheSloCountsLatenciesUpToItsBoundIncluded) {
  for (const auto& [latency, met] : {std::pair{12_ms, 5}, std::pair{13_ms, 0}}) {
    Shop shop{every_ms(0, 5), two_steps(kExponential)};
    shop.frontend.latency = latency;
    shop.run_to_ms(0);
    shop.client.begin_measuring();
    shop.run_to_ms(100);
    EXPECT_EQ(shop.client.ledger().measured().within_slo, met);
  }
}

TEST(Client, TheLatencyOfATickIsThatTicksOwn) {
  Shop shop{every_ms(0, 20), two_steps(kExponential)};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(15);
  EXPECT_EQ(shop.client.ledger().tick_latency().count(), 5U);
  EXPECT_TRUE(shop.client.ledger().measured().latency.empty());
  shop.client.take_tick();
  EXPECT_TRUE(shop.client.ledger().tick_latency().empty());
  shop.run_to_ms(100);
  EXPECT_EQ(shop.client.ledger().tick_latency().count(), 15U);
  EXPECT_EQ(shop.client.take_tick().offered, 5);
  EXPECT_EQ(shop.client.ledger().measured().latency.count(), 20U);
}

TEST(Client, ColdStartsCountInTheTickAndForMeasuredRequests) {
  Shop shop{every_ms(-1, 3), two_steps(kExponential)};
  shop.run_to_ms(0);
  shop.client.cold_start(RequestId{0}, shop.kernel.now());
  shop.client.begin_measuring();
  shop.run_to_ms(1);
  shop.client.cold_start(RequestId{1}, shop.kernel.now());
  EXPECT_EQ(shop.client.take_tick().cold_starts, 1);
  EXPECT_EQ(shop.client.ledger().measured_counts().cold_starts, 1);
}

/// Answers take 10 ms, and clients wait for 7.
TEST(Client, WhoGivesUpIsTimedOutOnceAndTheServerWorksOn) {
  Shop shop{every_ms(0, 3), two_steps(kExponential), 1, {.timeout = 7_ms}};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(7);
  EXPECT_EQ(shop.client.ledger().open(), 3);
  shop.run_to_ms(8);
  EXPECT_EQ(shop.client.ledger().open(), 2) << "the first gave up at 7 ms";
  EXPECT_EQ(shop.requests.in_use(), 3U) << "its server goes on";
  shop.client.check_conservation();
  shop.run_to_ms(100);
  for (const Counts& counts : {shop.client.take_tick(), shop.client.ledger().measured_counts()}) {
    EXPECT_EQ(counts.offered, 3);
    EXPECT_EQ(counts.timed_out, 3);
    EXPECT_EQ(counts.completed, 0) << "an answer that nobody waits for completes nothing";
  }
  EXPECT_TRUE(shop.client.ledger().measured().latency.empty());
  EXPECT_EQ(shop.requests.in_use(), 0U);
  shop.client.check_conservation();
}

TEST(Client, AnAnswerAtTheLastInstantStillCounts) {
  Shop shop{every_ms(0, 5), two_steps(kExponential), 1, {.timeout = 10_ms}};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(100);
  EXPECT_EQ(shop.client.ledger().measured_counts().completed, 5);
  EXPECT_EQ(shop.client.ledger().measured_counts().timed_out, 0);
}

/// Some are answered at once, some refused, the rest time out: the list of those who wait must lose each in its place.
TEST(Client, PatienceIsKeptInOrderWhoeverIsAnsweredInBetween) {
  Shop shop{every_ms(0, 9), two_steps(kExponential), 1, {.timeout = 4_ms}};
  shop.frontend.refusals = {Refusal::kThrottled, Refusal::kThrottled};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(5);
  shop.frontend.latency = 1_ms;  // of those that arrive at 5 ... 8 ms
  shop.run_to_ms(100);
  const Counts counts = shop.client.ledger().measured_counts();
  EXPECT_EQ(counts.rejected, 2);
  EXPECT_EQ(counts.timed_out, 3);
  EXPECT_EQ(counts.completed, 4);
  shop.client.check_conservation();
  EXPECT_EQ(shop.requests.in_use(), 0U);
}

TEST(Client, GoesThroughBlocksOfArrivalsAndThenFallsSilent) {
  const std::size_t count = 2 * ArrivalBlock::kCapacity + 7;
  Shop shop{every_ms(-100, static_cast<std::int64_t>(count)), two_steps(kExponential)};
  shop.run_to_ms(10'000);
  EXPECT_EQ(shop.client.requests_sent(), count);
  EXPECT_EQ(shop.client.next(), sim::Time::never());
  EXPECT_EQ(shop.client.ledger().open(), 0);
  Shop silent{{}, two_steps(kExponential)};
  silent.run_to_ms(10);
  EXPECT_EQ(silent.client.requests_sent(), 0U);
}

/// More at a time than ever before, again and again: records, demands and arrivals each run out in blocks of their own.
TEST(Client, ManyMayBeOpenAtATime) {
  Shop shop{every_ms(0, 2'000), two_steps(kExponential)};
  shop.frontend.latency = 5'000_ms;
  shop.run_to_ms(2'000);
  EXPECT_EQ(shop.requests.in_use(), 2'000U);
  shop.client.check_conservation();
  for (std::size_t i = 0; i < shop.frontend.arrivals.size(); ++i) {
    const Arrival expected{static_cast<double>(i), static_cast<std::uint32_t>(i), 0, 0};
    ASSERT_EQ(shop.frontend.arrivals[i], expected);
  }
  shop.run_to_ms(8'000);
  EXPECT_EQ(shop.client.ledger().open(), 0);
  EXPECT_EQ(shop.requests.in_use(), 0U);
}

/// Common random numbers: the n-th request asks for the same work, whoever answers, and however soon.
TEST(Client, DemandsAreTheSameInEveryArchitecture) {
  const std::vector<sim::Time> instants = every_ms(-100, 1'200);
  Shop slow{instants, two_steps(kExponential)};
  Shop fast{instants, two_steps(kExponential)};
  fast.frontend.latency = {};
  fast.frontend.refusals.assign(40, Refusal::kThrottled);
  slow.run_to_ms(5'000);
  fast.run_to_ms(5'000);
  ASSERT_EQ(slow.frontend.demands.size(), 1'200U);
  EXPECT_EQ(slow.frontend.demands, fast.frontend.demands);
  Shop other{instants, two_steps(kExponential), 2};
  other.run_to_ms(5'000);
  EXPECT_NE(slow.frontend.demands, other.frontend.demands) << "another seed is another sample";
}

/// What a step demands does not depend on the other steps, not even on how many numbers they draw.
TEST(Client, AStepsDemandIsUntouchedByTheOthers) {
  const std::vector<sim::Time> instants = every_ms(0, 1'000);
  sim::random::DistributionSpec lognormal;
  lognormal.kind = sim::random::DistributionSpec::Kind::kLognormal;
  lognormal.mean = 5_ms;
  lognormal.cv = 2.0;
  sim::random::DistributionSpec erlang;
  erlang.kind = sim::random::DistributionSpec::Kind::kErlang;
  erlang.mean = 5_ms;
  erlang.stages = 3;
  Shop base{instants, two_steps(kExponential)};
  base.run_to_ms(5'000);
  for (const auto& changed : {sim::random::constant(5_ms), lognormal, erlang}) {
    Shop shop{instants, two_steps(changed)};
    shop.run_to_ms(5'000);
    bool first_differs = false;
    for (std::size_t i = 0; i < instants.size(); ++i) {
      first_differs |= shop.frontend.demands[i][0] != base.frontend.demands[i][0];
      for (const std::size_t phase : {1U, 2U, 3U}) {
        ASSERT_EQ(shop.frontend.demands[i][phase], base.frontend.demands[i][phase]);
      }
    }
    EXPECT_TRUE(first_differs);
  }
}

TEST(ClientDeathTest, ALostRequestEndsTheProgram) {
  Shop shop{every_ms(0, 3), two_steps(kExponential)};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(2);
  shop.requests.release(RequestId{0});  // behind the client's back
  EXPECT_DEATH(shop.client.check_conservation(), "requests in flight");
}

TEST(ClientDeathTest, AMeasuredRequestWithoutItsRecordEndsTheProgram) {
  Shop shop{every_ms(0, 3), two_steps(kExponential)};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(2);
  shop.client.check_conservation();
  shop.requests.for_each_in_use([&](const Request& record) {
    if (record.measured) {
      const_cast<Request&>(record).measured = false;  // behind the client's back
    }
  });
  EXPECT_DEATH(shop.client.check_conservation(), "measured request");
}

}  // namespace
}  // namespace models::client
