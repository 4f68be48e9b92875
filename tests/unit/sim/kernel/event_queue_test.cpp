// The winner tree against std::priority_queue: the same operations, the same first event after each of them.
#include "sim/kernel/event_queue.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/stream.hpp"

namespace sim {
namespace {

using literals::operator""_s;

/// std::priority_queue with entries that are skipped once they are out of date.
class Oracle {
 public:
  void set(std::uint32_t slot, EventKey key) {
    if (current_.size() <= slot) {
      current_.resize(slot + 1, kNoEvent);
    }
    current_[slot] = key | slot;
    if (key != kNoEvent) {
      queue_.push(current_[slot]);
    }
  }
  EventKey event_of(std::uint32_t slot) const { return slot < current_.size() ? current_[slot] : kNoEvent; }
  EventKey top() {
    while (!queue_.empty() && current_[EventQueue::slot_of(queue_.top())] != queue_.top()) {
      queue_.pop();
    }
    return queue_.empty() ? kNoEvent : queue_.top();
  }
  EventKey first_but(std::uint32_t slot) const {
    EventKey first = kNoEvent;
    for (std::uint32_t other = 0; other < current_.size(); ++other) {
      first = other == slot ? first : std::min(first, current_[other]);
    }
    return first;
  }

 private:
  std::priority_queue<EventKey, std::vector<EventKey>, std::greater<>> queue_{};
  std::vector<EventKey> current_{};
};

/// Short increments mostly, long ones at times: the shape that misleads queues which guess at a bucket width.
std::int64_t bimodal_increment(random::Stream& stream) {
  const std::uint64_t kind = stream.uniform_below(8);
  if (kind == 0) {
    return 0;
  }
  return static_cast<std::int64_t>(kind < 7 ? stream.uniform_below(1'000) : stream.uniform_below(3'600'000'000'000));
}

TEST(EventQueue, IsEmptyAtFirst) {
  EventQueue queue;
  EXPECT_TRUE(queue.top() == kNoEvent);
  EXPECT_GE(queue.capacity(), 2U);
}

TEST(EventQueue, KeysOrderByTimeThenPhaseThenSequence) {
  const Time early = Time::at_nanoseconds(-5);
  const Time late = Time::at_nanoseconds(3);
  EXPECT_TRUE(make_event_key(early, Phase::kSample, 9) < make_event_key(late, Phase::kCompletion, 1));
  EXPECT_TRUE(make_event_key(late, Phase::kCompletion, 9) < make_event_key(late, Phase::kCapacity, 1));
  EXPECT_TRUE(make_event_key(late, Phase::kCapacity, 9) < make_event_key(late, Phase::kArrival, 1));
  EXPECT_TRUE(make_event_key(late, Phase::kArrival, 9) < make_event_key(late, Phase::kControl, 1));
  EXPECT_TRUE(make_event_key(late, Phase::kControl, 9) < make_event_key(late, Phase::kSample, 1));
  EXPECT_TRUE(make_event_key(late, Phase::kControl, 1) < make_event_key(late, Phase::kControl, 2));
  EXPECT_TRUE(make_event_key(Time::never(), Phase::kSample, kSequenceEnd - 1) < kNoEvent);
}

TEST(EventQueue, TimesComeBackFromKeys) {
  for (const std::int64_t at : {std::numeric_limits<std::int64_t>::min(), std::int64_t{-1}, std::int64_t{0},
                                std::int64_t{1}, std::numeric_limits<std::int64_t>::max()}) {
    EXPECT_EQ(time_of(make_event_key(Time::at_nanoseconds(at), Phase::kControl, 77)).nanoseconds(), at);
  }
}

/// The first events of parts of so many slots, while they change: each of 2^depth parts, or of twice as many.
void check_firsts_of_parts(std::uint32_t slots, unsigned levels) {
  random::Stream stream{7};
  EventQueue queue;
  queue.grow(slots);
  for (std::uint64_t sequence = 1; sequence <= 1'000; ++sequence) {
    const auto changed = static_cast<std::uint32_t>(stream.uniform_below(slots));
    const Time at = Time::at_nanoseconds(static_cast<std::int64_t>(stream.uniform_below(500)));
    queue.set(changed, sequence % 5 == 0 ? kNoEvent : make_event_key(at, Phase::kCompletion, sequence));
    for (unsigned depth = 0; depth <= levels; ++depth) {
      const std::uint32_t part = slots >> (depth + (levels - depth) % 2);
      const std::uint32_t begin = changed / part * part;
      EventKey first = kNoEvent;
      for (std::uint32_t slot = begin; slot < begin + part; ++slot) {
        first = std::min(first, queue.event_of(slot));
      }
      ASSERT_TRUE(queue.first_of_part(changed, depth) == first) << "after " << sequence << ", depth " << depth;
    }
  }
}

TEST(EventQueue, KnowsTheFirstOfEachPart) {
  check_firsts_of_parts(64, 6);
  check_firsts_of_parts(128, 7);
}

TEST(EventQueue, GrowingKeepsEvents) {
  EventQueue queue;
  queue.set(1, make_event_key(Time::at(1_s), Phase::kCompletion, 1));
  queue.grow(1'000);
  EXPECT_GE(queue.capacity(), 1'000U);
  EXPECT_EQ(EventQueue::slot_of(queue.top()), 1U);
  queue.set(999, make_event_key(Time{}, Phase::kCompletion, 2));
  EXPECT_EQ(EventQueue::slot_of(queue.top()), 999U);
  queue.grow(10);
  EXPECT_GE(queue.capacity(), 1'000U);
  queue.clear(999);
  EXPECT_EQ(EventQueue::slot_of(queue.top()), 1U);
  queue.clear(1);
  EXPECT_TRUE(queue.top() == kNoEvent);
}

/// Sets, replaces, clears, pops and grows at random.
void run_against_oracle(std::uint64_t seed, std::uint32_t slots, int operations) {
  random::Stream stream{seed};
  EventQueue queue;
  Oracle oracle;
  std::uint32_t open = 1;
  std::uint64_t sequence = 0;
  std::int64_t now = -1'000'000;
  for (int operation = 0; operation < operations; ++operation) {
    const auto slot = static_cast<std::uint32_t>(stream.uniform_below(open));
    switch (stream.uniform_below(6)) {
      case 0:
        open = open < slots ? open + 1 : open;
        queue.grow(open);
        break;
      case 1:
        queue.clear(slot);
        oracle.set(slot, kNoEvent);
        break;
      case 2: {
        const EventKey first = oracle.top();
        if (first != kNoEvent) {
          now = time_of(first).nanoseconds();
          queue.clear(EventQueue::slot_of(first));
          oracle.set(EventQueue::slot_of(first), kNoEvent);
        }
        break;
      }
      default: {
        const auto phase = static_cast<Phase>(stream.uniform_below(5));
        const EventKey key = make_event_key(Time::at_nanoseconds(now + bimodal_increment(stream)), phase, ++sequence);
        queue.set(slot, key);
        oracle.set(slot, key);
      }
    }
    ASSERT_TRUE(queue.event_of(slot) == oracle.event_of(slot)) << "seed " << seed << ", operation " << operation;
    ASSERT_TRUE(queue.top() == oracle.top()) << "seed " << seed << ", operation " << operation;
    if (operation % 16 == 0) {
      ASSERT_TRUE(queue.first_but(slot) == oracle.first_but(slot)) << "seed " << seed << ", operation " << operation;
    }
  }
}

RC_GTEST_PROP(EventQueue, AgreesWithPriorityQueue, (std::uint64_t seed)) {
  const auto slots = *rc::gen::inRange<std::uint32_t>(1, 70);
  run_against_oracle(seed, slots, 300);
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

TEST(EventQueue, AgreesWithPriorityQueueOnTenThousandSlots) {
  run_against_oracle(3, 10'000, 60'000);
}

/// The hold model: each popped event comes back later. A queue that loses or delays events passes checks of the order
/// in which they leave, so the events themselves are compared.
TEST(EventQueue, HoldModelWithBimodalIncrements) {
  random::Stream stream{11};
  EventQueue queue;
  Oracle oracle;
  constexpr std::uint32_t kSlots = 1'000;
  queue.grow(kSlots);
  std::uint64_t sequence = 0;
  for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
    const EventKey key =
        make_event_key(Time::at_nanoseconds(bimodal_increment(stream)), Phase::kCompletion, ++sequence);
    queue.set(slot, key);
    oracle.set(slot, key);
  }
  for (int hold = 0; hold < 100'000; ++hold) {
    const EventKey first = oracle.top();
    ASSERT_TRUE(queue.top() == first);
    const std::uint32_t slot = EventQueue::slot_of(first);
    const Time again = time_of(first) + Duration::nanoseconds(bimodal_increment(stream));
    const EventKey next = make_event_key(again, Phase::kCompletion, ++sequence);
    queue.set(slot, next);
    oracle.set(slot, next);
  }
}

}  // namespace
}  // namespace sim
