#include "sim/experiment/parallel.hpp"

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "sim/random/stream.hpp"

namespace sim::experiment {
namespace {

TEST(ForEachUnit, CallsEachUnitOnce) {
  for (const std::size_t threads : {0U, 1U, 2U, 7U, 64U}) {
    std::vector<std::atomic<int>> calls(500);
    for_each_unit(calls.size(), threads, [&](std::size_t unit) { ++calls[unit]; });
    for (const std::atomic<int>& count : calls) {
      ASSERT_EQ(count, 1) << threads << " threads";
    }
  }
}

TEST(ForEachUnit, NothingToDoIsNothing) {
  for_each_unit(0, 4, [](std::size_t) { FAIL(); });
  for_each_unit(0, 0, [](std::size_t) { FAIL(); });
}

TEST(ForEachUnit, OneThreadTakesUnitsInOrder) {
  std::vector<std::size_t> order;
  for_each_unit(20, 1, [&](std::size_t unit) { order.push_back(unit); });
  for (std::size_t unit = 0; unit < order.size(); ++unit) {
    EXPECT_EQ(order[unit], unit);
  }
  EXPECT_EQ(order.size(), 20U);
}

TEST(ForEachUnit, NeverMoreAtATimeThanAsked) {
  std::atomic<int> running{0};
  std::atomic<int> most{0};
  for_each_unit(60, 3, [&](std::size_t) {
    const int now = ++running;
    int seen = most;
    while (seen < now && !most.compare_exchange_weak(seen, now)) {
    }
    std::this_thread::yield();
    --running;
  });
  EXPECT_LE(most, 3);
}

TEST(ForEachUnit, TheFirstFailureByNumberIsThrownAtAnyNumberOfThreads) {
  for (const std::size_t threads : {1U, 2U, 5U, 16U}) {
    for (int round = 0; round < 20; ++round) {
      std::atomic<int> started{0};
      try {
        for_each_unit(10'000, threads, [&](std::size_t unit) {
          ++started;
          if (unit % 10 == 7) {
            throw std::runtime_error(std::to_string(unit));
          }
        });
        FAIL() << "nothing was thrown";
      } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "7") << threads << " threads";
      }
      if (threads == 1) {
        EXPECT_EQ(started, 8) << "nothing is started after a failure";
      }
      EXPECT_LT(started, 10'000);
    }
  }
}

TEST(ForEachUnit, ResultsDoNotDependOnThreads) {
  const auto results = [](std::size_t threads) {
    std::vector<std::uint64_t> values(200);
    for_each_unit(values.size(), threads, [&](std::size_t unit) {
      random::Stream stream = random::make_stream(1, unit, "unit", "test");
      for (int draw = 0; draw < 100; ++draw) {
        values[unit] ^= stream.next_u64();
      }
    });
    return values;
  };
  const std::vector<std::uint64_t> one = results(1);
  EXPECT_EQ(one, results(2));
  EXPECT_EQ(one, results(13));
}

TEST(ForEachUnit, MayBeCalledFromInsideAUnit) {
  std::atomic<int> calls{0};
  for_each_unit(4, 2, [&](std::size_t) { for_each_unit(5, 2, [&](std::size_t) { ++calls; }); });
  EXPECT_EQ(calls, 20);
}

TEST(AvailableThreads, IsAtLeastOne) {
  EXPECT_GE(available_threads(), 1U);
}

}  // namespace
}  // namespace sim::experiment
