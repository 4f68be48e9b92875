// Users of closed load: who sends when, and what is the same whatever answers them.
#include "models/client/thinking_users.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/models/client/shop.hpp"

namespace models::client {
namespace {

using sim::literals::operator""_s;

TEST(ThinkingUsers, EachWaitsForTheAnswerAndThinks) {
  const Users users{1, sim::random::constant(30_ms)};
  Shop shop{{}, two_steps(kExponential), 1, {}, &users};
  shop.run_to_ms(0);
  ASSERT_GE(shop.frontend.arrivals.size(), 2U);
  EXPECT_LE(shop.frontend.arrivals[0].at_ms, -70.0) << "begins in the middle of a thought";
  for (std::size_t i = 1; i < shop.frontend.arrivals.size(); ++i) {
    EXPECT_NEAR(shop.frontend.arrivals[i].at_ms - shop.frontend.arrivals[i - 1].at_ms, 40.0, 1e-9);
  }
}

TEST(ThinkingUsers, NoMoreAreInFlightThanThereAre) {
  const Users users{7, sim::random::exponential_with_mean(5_ms)};
  Shop shop{{}, two_steps(kExponential), 1, {}, &users};
  std::int64_t most = 0;
  for (std::int64_t ms = -100; ms < 2'000; ++ms) {
    shop.run_to_ms(ms);
    most = std::max(most, shop.client.ledger().open());
  }
  EXPECT_EQ(most, 7);
  shop.client.check_conservation();
}

/// Retries belong to the same request: the user thinks after the last of them, whether it was answered or not.
TEST(ThinkingUsers, ThinkAfterTheFinalAnswer) {
  ClientConfig config;
  config.timeout = 4_ms;  // answers take 10
  config.retries = 1;
  config.retry_on = {Unserved::kTimedOut};
  config.backoff = {Backoff::Kind::kConstant, 6_ms, 1.0, 6_ms, Backoff::Jitter::kNone};
  const Users users{1, sim::random::constant(100_ms)};
  Shop shop{{}, two_steps(kExponential), 1, config, &users};
  shop.run_to_ms(1'000);
  const auto& arrivals = shop.frontend.arrivals;
  ASSERT_GE(arrivals.size(), 6U);
  for (std::size_t i = 2; i < arrivals.size(); i += 2) {
    EXPECT_EQ(arrivals[i].attempt, 0);
    EXPECT_EQ(arrivals[i + 1 < arrivals.size() ? i + 1 : i - 1].attempt, 1);
    EXPECT_NEAR(arrivals[i - 1].at_ms - arrivals[i - 2].at_ms, 10.0, 1e-9);
    EXPECT_NEAR(arrivals[i].at_ms - arrivals[i - 1].at_ms, 104.0, 1e-9) << "4 ms until it gives up, and thinking";
  }
  shop.client.check_conservation();
}

/// Think times of each user, answers after `latency`: sent minus the answer before.
std::vector<double> thoughts(sim::Duration latency, std::size_t count) {
  const Users users{1, sim::random::exponential_with_mean(50_ms)};
  Shop shop{{}, two_steps(kExponential), 1, {}, &users};
  shop.frontend.latency = latency;
  shop.run_to_ms(100'000);
  std::vector<double> all{shop.frontend.arrivals[0].at_ms};
  for (std::size_t i = 1; i < count; ++i) {
    all.push_back(shop.frontend.arrivals[i].at_ms - shop.frontend.arrivals[i - 1].at_ms - latency.seconds() * 1e3);
  }
  return all;
}

TEST(ThinkingUsers, ThinkTimesAreTheSameInEveryArchitecture) {
  const std::vector<double> slow = thoughts(10_ms, 500);
  const std::vector<double> fast = thoughts(1_ms, 500);
  for (std::size_t i = 0; i < slow.size(); ++i) {
    ASSERT_NEAR(slow[i], fast[i], 1e-6) << i;
  }
}

/// More users: those who were there do the same as before, as far as it lies with them.
TEST(ThinkingUsers, BeginWhereTheyBeganWhoeverElseThereIs) {
  const sim::random::DistributionSpec think = sim::random::exponential_with_mean(5_s);
  ThinkingUsers few{{3, think}, 1, 0, {}};
  ThinkingUsers many{{50, think}, 1, 0, {}};
  std::map<std::uint32_t, sim::Time> begins;
  while (many.next() != sim::Time::never()) {
    const sim::Time at = many.next();
    begins[many.take()] = at;
  }
  EXPECT_EQ(begins.size(), 50U);
  while (few.next() != sim::Time::never()) {
    const sim::Time at = few.next();
    EXPECT_EQ(begins.at(few.take()), at);
  }
}

}  // namespace
}  // namespace models::client
