// The queue of environments in use: in order, whatever its size has been.
#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include "models/compute/lambda/in_use.hpp"
#include "sim/random/stream.hpp"

namespace models::lambda {
namespace {

/// Grows to a thousand, past where it becomes a heap, and shrinks to nothing, several times; against a set in order of
/// (time, number of its push). Times are negative and positive, and often equal.
TEST(LambdaInUse, LeavesInTheOrderOfTimeAndThenOfComing) {
  EnvironmentsInUse queue;
  std::set<std::pair<std::int64_t, std::uint32_t>> expected;
  sim::random::Stream stream{3};
  std::uint32_t pushed = 0;
  std::int64_t now = -1'000;
  std::size_t largest = 0;
  for (int wave = 0; wave < 6; ++wave) {
    const std::size_t height = wave % 2 == 0 ? 1'000 : 100;
    const auto step = [&](bool grows) {
      if (expected.empty() || stream.uniform_below(10) < (grows ? 7U : 3U)) {
        const std::int64_t at = now + static_cast<std::int64_t>(stream.uniform_below(500));
        queue.push(EnvironmentId{pushed}, sim::Time::at_nanoseconds(at));
        expected.emplace(at, pushed++);
        return;
      }
      ASSERT_EQ(queue.top_time().nanoseconds(), expected.begin()->first);
      ASSERT_EQ(queue.top().index(), expected.begin()->second);
      now = expected.begin()->first;
      queue.pop();
      expected.erase(expected.begin());
    };
    while (expected.size() < height) {
      ASSERT_NO_FATAL_FAILURE(step(true));
    }
    largest = std::max(largest, expected.size());
    std::size_t seen = 0;
    queue.for_each([&](EnvironmentId id, sim::Time at) { seen += expected.count({at.nanoseconds(), id.index()}); });
    ASSERT_EQ(seen, expected.size());
    while (!expected.empty()) {
      ASSERT_NO_FATAL_FAILURE(step(false));
    }
    ASSERT_TRUE(queue.is_empty());
  }
  EXPECT_EQ(largest, 1'000U);
}

}  // namespace
}  // namespace models::lambda
