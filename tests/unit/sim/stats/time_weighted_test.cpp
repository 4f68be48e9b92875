#include "sim/stats/time_weighted.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace sim::stats {
namespace {

using namespace sim::literals;

constexpr Time at(std::int64_t nanoseconds) {
  return Time::at_nanoseconds(nanoseconds);
}

// 2 from 0 to 10, 5 from 10 to 14, 1 from 14 to 20: 20 + 20 + 6 = 46.
TEST(TimeWeighted, IntegratesAStepFunction) {
  TimeWeighted level{at(0), 2};
  level.set(at(10), 5);
  level.add(at(14), -4);
  EXPECT_EQ(level.level(), 1);
  EXPECT_EQ(level.maximum(), 5);
  EXPECT_EQ(level.integral(at(20)), Int128{46});
  EXPECT_EQ(level.mean(at(20)), 2.3);
}

TEST(TimeWeighted, CutsAddUpToTheIntegral) {
  TimeWeighted level{at(-5), 3};
  EXPECT_EQ(level.cut(at(0)), Int128{15});
  level.set(at(4), 10);
  EXPECT_EQ(level.cut(at(5)), Int128{3 * 4 + 10});
  EXPECT_EQ(level.cut(at(5)), Int128{0});
  EXPECT_EQ(level.cut(at(8)), Int128{30});
  EXPECT_EQ(level.integral(at(8)), Int128{15 + 22 + 30});
}

TEST(TimeWeighted, RestartBeginsTheMeasuredWindow) {
  TimeWeighted level{at(-100), 9};
  level.set(at(-50), 2);
  level.restart(at(0));
  EXPECT_EQ(level.maximum(), 2);
  EXPECT_EQ(level.integral(at(10)), Int128{20});
  EXPECT_EQ(level.cut(at(10)), Int128{20});
  EXPECT_EQ(level.mean(at(10)), 2.0);
}

TEST(TimeWeighted, AMeanOverNoTimeIsUndefined) {
  const TimeWeighted level{at(7), 3};
  EXPECT_TRUE(std::isnan(level.mean(at(7))));
  EXPECT_TRUE(std::isnan(mean_level(0, Duration{})));
}

TEST(TimeWeighted, ALevelThatLastsNoTimeCountsForTheMaximumOnly) {
  TimeWeighted level{at(0), 1};
  level.set(at(5), 100);
  level.set(at(5), 1);
  EXPECT_EQ(level.maximum(), 100);
  EXPECT_EQ(level.integral(at(10)), Int128{10});
}

// A terabyte held for a century is 3e30 byte-nanoseconds: beyond 64 bits, exact in 128.
TEST(TimeWeighted, IsExactBeyond64Bits) {
  const std::int64_t terabyte = 1'000'000'000'000;
  const std::int64_t century = (36'525_d).nanoseconds();
  const TimeWeighted level{at(0), terabyte};
  EXPECT_EQ(level.integral(at(century)), static_cast<Int128>(terabyte) * century);
  EXPECT_DOUBLE_EQ(level.mean(at(century)), 1e12);
}

RC_GTEST_PROP(TimeWeightedProperty, EqualsTheSumOverNanoseconds, ()) {
  const auto levels =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(-50, 50)));
  TimeWeighted level{at(0), 0};
  std::vector<std::int64_t> each_nanosecond;
  Int128 cuts = 0;
  for (const std::int64_t next : levels) {
    const auto gap = *rc::gen::inRange<std::int64_t>(0, 6);
    each_nanosecond.insert(each_nanosecond.end(), static_cast<std::size_t>(gap), level.level());
    const auto now = static_cast<std::int64_t>(each_nanosecond.size());
    if (*rc::gen::arbitrary<bool>()) {
      cuts += level.cut(at(now));
    }
    level.set(at(now), next);
  }
  Int128 sum = 0;
  for (const std::int64_t value : each_nanosecond) {
    sum += value;
  }
  const Time end = at(static_cast<std::int64_t>(each_nanosecond.size()));
  RC_ASSERT(level.integral(end) == sum);
  RC_ASSERT(cuts + level.cut(end) == sum);
}

}  // namespace
}  // namespace sim::stats
