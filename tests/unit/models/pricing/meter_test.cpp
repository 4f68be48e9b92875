#include "models/ports/meter.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sim/units/int128.hpp"

namespace {

using models::billed_extra;
using models::billed_extra_ms;
using models::MeterId;
using models::MeterKey;
using models::Meters;
using models::MeterUsage;
using models::Usage;
using sim::Duration;
using sim::Time;
using namespace sim::literals;

MeterKey key(const std::string& sku) {
  return {sku, "", "on_demand"};
}
Time at(Duration since_zero) {
  return Time::at(since_zero);
}

std::int64_t sum(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

TEST(Meters, TheSameKeyIsTheSameMeter) {
  Meters meters{2_h, 60_s};
  const MeterId first = meters.open(key("a"));
  EXPECT_NE(meters.open(key("b")), first);
  EXPECT_EQ(meters.open(key("a")), first);
  EXPECT_NE(meters.open({"a", "", "spot"}), first);
}

TEST(Meters, UsageIsSortedByKeyWhateverTheOrderOfOpening) {
  Meters meters{1_h, 60_s};
  meters.open(key("b"));
  meters.open({"a", "z", "on_demand"});
  meters.open({"a", "m", "spot"});
  const Usage usage = meters.finish(at(1_h));
  ASSERT_EQ(usage.meters.size(), 3U);
  EXPECT_EQ(usage.meters[0].key.variant, "m");
  EXPECT_EQ(usage.meters[1].key.variant, "z");
  EXPECT_EQ(usage.meters[2].key.sku, "b");
  EXPECT_EQ(usage.duration, 1_h);
  EXPECT_EQ(usage.tick, 60_s);
}

// Two instances; the second one's life, 1 h 10 min over the border of an hour, is waived.
TEST(Meters, WhatIsWaivedIsTakenOffWhereItWasCounted) {
  Meters meters{3_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.level(id, at(-10_min), +1);
  meters.level(id, at(30_min), +1);
  meters.level(id, at(100_min), -1);
  meters.waive(id, at(30_min), at(100_min), 1);
  meters.level(id, at(2_h), -1);
  meters.waive(id, at(-10_min), at(1_h), 1);
  const Usage usage = meters.finish(at(3_h));
  const MeterUsage& meter = usage.meters.front();
  EXPECT_EQ(meter.per_hour, (std::vector<std::int64_t>{0, 3'600'000, 0}));
  EXPECT_EQ(sum(meter.per_tick), 3'600'000);
  EXPECT_EQ(meter.per_tick[59], 0);
  EXPECT_EQ(meter.per_tick[60], 60'000);
}

TEST(Meters, WaivingNeverLeavesLessThanNothing) {
  std::mt19937 random{5};  // NOLINT(cert-msc51-cpp): the same cases every time
  std::uniform_int_distribution<std::int64_t> length{0, Duration(4_min).nanoseconds()};
  for (int round = 0; round < 200; ++round) {
    Meters meters{10_min, 60_s};
    const MeterId id = meters.open(key("a"));
    Time begin = at(Duration::nanoseconds(length(random)));
    const Time other = begin + Duration::nanoseconds(length(random) / 4);
    const Time other_end = other + Duration::nanoseconds(length(random) / 4);
    const Time end = other_end + Duration::nanoseconds(length(random) / 4);
    meters.level(id, begin, +1);
    meters.level(id, other, +1);
    meters.level(id, other_end, -1);
    meters.level(id, end, -1);
    meters.waive(id, begin, end, 1);
    const Usage usage = meters.finish(at(10_min));
    const MeterUsage& meter = usage.meters.front();
    EXPECT_GE(*std::min_element(meter.per_tick.begin(), meter.per_tick.end()), 0);
    EXPECT_EQ(sum(meter.per_tick), sum(meter.per_hour));
    // What is left is the other one's time, to less than two milliseconds.
    EXPECT_NEAR(static_cast<double>(sum(meter.per_hour)), static_cast<double>((other_end - other).nanoseconds()) / 1e6,
                2.0);
  }
}

TEST(Meters, CountsFallIntoTheirTickAndHour) {
  Meters meters{150_min, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add(id, at(0_s), 1);
  meters.add(id, at(60_s - 1_ns), 2);
  meters.add(id, at(60_s), 4);
  meters.add(id, at(2_h), 8);
  meters.add(id, at(150_min - 1_ns), 16);
  const Usage usage = meters.finish(at(150_min));
  const MeterUsage& meter = usage.meters.front();
  EXPECT_EQ(meter.per_hour, (std::vector<std::int64_t>{7, 0, 24}));
  ASSERT_EQ(meter.per_tick.size(), 150U);
  EXPECT_EQ(meter.per_tick[0], 3);
  EXPECT_EQ(meter.per_tick[1], 4);
  EXPECT_EQ(meter.per_tick[120], 8);
  EXPECT_EQ(meter.per_tick[149], 16);
}

TEST(Meters, WhatLiesOutsideTheWindowIsNotCounted) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add(id, at(-1_ns), 1);
  meters.add(id, at(-5_h), 1);
  meters.add(id, at(1_h), 1);
  meters.add(id, at(9_h), 1);
  meters.add(id, at(30_min), 5);
  EXPECT_EQ(meters.total(id), 5);
}

TEST(Meters, WhatCameBeforeTheWindowIsInNoTotal) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add(id, at(-5_h), 1);
  meters.add(id, at(-1_ns), 2);
  EXPECT_EQ(meters.total(id), 0);
  meters.add(id, at(0_s), 10);
  EXPECT_EQ(meters.total(id), 10);
  meters.add(id, at(-1_ns), 3);  // a straggler from before
  EXPECT_EQ(meters.total(id), 10);
  EXPECT_EQ(sum(meters.finish(at(1_h)).meters[0].per_tick), 10);
}

TEST(Meters, WhatComesOnceTheWindowIsClosedIsInNoTotal) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add(id, at(10_min), 1);
  EXPECT_EQ(sum(meters.finish(at(1_h)).meters[0].per_tick), 1);
  for (const Duration late : {1_h, 61_min, 900_h}) {
    EXPECT_TRUE(meters.is_at_hand(at(late)));
    meters.add(id, at(late), 5);
    EXPECT_EQ(meters.total(id), 1);
  }
}

TEST(Meters, WhatNeverReachedTheWindowIsNothing) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add(id, at(-1_s), 7);
  const Usage usage = meters.finish(at(1_h));
  EXPECT_EQ(sum(usage.meters[0].per_tick), 0);
  EXPECT_EQ(sum(usage.meters[0].per_hour), 0);
}

TEST(Meters, StragglersCountInTheTickTheyBelongTo) {
  Meters meters{3_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add(id, at(2_h + 90_s), 1);
  meters.add(id, at(2_h + 10_s), 10);  // an earlier tick
  meters.add(id, at(59_min), 100);     // an earlier hour
  meters.add(id, at(2_h + 91_s), 1000);
  const Usage usage = meters.finish(at(3_h));
  EXPECT_EQ(usage.meters[0].per_hour, (std::vector<std::int64_t>{100, 0, 1011}));
  EXPECT_EQ(usage.meters[0].per_tick[121], 1001);
  EXPECT_EQ(usage.meters[0].per_tick[120], 10);
  EXPECT_EQ(usage.meters[0].per_tick[59], 100);
}

TEST(Meters, TicksNeedNotDivideTheHour) {
  Meters meters{2_h, 7_s};  // tick 514 is cut by the hour's border
  const MeterId id = meters.open(key("a"));
  meters.add(id, at(1_h - 1_s), 1);
  meters.add(id, at(1_h), 10);
  const Usage usage = meters.finish(at(2_h));
  EXPECT_EQ(usage.meters[0].per_hour, (std::vector<std::int64_t>{1, 10}));
  EXPECT_EQ(usage.meters[0].per_tick[514], 11);
}

TEST(Meters, ALevelIsIntegratedOverTime) {
  Meters meters{2_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.level(id, at(90_s), 2);
  meters.level(id, at(1_h + 30_s), -1);
  EXPECT_EQ(meters.level_of(id), 1);
  const Usage usage = meters.finish(at(2_h));
  const MeterUsage& meter = usage.meters[0];
  EXPECT_EQ(meter.per_hour, (std::vector<std::int64_t>{2 * 3'510'000, 2 * 30'000 + 3'570'000}));
  EXPECT_EQ(meter.per_tick[0], 0);
  EXPECT_EQ(meter.per_tick[1], 60'000);
  EXPECT_EQ(meter.per_tick[2], 120'000);
  EXPECT_EQ(meter.per_tick[60], 60'000 + 30'000);
  EXPECT_EQ(meter.per_tick[119], 60'000);
}

TEST(Meters, WhatWasThereBeforeTheWindowCountsFromItsStart) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.level(id, at(-1_h), 5);
  meters.level(id, at(-1_min), -2);
  meters.level(id, at(10_s), -3);
  EXPECT_EQ(meters.finish(at(1_h)).meters[0].per_hour[0], 3 * 10'000);
}

TEST(Meters, FinishingEarlyStopsThereAndLateAtTheWindowsEnd) {
  Meters early{1_h, 60_s};
  const MeterId id = early.open(key("a"));
  early.level(id, at(0_s), 1);
  EXPECT_EQ(sum(early.finish(at(10_min)).meters[0].per_tick), 600'000);
  Meters late{1_h, 60_s};
  late.open(key("a"));
  late.level(id, at(0_s), 1);
  const Usage usage = late.finish(at(5_h));
  EXPECT_EQ(sum(usage.meters[0].per_tick), 3'600'000);
  late.level(id, at(6_h), -1);  // requests drain after the window: ignored
  late.add(id, at(6_h), 1);
  EXPECT_EQ(late.total(id), 3'600'000);
}

TEST(Meters, FractionsOfAMillisecondAreCarriedNotLost) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  for (std::int64_t i = 0; i < 1'000; ++i) {  // 1,000 lives of 1.5 µs, 1 ms apart
    const Duration start = Duration::milliseconds(i);
    meters.level(id, at(start), 1);
    meters.level(id, at(start + 1'500_ns), -1);
  }
  EXPECT_EQ(sum(meters.finish(at(1_h)).meters[0].per_hour), 1);  // 1.5 ms, rounded down once
}

TEST(Meters, SpreadingAddsUpAndGoesByOverlap) {
  Meters meters{2_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add_spread(id, at(30_s), at(150_s), 101);
  const Usage usage = meters.finish(at(2_h));
  const MeterUsage& meter = usage.meters[0];
  EXPECT_EQ(meter.per_tick[0], 25);
  EXPECT_EQ(meter.per_tick[1], 50);
  EXPECT_EQ(meter.per_tick[2], 26);
  EXPECT_EQ(meter.per_hour[0], 101);
}

TEST(Meters, SpreadingDropsTheShareOutsideTheWindow) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  meters.add_spread(id, at(-1_h), at(3_h), 400);
  EXPECT_EQ(meters.total(id), 100);
  meters.add_spread(id, at(2_h), at(3_h), 400);
  EXPECT_EQ(meters.total(id), 100);
  meters.add_spread(id, at(5_s), at(5_s), 7);
  EXPECT_EQ(meters.total(id), 107);
}

TEST(BilledExtra, RoundsUpToSecondsAndToTheMinimum) {
  EXPECT_EQ(billed_extra_ms(at(0_s), at(90_s), 60_s), 0);
  EXPECT_EQ(billed_extra_ms(at(5_s), at(15_s), 60_s), 50'000);
  EXPECT_EQ(billed_extra_ms(at(0_s), at(90_s + 1_ms), 60_s), 999);
  EXPECT_EQ(billed_extra_ms(at(7_s), at(7_s), 60_s), 60'000);
  EXPECT_EQ(billed_extra(at(0_s), at(60_s + 1_ns), 60_s), 1_s - 1_ns);
  EXPECT_EQ(billed_extra_ms(at(-1_ns), at(15_s), 60_s), 0);  // alive at 0: no minimum
}

TEST(BilledExtra, OnlyWhatEndsInsideTheWindowPaysIt) {
  Meters meters{1_h, 60_s};
  const MeterId id = meters.open(key("a"));
  const auto live = [&](Duration start, Duration stop) {
    meters.level(id, at(start), 3);
    meters.level(id, at(stop), -3);
    meters.add_billed_extra(id, at(start), at(stop), 3, 60_s);
  };
  live(-10_s, 10_s);  // alive at 0
  EXPECT_EQ(meters.total(id), 3 * 10'000);
  live(100_s + 1_ns, 110_s);  // a life of less than a minute
  EXPECT_EQ(meters.total(id), 3 * 70'000);
  live(59_min + 50_s, 1_h + 5_s);  // runs at the end
  EXPECT_EQ(sum(meters.finish(at(1_h)).meters[0].per_tick), 3 * 80'000);
}

// The reference: nanoseconds in 128 bits, no ticks, no hours.
TEST(Meters, TicksAndHoursAddUpToTheExactIntegral) {
  std::mt19937_64 random{20'260'101};
  for (int round = 0; round < 200; ++round) {
    const Duration duration = Duration::nanoseconds(static_cast<std::int64_t>(random() % 20'000'000'000'000ULL) + 1);
    const Duration tick =
        Duration::nanoseconds(static_cast<std::int64_t>(random() % 400'000'000'000ULL) + 1'000'000'000);
    Meters meters{duration, tick};
    const MeterId levels = meters.open(key("levels"));
    const MeterId counts = meters.open(key("counts"));
    const MeterId spreads = meters.open(key("spreads"));
    sim::Int128 integral = 0;
    std::int64_t counted = 0;
    std::int64_t spread = 0;
    std::int64_t level = 0;
    std::int64_t now = -1'000'000'000'000;
    const std::int64_t end = duration.nanoseconds();
    while (now < end) {
      const auto step = static_cast<std::int64_t>(random() % 600'000'000'000ULL);
      const std::int64_t from = std::max<std::int64_t>(now, 0);
      const std::int64_t to = std::min(now + step, end);
      integral += to > from ? sim::Int128{level} * (to - from) : 0;
      now += step;
      const auto next = static_cast<std::int64_t>(random() % 5'000);
      meters.level(levels, Time::at_nanoseconds(now), next - level);
      level = next;
      const std::int64_t straggler = now - static_cast<std::int64_t>(random() % 200'000'000'000ULL);
      meters.add(counts, Time::at_nanoseconds(straggler), 3);
      counted += straggler >= 0 && straggler < end ? 3 : 0;
      if (now >= 0 && now + step < end) {
        meters.add_spread(spreads, Time::at_nanoseconds(now), Time::at_nanoseconds(now + step), next);
        spread += next;
      }
    }
    const Usage usage = meters.finish(Time::at(duration));
    ASSERT_EQ(usage.meters.size(), 3U);
    for (const MeterUsage& meter : usage.meters) {
      EXPECT_EQ(sum(meter.per_tick), sum(meter.per_hour)) << meter.key.sku;
    }
    EXPECT_EQ(sum(usage.meters[0].per_hour), counted);
    EXPECT_EQ(sum(usage.meters[1].per_hour), static_cast<std::int64_t>(integral / 1'000'000));
    EXPECT_EQ(sum(usage.meters[2].per_hour), spread);
  }
}

}  // namespace
