// Foreseen finishes against a sorted list.
#include "models/worker/foreseen_finishes.hpp"

#include <algorithm>
#include <cstdint>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/stream.hpp"

namespace models::worker {
namespace {

sim::Time at(std::int64_t nanoseconds) {
  return sim::Time::at_nanoseconds(nanoseconds);
}

TEST(ForeseenFinishes, NobodyNeverFinishes) {
  ForeseenFinishes nobody;
  nobody.make_room(0);
  EXPECT_TRUE(nobody.is_empty());
  EXPECT_EQ(nobody.first_finish(), sim::Time::never());
  EXPECT_FALSE(nobody.first_request().exists());
}

TEST(ForeseenFinishes, MoreRoomKeepsWhoIsThere) {
  ForeseenFinishes some;
  some.make_room(2);
  some.insert({at(-7), 0, RequestId{1}, 11});
  some.insert({at(9), 3, RequestId{2}, 12});
  some.make_room(5);
  some.make_room(1);
  some.insert({at(1), 2, RequestId{3}, 13});
  std::vector<std::uint64_t> surpluses;
  some.for_each([&](const ForeseenFinish& one) { surpluses.push_back(one.surplus); });
  EXPECT_EQ(surpluses, (std::vector<std::uint64_t>{11, 13, 12}));
}

/// Inserts, drops and removes at random; order is by finish, then lane, then arrival.
void run_against_list(std::uint64_t seed) {
  constexpr std::uint32_t kMost = 24;
  sim::random::Stream stream{seed};
  ForeseenFinishes order;
  order.make_room(kMost);
  struct Listed {
    ForeseenFinish one{};
    std::uint32_t came = 0;
  };
  std::vector<Listed> list;
  const auto earlier = [](const Listed& a, const Listed& b) {
    return std::tuple{a.one.finish, a.one.lane, a.came} < std::tuple{b.one.finish, b.one.lane, b.came};
  };
  for (std::uint32_t step = 0; step < 400; ++step) {
    const std::uint64_t choice = stream.uniform_below(5);
    if (choice < 3 && list.size() < kMost) {
      const ForeseenFinish one{at(static_cast<std::int64_t>(stream.uniform_below(20)) - 5),
                               static_cast<std::uint32_t>(stream.uniform_below(3)) - 1, RequestId{step}, step};
      order.insert(one);
      list.push_back({one, step});
      std::sort(list.begin(), list.end(), earlier);
    } else if (choice < 4 && !list.empty()) {
      order.drop_first();
      list.erase(list.begin());
    } else {
      const std::uint64_t remainder = stream.uniform_below(3);
      const auto is_taken = [&](RequestId request) { return request.index() % 3 == remainder; };
      std::vector<RequestId> asked;
      order.remove_if([&](const ForeseenFinish& one) {
        asked.push_back(one.request);
        return is_taken(one.request);
      });
      ASSERT_EQ(asked.size(), list.size());
      for (std::size_t i = 0; i < list.size(); ++i) {
        ASSERT_EQ(asked[i], list[i].one.request) << "whoever finishes first is asked first";
      }
      std::erase_if(list, [&](const Listed& listed) { return is_taken(listed.one.request); });
    }
    ASSERT_EQ(order.size(), list.size());
    ASSERT_EQ(order.first_finish(), list.empty() ? sim::Time::never() : list.front().one.finish);
    if (!list.empty()) {
      ASSERT_EQ(order.first_request(), list.front().one.request) << "seed " << seed << ", step " << step;
      ASSERT_EQ(order.first_lane(), list.front().one.lane);
    }
    std::size_t next = 0;
    order.for_each([&](const ForeseenFinish& one) {
      ASSERT_EQ(one.request, list[next].one.request);
      ASSERT_EQ(one.surplus, list[next].one.surplus);
      ++next;
    });
  }
}

RC_GTEST_PROP(ForeseenFinishes, AgreesWithASortedList, (std::uint64_t seed)) {
  run_against_list(seed);
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

}  // namespace
}  // namespace models::worker
