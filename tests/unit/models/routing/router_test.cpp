// Routing policies: what each promises, and the contract that all of the catalog keep.
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/catalog.hpp"
#include "sim/random/stream.hpp"

namespace models::routing {
namespace {

std::unique_ptr<Router> make(const RoutingEntry& entry) {
  return entry.make(entry.schema().make().get(), {sim::random::make_stream(1, 0, "architecture", "routing"), 1});
}
ReplicaId replica(std::uint32_t index) {
  return ReplicaId{index};
}

/// What any router must know: who is a target, and how many requests each replica holds.
class Bookkeeping {
 public:
  explicit Bookkeeping(const RoutingEntry& entry) : router_{make(entry)} {}

  void add(ReplicaId id) {
    targets_.push_back(id);
    router_->added(id);
  }
  void remove(ReplicaId id) {
    std::erase(targets_, id);
    router_->removed(id);
  }
  /// `check` sees who was chosen before it is counted.
  template <class Check>
  ReplicaId assign(Check check) {
    const ReplicaId picked = router_->assign({});
    if (picked.exists()) {
      check(*this, picked);
      ++held_[picked];
    }
    return picked;
  }
  void release(ReplicaId id) {
    --held_[id];
    router_->released(id);
  }
  bool is_target(ReplicaId id) const { return std::count(targets_.begin(), targets_.end(), id) == 1; }
  const std::vector<ReplicaId>& targets() const { return targets_; }
  std::int64_t held(ReplicaId id) { return held_[id]; }
  std::int64_t fewest() {
    std::int64_t least = INT64_MAX;
    for (const ReplicaId id : targets_) {
      least = std::min(least, held_[id]);
    }
    return least;
  }
  std::vector<ReplicaId> holders() const {
    std::vector<ReplicaId> ids;
    for (const auto& [id, count] : held_) {
      if (count > 0) {
        ids.push_back(id);
      }
    }
    return ids;
  }

 private:
  std::unique_ptr<Router> router_;
  std::vector<ReplicaId> targets_{};
  std::map<ReplicaId, std::int64_t> held_{};
};

/// Random joins, leaves, requests and answers (also of replicas that have left, also of ones that came back);
/// `check` sees every choice before it is counted.
template <class Check>
void exercise(const RoutingEntry& entry, std::uint64_t seed, int operations, Check check) {
  sim::random::Stream stream{seed};
  Bookkeeping book{entry};
  constexpr std::uint32_t kReplicas = 12;
  for (int operation = 0; operation < operations; ++operation) {
    const ReplicaId any = replica(static_cast<std::uint32_t>(stream.uniform_below(kReplicas)));
    const std::uint64_t what = stream.uniform_below(10);
    if (what == 0) {
      if (book.is_target(any)) {
        book.remove(any);
      } else {
        book.add(any);
      }
    } else if (what < 6) {
      const ReplicaId picked = book.assign(check);
      ASSERT_EQ(picked.exists(), !book.targets().empty());
      if (picked.exists()) {
        ASSERT_TRUE(book.is_target(picked));
        if (stream.uniform_below(8) == 0) {  // the replica's queue was full
          book.release(picked);
        }
      }
    } else if (const std::vector<ReplicaId> holders = book.holders(); !holders.empty()) {
      book.release(holders[stream.uniform_below(holders.size())]);
    }
  }
}

RC_GTEST_PROP(Routing, EveryPolicyPicksATargetWheneverThereIsOne, (std::uint64_t seed)) {
  for (const RoutingEntry& entry : catalog().routing) {
    exercise(entry, seed, 300, [](Bookkeeping&, ReplicaId) {});
  }
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

TEST(Routing, EveryPolicyHasNobodyToPickAtFirstAndAfterAllHaveLeft) {
  for (const RoutingEntry& entry : catalog().routing) {
    const auto router = make(entry);
    EXPECT_FALSE(router->assign({}).exists()) << entry.name;
    router->added(replica(4));
    EXPECT_EQ(router->assign({}), replica(4)) << entry.name;
    router->removed(replica(4));
    EXPECT_FALSE(router->assign({}).exists()) << entry.name;
    router->released(replica(4));
    router->added(replica(4));
    EXPECT_EQ(router->assign({}), replica(4)) << entry.name;
  }
}

TEST(Routing, EveryPolicyMakesTheSameChoicesAgain) {
  for (const RoutingEntry& entry : catalog().routing) {
    std::vector<ReplicaId> first;
    std::vector<ReplicaId> second;
    exercise(entry, 9, 500, [&](Bookkeeping&, ReplicaId picked) { first.push_back(picked); });
    exercise(entry, 9, 500, [&](Bookkeeping&, ReplicaId picked) { second.push_back(picked); });
    EXPECT_EQ(first, second) << entry.name;
    EXPECT_FALSE(first.empty());
  }
}

RC_GTEST_PROP(LeastOutstandingRequests, AgreesWithALinearScan, (std::uint64_t seed)) {
  exercise(least_outstanding_requests(), seed, 600,
           [](Bookkeeping& book, ReplicaId picked) { ASSERT_EQ(book.held(picked), book.fewest()); });
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

TEST(LeastOutstandingRequests, Rule5_1_EqualTargetsTakeTurns) {
  const auto router = make(least_outstanding_requests());
  for (std::uint32_t index = 0; index < 4; ++index) {
    router->added(replica(index));
  }
  // One request at a time: without turns the same target would get them all.
  std::map<ReplicaId, int> picks;
  for (int request = 0; request < 400; ++request) {
    const ReplicaId picked = router->assign({});
    router->released(picked);
    ++picks[picked];
  }
  ASSERT_EQ(picks.size(), 4U);
  for (const auto& [id, count] : picks) {
    EXPECT_GE(count, 50) << id.index();
  }
}

TEST(RoundRobin, Rule5_1_GoesInTurnWhoeverIsBusy) {
  const auto router = make(round_robin());
  for (const std::uint32_t index : {5U, 2U, 9U}) {
    router->added(replica(index));
  }
  for (int round = 0; round < 3; ++round) {
    for (const std::uint32_t index : {5U, 2U, 9U}) {
      EXPECT_EQ(router->assign({}), replica(index));
    }
  }
}

TEST(RoundRobin, ANewcomerIsTheLastOfTheTurnAndLeaversAreSkipped) {
  const auto router = make(round_robin());
  for (const std::uint32_t index : {0U, 1U, 2U}) {
    router->added(replica(index));
  }
  EXPECT_EQ(router->assign({}), replica(0));
  router->added(replica(3));  // the turn now is 1 2 0 3
  EXPECT_EQ(router->assign({}), replica(1));
  router->removed(replica(2));  // it was next
  EXPECT_EQ(router->assign({}), replica(0));
  EXPECT_EQ(router->assign({}), replica(3));
  router->removed(replica(0));  // it has just been
  EXPECT_EQ(router->assign({}), replica(1));
  EXPECT_EQ(router->assign({}), replica(3));
  EXPECT_EQ(router->assign({}), replica(1));
}

}  // namespace
}  // namespace models::routing
