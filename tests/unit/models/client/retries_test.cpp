// Requests that are tried again: which, when, and what is counted. Answers take 10 ms unless said otherwise.
#include "models/client/retries.hpp"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/models/client/shop.hpp"

namespace models::client {
namespace {

using sim::literals::operator""_s;

ClientConfig retrying(std::int64_t retries, sim::Duration base = 100_ms) {
  ClientConfig config;
  config.retries = retries;
  config.retry_on = {Unserved::kRejected, Unserved::kTimedOut, Unserved::kFailed};
  config.backoff = {Backoff::Kind::kExponential, base, 2.0, 20_s, Backoff::Jitter::kNone};
  return config;
}

void finish(Shop& shop) {
  shop.run_to_ms(100'000);
  shop.client.check_conservation();
}

/// Measures from 0 on, to the end.
void measured(Shop& shop) {
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  finish(shop);
}

TEST(Retries, ARefusedRequestIsTriedAgainAfterItsBackoffWithTheSameDemands) {
  Shop shop{every_ms(0, 1), two_steps(kExponential), 1, retrying(3)};
  shop.frontend.refusals = {Refusal::kQueueFull, Refusal::kThrottled, Refusal::kQueueTimeout};
  measured(shop);
  // 100, 200 and 400 ms.
  const std::vector<Arrival> expected{{0.0, 0, 0, 0}, {100.0, 0, 1, 0}, {300.0, 0, 2, 0}, {700.0, 0, 3, 0}};
  EXPECT_EQ(shop.frontend.arrivals, expected);
  for (const auto& demands : shop.frontend.demands) {
    EXPECT_EQ(demands, shop.frontend.demands[0]);
  }
  const Counts counts = shop.client.take_tick();
  EXPECT_EQ(counts.offered, 1);
  EXPECT_EQ(counts.completed, 1);
  EXPECT_EQ(counts.rejected + counts.timed_out, 0) << "a request ends once";
  const Attempts attempts = shop.client.ledger().measured_attempts();
  EXPECT_EQ(attempts.sent, 4);
  EXPECT_EQ(attempts.rejected, 2);
  EXPECT_EQ(attempts.timed_out, 1);
  EXPECT_EQ(attempts.completed, 1);
  EXPECT_EQ(shop.client.ledger().measured().latency.maximum(), 710_ms) << "first attempt to final answer";
  EXPECT_EQ(shop.requests.in_use(), 0U);
}

TEST(Retries, WhoeverIsRefusedTooOftenEndsWithTheLastAnswer) {
  Shop shop{every_ms(0, 1), two_steps(kExponential), 1, retrying(2)};
  shop.frontend.refusals = {Refusal::kQueueTimeout, Refusal::kReplicaStopped, Refusal::kThrottled};
  measured(shop);
  EXPECT_EQ(shop.client.ledger().measured_counts().rejected, 1);
  EXPECT_EQ(shop.client.ledger().measured_counts().failed, 0);
  const Attempts attempts = shop.client.ledger().measured_attempts();
  EXPECT_EQ(attempts.sent, 3);
  EXPECT_EQ(attempts.failed, 1);
  EXPECT_EQ(attempts.timed_out, 1);
  EXPECT_EQ(attempts.rejected, 1);
  EXPECT_EQ(shop.requests.in_use(), 0U);
}

/// Only what `retry_on` names.
TEST(Retries, WhatIsNotInTheListEndsAtOnce) {
  ClientConfig config = retrying(5);
  config.retry_on = {Unserved::kFailed};
  Shop shop{every_ms(0, 2), two_steps(kExponential), 1, config};
  shop.frontend.refusals = {Refusal::kThrottled, Refusal::kReplicaStopped};
  measured(shop);
  const std::vector<Arrival> expected{{0.0, 0, 0, 0}, {1.0, 1, 0, 0}, {101.0, 1, 1, 0}};
  EXPECT_EQ(shop.frontend.arrivals, expected);
}

/// The server answers after 10 ms, the client waits for 7: every attempt is served, and for nobody.
TEST(Retries, WhoGivesUpTriesAgainWhileTheServerWorksOn) {
  ClientConfig config = retrying(2, 1_ms);
  config.timeout = 7_ms;
  Shop shop{every_ms(0, 1), two_steps(kExponential), 1, config};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(9);
  EXPECT_EQ(shop.requests.in_use(), 2U) << "the old attempt is still at the server";
  EXPECT_EQ(shop.client.ledger().open(), 1);
  shop.client.check_conservation();
  finish(shop);
  // Given up at 7, again 1 ms later; given up at 15, again 2 ms later; given up at 24.
  const std::vector<Arrival> expected{{0.0, 0, 0, 0}, {8.0, 0, 1, 0}, {17.0, 0, 2, 0}};
  EXPECT_EQ(shop.frontend.arrivals, expected);
  for (const auto& demands : shop.frontend.demands) {
    EXPECT_EQ(demands, shop.frontend.demands[0]);
  }
  EXPECT_EQ(shop.client.ledger().measured_counts().timed_out, 1);
  EXPECT_EQ(shop.client.ledger().measured_attempts().timed_out, 3);
  EXPECT_TRUE(shop.client.ledger().measured().latency.empty());
  EXPECT_EQ(shop.requests.in_use(), 0U);
}

/// The timeout is the attempt's: the second one has all of it.
TEST(Retries, ASecondAttemptMayBeAnsweredInItsOwnTime) {
  ClientConfig config = retrying(1, 3_ms);
  config.timeout = 7_ms;
  Shop shop{every_ms(0, 1), two_steps(kExponential), 1, config};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(5);
  shop.frontend.latency = 6_ms;
  finish(shop);
  shop.client.take_tick();
  EXPECT_EQ(shop.client.ledger().measured_counts().completed, 1);
  EXPECT_EQ(shop.client.ledger().measured().latency.maximum(), 16_ms) << "0 to 7, 3 of backoff, 6 for the answer";
  EXPECT_EQ(shop.client.ledger().measured_attempts().timed_out, 1);
}

/// The records that were there for requests to come go to second attempts, while the first ones are still at work.
TEST(Retries, TakeRecordsThatWereMeantForOthers) {
  ClientConfig config = retrying(2, 1_ms);
  config.timeout = 50_ms;
  Shop shop{every_ms(0, 500), two_steps(kExponential), 1, config};
  shop.frontend.latency = 5'000_ms;
  measured(shop);
  ASSERT_EQ(shop.frontend.arrivals.size(), 1'500U);
  Shop calm{every_ms(0, 500), two_steps(kExponential)};
  measured(calm);
  for (std::size_t i = 0; i < shop.frontend.arrivals.size(); ++i) {
    ASSERT_EQ(shop.frontend.demands[i], calm.frontend.demands[shop.frontend.arrivals[i].number]);
  }
  EXPECT_EQ(shop.client.ledger().measured_counts().timed_out, 500);
  EXPECT_EQ(shop.requests.in_use(), 0U);
}

/// Answering checks that no attempt arrives from inside a refusal: whoever loses a replica may not have told its
/// balancer yet.
TEST(Retries, AreEventsOfTheirOwnEvenWithoutBackoff) {
  Shop shop{every_ms(0, 1), two_steps(kExponential), 1, retrying(2, 0_ms)};
  shop.frontend.refusals = {Refusal::kNoHealthyTarget};
  shop.run_to_ms(5);
  EXPECT_EQ(shop.frontend.arrivals.size(), 2U) << "refused while it arrived, and tried again at the same instant";
  EXPECT_EQ(shop.frontend.arrivals[1].at_ms, 0.0);
  shop.frontend.lose(RequestId{shop.requests.in_use() == 1 ? 0U : 1U});
  EXPECT_EQ(shop.frontend.arrivals.size(), 2U) << "not from inside";
  shop.run_to_ms(6);
  ASSERT_EQ(shop.frontend.arrivals.size(), 3U);
  EXPECT_EQ(shop.frontend.arrivals[2].at_ms, 5.0);
}

TEST(Retries, RequestsBetweenTwoAttemptsAreInFlight) {
  Shop shop{every_ms(0, 1), two_steps(kExponential), 1, retrying(1)};
  shop.frontend.refusals = {Refusal::kThrottled};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(50);
  EXPECT_EQ(shop.client.ledger().open(), 1);
  shop.client.end_measuring();
  shop.client.check_conservation();
  shop.run_to_ms(200);
  shop.client.take_tick();
  shop.client.check_conservation();
  EXPECT_EQ(shop.client.ledger().measured().open_at_end, 1);
  EXPECT_EQ(shop.client.ledger().measured_attempts().sent, 1) << "the second one began after the window";
  EXPECT_EQ(shop.client.ledger().measured_attempts().open_at_end, 0);
  EXPECT_EQ(shop.client.ledger().measured().latency.count(), 1U) << "it is followed";
}

TEST(Retries, ARequestMeetsAtMostOneColdStart) {
  Shop shop{every_ms(0, 1), two_steps(kExponential), 1, retrying(1)};
  shop.frontend.refusals = {Refusal::kThrottled};
  shop.run_to_ms(0);
  shop.client.begin_measuring();
  shop.run_to_ms(50);
  shop.client.cold_start(RequestId{0}, shop.kernel.now());
  shop.run_to_ms(105);
  shop.client.cold_start(RequestId{0}, shop.kernel.now());
  EXPECT_EQ(shop.client.ledger().measured_counts().cold_starts, 1);
}

/// w = min(max, base x factor^(n - 1)); jitter scatters it within [0, w] or [w / 2, w], on a stream per retry.
TEST(Retries, BackoffGrowsToItsLimitAndIsScattered) {
  struct Nobody final : RetryOwner {
    void try_again(RequestId, sim::Time) override {}
  } nobody;
  sim::Kernel kernel;
  ClientConfig config = retrying(5);
  config.backoff.max = 500_ms;
  const std::vector<sim::Duration> waits{100_ms, 200_ms, 400_ms, 500_ms, 500_ms};
  const Retries plain{kernel, config, 1, 0, nobody};
  config.backoff.jitter = Backoff::Jitter::kFull;
  const Retries full{kernel, config, 1, 0, nobody};
  config.backoff.jitter = Backoff::Jitter::kEqual;
  const Retries equal{kernel, config, 1, 0, nobody};
  config.backoff.kind = Backoff::Kind::kConstant;
  config.backoff.jitter = Backoff::Jitter::kNone;
  const Retries constant{kernel, config, 1, 0, nobody};
  constexpr std::uint32_t kRequests = 10'000;
  for (std::uint8_t attempt = 1; attempt <= 5; ++attempt) {
    const sim::Duration wait = waits[attempt - std::size_t{1}];
    EXPECT_EQ(plain.backoff(attempt, 7), wait);
    EXPECT_EQ(constant.backoff(attempt, 7), 100_ms);
    double sum_full = 0.0;
    double sum_equal = 0.0;
    for (std::uint32_t number = 0; number < kRequests; ++number) {
      const sim::Duration some = full.backoff(attempt, number);
      const sim::Duration half = equal.backoff(attempt, number);
      ASSERT_TRUE(some >= sim::Duration{} && some <= wait);
      ASSERT_TRUE(half >= wait / 2 && half <= wait);
      sum_full += some.seconds() / wait.seconds();
      sum_equal += half.seconds() / wait.seconds();
    }
    // A uniform share: mean 1/2 (of the half: 3/4), standard error 1/sqrt(12 n) = 0.0029 (half of it); four of them.
    EXPECT_NEAR(sum_full / kRequests, 0.5, 4 * 0.0029);
    EXPECT_NEAR(sum_equal / kRequests, 0.75, 2 * 0.0029);
    EXPECT_NE(full.backoff(attempt, 1), full.backoff(attempt, 2));
  }
  EXPECT_NE(full.backoff(4, 1), full.backoff(5, 1)) << "each retry has its own stream";
  EXPECT_EQ(full.backoff(2, 77), full.backoff(2, 77)) << "the same in every architecture";
}

/// What one request goes through shifts nobody's arrivals or demands.
TEST(Retries, ShiftNoOtherRequest) {
  const std::vector<sim::Time> instants = every_ms(0, 1'000);
  Shop calm{instants, two_steps(kExponential)};
  Shop busy{instants, two_steps(kExponential), 1, retrying(100, 1_ms)};
  busy.frontend.refusals.assign(300, Refusal::kThrottled);
  measured(calm);
  measured(busy);
  ASSERT_EQ(calm.frontend.arrivals.size(), 1'000U);
  ASSERT_EQ(busy.frontend.arrivals.size(), 1'300U);
  for (std::size_t i = 0; i < busy.frontend.arrivals.size(); ++i) {
    const Arrival& arrival = busy.frontend.arrivals[i];
    EXPECT_EQ(busy.frontend.demands[i], calm.frontend.demands[arrival.number]);
    if (arrival.attempt == 0) {
      EXPECT_EQ(arrival, calm.frontend.arrivals[arrival.number]);
    }
  }
}

/// 4 requests a second bring 0.5 retries each; the floor is none. 40 of 40 are refused until the budget is gone.
TEST(Retries, TheBudgetEndsThem) {
  ClientConfig config = retrying(100, 1_ms);
  config.retry_budget = {sim::Fraction::percent(50), sim::Rate::per_second(0.0), 10_s};
  std::vector<sim::Time> instants;
  for (std::int64_t i = 0; i < 40; ++i) {
    instants.push_back(at_ms(250 * i));
  }
  Shop shop{instants, two_steps(kExponential), 1, config};
  shop.frontend.refusals.assign(10'000, Refusal::kThrottled);
  measured(shop);
  EXPECT_EQ(shop.client.ledger().measured_counts().rejected, 40);
  EXPECT_EQ(shop.client.ledger().measured_attempts().sent, 60) << "40 and half as many";
}

}  // namespace
}  // namespace models::client
