// aws-behaviour 5.1, slow start: a new target's share grows linearly to a full one; not in an empty group.
#include "models/routing/slow_start.hpp"

#include <cmath>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "models/catalog.hpp"

namespace models::routing {
namespace {

constexpr sim::Duration kRamp = sim::Duration::seconds(100);

sim::Time at_ms(std::int64_t ms) {
  return sim::Time::at(sim::Duration::milliseconds(ms));
}
std::unique_ptr<Router> make_router() {
  return round_robin().make(nullptr, {sim::random::Stream{7}, 1});
}

/// Sends one request a millisecond in [from, to) seconds and counts whom it reached.
std::map<std::uint32_t, int> send(Router& router, int from, int to) {
  std::map<std::uint32_t, int> counts;
  for (std::int64_t ms = from * 1'000; ms < to * 1'000; ++ms) {
    const ReplicaId picked = router.assign(at_ms(ms));
    router.released(picked);
    ++counts[picked.index()];
  }
  return counts;
}

TEST(SlowStart, Rule5_1_TheShareGrowsLinearlyToAFullOne) {
  const auto router = make_router();
  router->added(ReplicaId{0});
  router->added(ReplicaId{1});
  router->starts_slowly(ReplicaId{1}, kRamp, {});
  // Of two targets the new one, at weight w = t / 100 s, gets w / (1 + w) of the requests. Over ten seconds from t that
  // is 1000 [x - 100 log(1 + x / 100)] between t and t + 10. One full target and one slow one leave nothing to chance:
  // each count is exact to one request.
  EXPECT_NEAR(send(*router, 0, 10)[1], 468.98, 1.5);
  EXPECT_NEAR(send(*router, 10, 50)[1], 1000.0 * (40.0 - 100.0 * 0.31015492830), 1.5);
  EXPECT_NEAR(send(*router, 50, 100)[1], 1000.0 * (50.0 - 100.0 * 0.28768207245), 1.5);
  const auto after = send(*router, 100, 110);
  EXPECT_EQ(after.at(0), 5'000);
  EXPECT_EQ(after.at(1), 5'000);
}

TEST(SlowStart, NewcomersShareByTheirAge) {
  const auto router = make_router();
  for (std::uint32_t index = 0; index < 10; ++index) {
    router->added(ReplicaId{index});
  }
  for (const std::uint32_t second : {0U, 20U}) {
    const ReplicaId replica{10 + second};
    router->added(replica);
    router->starts_slowly(replica, kRamp, at_ms(second * 1'000));
  }
  // At 60 s they weigh 0.6 and 0.4 of a full target. In a tenth of a second ages hardly change; over 100 s of requests
  // at that instant: 100,000 requests, 0.6 / 11 and 0.4 / 11 of them.
  std::map<std::uint32_t, int> counts;
  for (int request = 0; request < 110'000; ++request) {
    const ReplicaId picked = router->assign(at_ms(60'000));
    router->released(picked);
    ++counts[picked.index()];
  }
  EXPECT_NEAR(counts[10] + counts[30], 10'000, 1) << "what all slow ones get is not left to chance";
  // Binomial, 10,000 draws with 0.6: standard deviation 49.
  EXPECT_NEAR(counts[10], 6'000, 196);
  for (std::uint32_t index = 0; index < 10; ++index) {
    EXPECT_NEAR(counts[index], 10'000, 1);
  }
}

TEST(SlowStart, Rule5_1_WhoIsAloneOrLeftAloneServesInFull) {
  const auto router = make_router();
  router->added(ReplicaId{0});
  router->starts_slowly(ReplicaId{0}, kRamp, {});
  EXPECT_EQ(router->assign({}), ReplicaId{0}) << "an empty group does without";
  router->added(ReplicaId{1});
  router->starts_slowly(ReplicaId{1}, kRamp, {});
  router->removed(ReplicaId{0});
  EXPECT_EQ(router->assign({}), ReplicaId{1});
}

TEST(SlowStart, WhoIsLeftAloneInTheWarmUpServesInFullToo) {
  const auto router = make_router();
  router->added(ReplicaId{0});
  router->added(ReplicaId{1});
  router->starts_slowly(ReplicaId{1}, kRamp, at_ms(-60'000));
  router->removed(ReplicaId{0});
  EXPECT_EQ(router->assign(at_ms(-50'000)), ReplicaId{1});
}

TEST(SlowStart, ALeaverTakesItsShareAlongAndMayStartAnew) {
  const auto router = make_router();
  router->added(ReplicaId{0});
  router->added(ReplicaId{1});
  router->starts_slowly(ReplicaId{1}, kRamp, {});
  send(*router, 0, 50);
  router->removed(ReplicaId{1});
  EXPECT_EQ(send(*router, 50, 60).count(1), 0U);
  router->added(ReplicaId{1});
  router->starts_slowly(ReplicaId{1}, kRamp, at_ms(60'000));
  EXPECT_NEAR(send(*router, 60, 70)[1], 468.98, 2.0);
  // The others may have grown up in the meantime: its old place in the order must not hold them back.
  router->added(ReplicaId{2});
  router->starts_slowly(ReplicaId{2}, kRamp, at_ms(70'000));
  send(*router, 70, 175);
  const auto counts = send(*router, 175, 178);
  EXPECT_EQ(counts.at(0), 1'000);
  EXPECT_EQ(counts.at(1), 1'000);
  EXPECT_EQ(counts.at(2), 1'000);
}

/// The tree against a plain sum over all.
TEST(SlowStart, PicksInProportionWhoeverCameAndWent) {
  SlowStart slow{sim::random::Stream{3}};
  sim::random::Stream stream{4};
  std::map<std::uint32_t, std::int64_t> begins;
  for (int step = 0; step < 400; ++step) {
    const auto index = static_cast<std::uint32_t>(stream.uniform_below(200));
    if (slow.holds(ReplicaId{index})) {
      slow.remove(ReplicaId{index});
      begins.erase(index);
    } else {
      slow.add(ReplicaId{index}, sim::Duration::seconds(900), at_ms(step));
      begins[index] = step;
    }
  }
  double all = 0.0;
  for (const auto& [index, begin] : begins) {
    all += static_cast<double>(400 - begin);
  }
  EXPECT_EQ(slow.weight(at_ms(400)), static_cast<sim::Int128>(all) * 1'000'000);
  constexpr int kDraws = 200'000;
  std::map<std::uint32_t, int> counts;
  for (int draw = 0; draw < kDraws; ++draw) {
    ++counts[slow.pick(at_ms(400)).index()];
  }
  for (const auto& [index, begin] : begins) {
    const double expected = kDraws * static_cast<double>(400 - begin) / all;
    EXPECT_NEAR(counts[index], expected, 5.0 * std::sqrt(expected)) << index;
  }
}

}  // namespace
}  // namespace models::routing
