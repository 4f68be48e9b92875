#include "sim/kernel/ordered_heap.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/stream.hpp"

namespace sim {
namespace {

std::vector<std::uint32_t> drain(OrderedHeap& heap) {
  std::vector<std::uint32_t> values;
  while (!heap.is_empty()) {
    values.push_back(heap.top_value());
    heap.pop();
  }
  return values;
}

TEST(OrderedHeap, EqualKeysLeaveInTheOrderInWhichTheyCame) {
  OrderedHeap heap;
  // Values fall, so that an order by value would be the reverse.
  for (std::uint32_t value = 100; value > 0; --value) {
    heap.push(7, value);
  }
  heap.push(6, 1'000);
  EXPECT_EQ(heap.top_key(), 6U);
  EXPECT_EQ(heap.size(), 101U);
  const std::vector<std::uint32_t> values = drain(heap);
  EXPECT_EQ(values.front(), 1'000U);
  EXPECT_TRUE(std::is_sorted(values.begin() + 1, values.end(), std::greater<>{}));
}

TEST(OrderedHeap, TakesKeysAndValuesToTheirLimits) {
  OrderedHeap heap;
  heap.push(~std::uint64_t{0}, ~std::uint32_t{0});
  heap.push(0, 0);
  EXPECT_EQ(heap.top_key(), 0U);
  heap.pop();
  EXPECT_EQ(heap.top_key(), ~std::uint64_t{0});
  EXPECT_EQ(heap.top_value(), ~std::uint32_t{0});
}

TEST(OrderedHeap, RemovesInTheOrderInWhichValuesWouldLeave) {
  OrderedHeap heap;
  for (std::uint32_t value = 0; value < 50; ++value) {
    heap.push((value * 37) % 50, value);
  }
  std::vector<std::uint64_t> seen;
  heap.remove_if([&](std::uint64_t key, std::uint32_t value) {
    EXPECT_EQ(key, (value * 37) % 50);
    seen.push_back(key);
    return value % 2 == 0;
  });
  EXPECT_EQ(seen.size(), 50U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(heap.size(), 25U);
  for (const std::uint32_t value : drain(heap)) {
    EXPECT_EQ(value % 2, 1U);
  }
}

/// Sorted up to two dozen, a heap beyond, sorted again when few are left: the order is the same all along.
TEST(OrderedHeap, LeavesInOrderWhateverItsSizeWas) {
  random::Stream stream{7};
  OrderedHeap heap;
  std::vector<std::uint64_t> reference;
  for (const std::size_t size : std::vector<std::size_t>{3, 10, 24, 25, 60, 8, 7, 24, 100, 1, 30, 0, 12}) {
    while (reference.size() < size) {
      reference.push_back(stream.uniform_below(1'000));
      heap.push(reference.back(), 0);
    }
    std::sort(reference.begin(), reference.end(), std::greater<>{});
    while (reference.size() > size) {
      ASSERT_EQ(heap.top_key(), reference.back());
      heap.pop();
      reference.pop_back();
    }
    ASSERT_EQ(heap.size(), size);
  }
}

/// Pushes, pops and removals against a list kept in order by std::stable_sort. In half of the cases the heap notes from
/// some moment on where its values stand; then they are also removed one by one.
RC_GTEST_PROP(OrderedHeap, AgreesWithAStableSort, (std::uint64_t seed)) {
  random::Stream stream{seed};
  OrderedHeap heap;
  HeapPlaces places;
  const int tracked_from = stream.uniform_below(2) == 0 ? 300 : static_cast<int>(stream.uniform_below(100));
  std::vector<std::pair<std::uint64_t, std::uint32_t>> reference;
  std::uint32_t next = 0;
  for (int operation = 0; operation < 300; ++operation) {
    const std::uint64_t what = stream.uniform_below(20);
    if (operation == tracked_from) {
      heap.track(places);
    }
    if (operation >= tracked_from && what >= 17 && !reference.empty()) {
      const auto gone = reference.begin() + static_cast<std::ptrdiff_t>(stream.uniform_below(reference.size()));
      RC_ASSERT(heap.remove(gone->second) == gone->first);
      reference.erase(gone);
    } else if (what == 0) {
      const auto odd = [](std::uint32_t value) { return value % 3 == 0; };
      heap.remove_if([&](std::uint64_t, std::uint32_t value) { return odd(value); });
      std::erase_if(reference, [&](const auto& entry) { return odd(entry.second); });
    } else if (what < 12) {
      const std::uint64_t key = stream.uniform_below(5);
      heap.push(key, next);
      reference.emplace_back(key, next++);
      std::stable_sort(reference.begin(), reference.end(),
                       [](const auto& a, const auto& b) { return a.first < b.first; });
    } else if (!reference.empty()) {
      heap.pop();
      reference.erase(reference.begin());
    }
    RC_ASSERT(heap.size() == reference.size());
    std::vector<std::uint64_t> keys;
    heap.for_each_key([&](std::uint64_t key) { keys.push_back(key); });
    std::sort(keys.begin(), keys.end());
    RC_ASSERT(std::equal(keys.begin(), keys.end(), reference.begin(), reference.end(),
                         [](std::uint64_t key, const auto& entry) { return key == entry.first; }));
    if (!reference.empty()) {
      RC_ASSERT(heap.top_key() == reference.front().first);
      RC_ASSERT(heap.top_value() == reference.front().second);
    }
  }
}

}  // namespace
}  // namespace sim
