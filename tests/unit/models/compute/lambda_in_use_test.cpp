// The queue of environments in use: in order, whatever its size has been and however due times are spread.
#include <cmath>
#include <cstdint>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/compute/lambda/in_use.hpp"
#include "sim/random/stream.hpp"

namespace models::lambda {
namespace {

/// The queue beside a set in order of (time, number of its push, environment), doing the same.
class LambdaInUse : public testing::Test {
 protected:
  std::int64_t now() const { return now_; }
  std::size_t size() const { return expected_.size(); }

  void push_after(std::int64_t nanoseconds) {
    if (free_.empty()) {
      free_.push_back(environments_.acquire());
    }
    const EnvironmentId id = free_.back();
    free_.pop_back();
    queue_.push(id, sim::Time::at_nanoseconds(now_ + nanoseconds));
    expected_.emplace(now_ + nanoseconds, pushed_++, id.index());
  }
  void pop() {
    const auto [time, number, id] = *expected_.begin();
    ASSERT_FALSE(queue_.is_empty());
    ASSERT_EQ(queue_.top_time().nanoseconds(), time);
    ASSERT_EQ(queue_.top().index(), id);
    queue_.pop();
    expected_.erase(expected_.begin());
    free_.push_back(EnvironmentId{id});
    now_ = time;
  }
  void expect_all_there() {
    std::set<std::pair<std::int64_t, std::uint32_t>> left;
    for (const auto& [time, number, id] : expected_) {
      left.emplace(time, id);
    }
    queue_.for_each([&](EnvironmentId id, sim::Time at) { EXPECT_EQ(left.erase({at.nanoseconds(), id.index()}), 1U); });
    EXPECT_TRUE(left.empty());
  }
  /// Pushes as far ahead as `ahead` says, and pops, until so many are in it, and then for so many pairs more.
  template <class Ahead>
  void fill_and_hold(std::size_t most, int pairs, Ahead ahead) {
    while (size() < most) {
      push_after(ahead());
      if (stream_.uniform_below(4) == 0) {
        ASSERT_NO_FATAL_FAILURE(pop());
      }
    }
    for (int pair = 0; pair < pairs; ++pair) {
      push_after(ahead());
      ASSERT_NO_FATAL_FAILURE(pop());
    }
    expect_all_there();
  }
  void drain_to(std::size_t left) {
    while (size() > left) {
      ASSERT_NO_FATAL_FAILURE(pop());
    }
    ASSERT_EQ(queue_.is_empty(), left == 0);
  }
  std::int64_t exponential(double mean) { return static_cast<std::int64_t>(-mean * std::log(stream_.uniform01())); }

  sim::random::Stream stream_{3};

 private:
  Environments environments_{};
  EnvironmentsInUse queue_{environments_};
  std::set<std::tuple<std::int64_t, std::uint32_t, std::uint32_t>> expected_{};
  std::vector<EnvironmentId> free_{};
  std::uint32_t pushed_ = 0;
  std::int64_t now_ = -1'000;
};

/// Grows past where it becomes a calendar and shrinks again, several times; times are negative and positive, and often
/// equal.
TEST_F(LambdaInUse, LeavesInTheOrderOfTimeAndThenOfComing) {
  for (const std::size_t height : {1'000U, 100U, 3'000U, 190U, 200U, 1'000U}) {
    ASSERT_NO_FATAL_FAILURE(
        fill_and_hold(height, 2'000, [this] { return static_cast<std::int64_t>(stream_.uniform_below(500)); }));
    ASSERT_NO_FATAL_FAILURE(drain_to(height % 3));
  }
  ASSERT_NO_FATAL_FAILURE(drain_to(0));
}

/// What an invocation takes is often exponential, sometimes always the same, and of two kinds that differ by five
/// orders of magnitude.
TEST_F(LambdaInUse, LeavesInOrderHoweverFarAheadThingsAreDue) {
  ASSERT_NO_FATAL_FAILURE(fill_and_hold(5'000, 30'000, [this] { return exponential(2e9); }));
  ASSERT_NO_FATAL_FAILURE(fill_and_hold(6'000, 30'000, [] { return std::int64_t{100'000'000}; }));
  ASSERT_NO_FATAL_FAILURE(drain_to(100));
  ASSERT_NO_FATAL_FAILURE(fill_and_hold(
      4'000, 30'000, [this] { return stream_.uniform_below(2) == 0 ? exponential(1e7) : exponential(1e12); }));
  ASSERT_NO_FATAL_FAILURE(drain_to(0));
}

/// The rate at which they come jumps a thousandfold, down and up: days become too short, and too long.
TEST_F(LambdaInUse, LeavesInOrderWhenTheRateJumps) {
  for (const double mean : {1e6, 1e9, 1e6, 1e3, 1e11}) {
    ASSERT_NO_FATAL_FAILURE(fill_and_hold(2'000, 10'000, [&] { return exponential(mean); }));
  }
  ASSERT_NO_FATAL_FAILURE(drain_to(0));
}

/// Thousands at one instant, when a day cannot be shorter than a nanosecond.
TEST_F(LambdaInUse, HoldsThousandsThatAreDueAtOnce) {
  ASSERT_NO_FATAL_FAILURE(fill_and_hold(1'000, 100, [this] { return exponential(1e6); }));
  for (int wave = 0; wave < 3; ++wave) {
    for (int i = 0; i < 3'000; ++i) {
      push_after(10'000'000);
    }
    expect_all_there();
    ASSERT_NO_FATAL_FAILURE(drain_to(500));
  }
  ASSERT_NO_FATAL_FAILURE(drain_to(0));
}

}  // namespace
}  // namespace models::lambda
