#include "sim/kernel/pool.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include <gtest/gtest.h>

namespace sim {
namespace {

using RecordId = Id<struct RecordTag>;

struct Record {
  int value = 5;
};

TEST(Pool, IdsAreDenseAndReleasedOnesComeBackFresh) {
  Pool<Record, RecordId> pool;
  const RecordId first = pool.acquire();
  const RecordId second = pool.acquire({7});
  EXPECT_EQ(first.index(), 0U);
  EXPECT_EQ(second.index(), 1U);
  EXPECT_EQ(pool[second].value, 7);
  pool[first].value = 99;
  pool.release(first);
  EXPECT_EQ(pool.in_use(), 1U);
  EXPECT_EQ(pool.acquire(), first);
  EXPECT_EQ(pool[first].value, 5) << "a reused record starts again";
  EXPECT_EQ(pool.in_use(), 2U);
  EXPECT_EQ(pool.size(), 2U);
}

TEST(Pool, LivingIdsNeverCoincideAndSizeIsTheMostEverInUse) {
  Pool<Record, RecordId> pool;
  std::set<RecordId> living;
  std::size_t most = 0;
  for (int round = 0; round < 1'000; ++round) {
    if (round % 3 == 2) {
      pool.release(*living.begin());
      living.erase(living.begin());
    } else {
      EXPECT_TRUE(living.insert(pool.acquire()).second);
    }
    EXPECT_EQ(pool.in_use(), living.size());
    most = std::max(most, living.size());
  }
  EXPECT_EQ(pool.size(), most);
}

TEST(Pool, RecordsMayBeMovableOnly) {
  Pool<std::unique_ptr<int>, RecordId> pool;
  const RecordId id = pool.acquire(std::make_unique<int>(3));
  pool.release(id);
  pool.acquire(std::make_unique<int>(4));
  EXPECT_EQ(*pool[id], 4);
}

}  // namespace
}  // namespace sim
