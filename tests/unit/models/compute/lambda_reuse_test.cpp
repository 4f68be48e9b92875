// Which idle environment a request gets, when they end, and that none of it depends on how many there are.
#include <array>
#include <iterator>
#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/models/compute/lambda_world.hpp"

namespace models::lambda {
namespace {

using testing::ElementsAre;

/// A, B and C are created at 0, 1 and 2 ms and idle from 30, 20 and 10 s: C has been idle for longest, A was used last.
/// One more request at 40 s keeps whichever it gets; the lives of the others tell which that was.
std::int64_t total_life_ms(ReuseOrder rule) {
  LambdaConfig config = instant_config();
  config.reuse = rule;
  config.idle_expiry = sim::random::constant(ms(60'000));
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(30'000)});
  world.send(at_ms(1), {ms(19'999)});
  world.send(at_ms(2), {ms(9'998)});
  world.send(at_ms(40'000), {ms(25'000)});  // to 65 s: kept until 125 s
  world.run_to(at_ms(200'000));
  EXPECT_EQ(world.endings.cold_starts, 3);
  EXPECT_EQ(world.function().replicas_ended(), 3);
  return static_cast<std::int64_t>(world.function().replica_lifetimes() / 1'000'000);
}

TEST(LambdaReuse, EachRuleTakesItsOwn) {
  constexpr std::int64_t kWithoutIt = 90'000 + 80'000 - 1 + 70'000 - 2;                     // nobody is used again
  EXPECT_EQ(total_life_ms(ReuseOrder::kMostRecentlyUsed), kWithoutIt + 125'000 - 90'000);   // A
  EXPECT_EQ(total_life_ms(ReuseOrder::kOldest), kWithoutIt + 125'000 - 90'000);             // A
  EXPECT_EQ(total_life_ms(ReuseOrder::kNewest), kWithoutIt + 125'000 - 70'000);             // C
  EXPECT_EQ(total_life_ms(ReuseOrder::kLeastRecentlyUsed), kWithoutIt + 125'000 - 70'000);  // C
}

/// Newest and oldest go by creation, not by use: B, used again in between, is neither.
TEST(LambdaReuse, ByAgeIsNotByUse) {
  LambdaConfig config = instant_config();
  config.idle_expiry = sim::random::constant(ms(1'000'000));
  for (const ReuseOrder rule : {ReuseOrder::kOldest, ReuseOrder::kNewest}) {
    config.reuse = rule;
    Environments environments;
    IdleEnvironments idle{environments, rule, ms(1), ms(1), sim::random::Stream{1}};
    std::array<EnvironmentId, 5> ids{};
    for (std::uint32_t i = 0; i < ids.size(); ++i) {
      Environment environment;
      environment.serial = i;
      ids[i] = environments.acquire(environment);
    }
    for (const std::size_t i : {3U, 0U, 4U, 1U, 2U}) {
      idle.put(ids[i], at_ms(static_cast<std::int64_t>(i)));
    }
    idle.remove(ids[rule == ReuseOrder::kOldest ? 0 : 4]);  // as if it had expired
    std::vector<std::uint32_t> taken;
    for (EnvironmentId id = idle.take(); id.exists(); id = idle.take()) {
      taken.push_back(environments[id].serial);
    }
    if (rule == ReuseOrder::kOldest) {
      EXPECT_THAT(taken, ElementsAre(1, 2, 3, 4));
    } else {
      EXPECT_THAT(taken, ElementsAre(3, 2, 1, 0));
    }
  }
}

/// Of 4 environments each is taken a quarter of the time: 40,000 takes, standard deviation 87.
TEST(LambdaReuse, RandomIsUniform) {
  Environments environments;
  IdleEnvironments idle{environments, ReuseOrder::kRandom, ms(1), ms(1), sim::random::Stream{5}};
  for (std::uint32_t i = 0; i < 4; ++i) {
    idle.put(environments.acquire({}), at_ms(0));
  }
  std::array<int, 4> taken{};
  for (int i = 0; i < 40'000; ++i) {
    const EnvironmentId id = idle.take();
    ++taken.at(id.index());
    idle.put(id, at_ms(0));
  }
  for (const int count : taken) {
    EXPECT_NEAR(count, 10'000, 4 * 87);
  }
}

/// A random sequence of returns, takes and expiries against a set in order; some 4,000 are idle in the end.
TEST(LambdaReuse, ALargePoolKeepsItsOrder) {
  for (const ReuseOrder rule : {ReuseOrder::kOldest, ReuseOrder::kNewest}) {
    Environments environments;
    IdleEnvironments idle{environments, rule, ms(1), ms(1), sim::random::Stream{1}};
    std::map<std::uint32_t, EnvironmentId> expected;  // by creation
    sim::random::Stream stream{9};
    std::uint32_t created = 0;
    for (int step = 0; step < 20'000; ++step) {
      const std::uint64_t what = stream.uniform_below(5);
      if (what < 3 || expected.empty()) {
        Environment environment;
        environment.serial = created;
        const EnvironmentId id = environments.acquire(environment);
        idle.put(id, at_ms(step));
        expected[created++] = id;
        continue;
      }
      auto gone = rule == ReuseOrder::kOldest ? expected.begin() : std::prev(expected.end());
      if (what == 3) {
        ASSERT_EQ(idle.take(), gone->second);
      } else {
        gone = expected.lower_bound(static_cast<std::uint32_t>(stream.uniform_below(gone->first + 1)));
        idle.remove(gone->second);
      }
      environments.release(gone->second);
      expected.erase(gone);
    }
    EXPECT_GT(expected.size(), 3'000U);
  }
}

/// 4.8: recycled after some hours, when idle: at once, or after the invocation in progress.
TEST(LambdaReuse, Rule4_8_AnEnvironmentIsRecycledAtItsAge) {
  LambdaConfig config = instant_config();
  config.lifetime = sim::random::constant(ms(100'000));
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(1'000)});        // A: idle at 100 s
  world.send(at_ms(0), {ms(1'000)});        // B
  world.send(at_ms(95'000), {ms(20'000)});  // B again: busy at 100 s, ends at 115 s
  world.run_to(at_ms(100'001));
  EXPECT_EQ(world.function().replicas_ended(), 1);
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 1);
  world.run_to(at_ms(115'001));
  EXPECT_EQ(world.level(Gauge::kReplicasReady), 0);
  EXPECT_EQ(world.function().replica_lifetimes(), ms(100'000 + 115'000).nanoseconds());
  EXPECT_EQ(world.endings.completed_ms.size(), 3U);
  world.send(at_ms(116'000), {ms(1)});
  EXPECT_EQ(world.endings.cold_starts, 3);
}

TEST(LambdaReuse, ShutdownIsNotBilled) {  // 4.6
  LambdaConfig config = instant_config();
  config.idle_expiry = sim::random::constant(ms(1'000));
  World world{config};
  world.build();
  world.send(at_ms(0), {ms(100)});
  world.run_to(at_ms(10'000));
  EXPECT_EQ(world.function().replicas_ended(), 1);
  EXPECT_EQ(world.billed_ms(), 100);
}

}  // namespace
}  // namespace models::lambda
