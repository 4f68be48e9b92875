#include "sim/kernel/token_bucket.hpp"

#include <cstdint>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/stream.hpp"

namespace sim {
namespace {

using literals::operator""_ns;
using literals::operator""_ms;
using literals::operator""_s;
using literals::operator""_d;

TEST(TokenBucket, StartsFullAndGivesNoMore) {
  TokenBucket bucket{3, 1, 1_s, Time{}};
  EXPECT_FALSE(bucket.take(4, Time{}));
  EXPECT_TRUE(bucket.take(2, Time{}));
  EXPECT_TRUE(bucket.take(1, Time{}));
  EXPECT_FALSE(bucket.take(1, Time{}));
  EXPECT_TRUE(bucket.take(0, Time{}));
}

TEST(TokenBucket, RefillIsExactToTheNanosecond) {
  // Three tokens a second: one every 333,333,333.3 ns, the third on the second exactly.
  TokenBucket bucket{3, 3, 1_s, Time{}};
  ASSERT_TRUE(bucket.take(3, Time{}));
  EXPECT_EQ(bucket.available_at(1, Time{}), Time::at(333'333'334_ns));
  EXPECT_EQ(bucket.available_at(2, Time{}), Time::at(666'666'667_ns));
  EXPECT_EQ(bucket.available_at(3, Time{}), Time::at(1_s));
  EXPECT_FALSE(bucket.take(1, Time::at(333'333'333_ns)));
  EXPECT_TRUE(bucket.take(1, Time::at(333'333'334_ns)));
  // Parts of a token are kept: after one second all three have been given out.
  EXPECT_FALSE(bucket.take(2, Time::at(999'999'999_ns)));
  EXPECT_TRUE(bucket.take(2, Time::at(1_s)));
  EXPECT_FALSE(bucket.take(1, Time::at(1_s)));
}

TEST(TokenBucket, WhatCanNeverComeIsNever) {
  TokenBucket bucket{2, 1, 1_s, Time{}};
  EXPECT_EQ(bucket.available_at(2, Time::at(5_s)), Time::at(5_s));
  EXPECT_EQ(bucket.available_at(3, Time::at(5_s)), Time::never());
  TokenBucket dry{2, 0, 1_s, Time{}};
  ASSERT_TRUE(dry.take(2, Time{}));
  EXPECT_EQ(dry.available_at(1, Time{}), Time::never());
  EXPECT_FALSE(dry.take(1, Time::at(10'000_d)));
}

/// EC2's RunInstances and Lambda's scaling rate have this shape: 1,000 at once, then 100 a second.
TEST(TokenBucket, BurstOfAThousandThenAHundredASecond) {
  TokenBucket bucket{1'000, 100, 1_s, Time::at(-100_s)};
  const Time zero;
  ASSERT_TRUE(bucket.take(1'000, zero));
  EXPECT_FALSE(bucket.take(1, zero));
  struct Row {
    Duration after;
    std::int64_t tokens;
  };
  Time now = zero;
  for (const Row row : {Row{10_ms, 1}, Row{100_ms, 10}, Row{1_s, 100}, Row{5_s, 500}, Row{10_s, 1'000},
                        Row{11_s, 1'000}, Row{30_d, 1'000}}) {
    now += row.after;
    EXPECT_FALSE(bucket.take(row.tokens + 1, now)) << row.after.seconds();
    EXPECT_TRUE(bucket.take(row.tokens, now)) << row.after.seconds();
    EXPECT_EQ(bucket.available_at(1, now), now + 10_ms);
  }
}

TEST(TokenBucket, ALongQuietTimeFillsItOnceAndOverflowsNothing) {
  // 2^61 parts: one more doubling would not fit.
  TokenBucket bucket{2'305'843'009, 1'000'000'000, 1_s, Time::at_nanoseconds(-(std::int64_t{1} << 61))};
  ASSERT_TRUE(bucket.take(2'305'843'009, Time::at_nanoseconds(-(std::int64_t{1} << 61))));
  const Time late = Time::at_nanoseconds(std::int64_t{1} << 61);
  EXPECT_FALSE(bucket.take(2'305'843'010, late));
  EXPECT_TRUE(bucket.take(2'305'843'009, late));
  EXPECT_FALSE(bucket.take(1, late));
}

/// Against the definition in 128 bits: parts = min(capacity, parts + elapsed * refill). What available_at() promises is
/// there then, and not a nanosecond before.
RC_GTEST_PROP(TokenBucket, AgreesWithItsDefinition, (std::uint64_t seed)) {
  random::Stream stream{seed};
  const auto size = static_cast<std::int64_t>(stream.uniform_below(50));
  const auto refill = static_cast<std::int64_t>(stream.uniform_below(8));
  const auto per = static_cast<std::int64_t>(1 + stream.uniform_below(1'000));
  std::int64_t now = -500;
  TokenBucket bucket{size, refill, Duration::nanoseconds(per), Time::at_nanoseconds(now)};
  Int128 parts = Int128{size} * per;
  for (int step = 0; step < 200; ++step) {
    const auto elapsed = static_cast<std::int64_t>(stream.uniform_below(600));
    now += elapsed;
    parts = std::min(Int128{size} * per, parts + Int128{elapsed} * refill);
    const auto count = static_cast<std::int64_t>(stream.uniform_below(6));
    const Time ready = bucket.available_at(count, Time::at_nanoseconds(now));
    if (ready != Time::never()) {
      const auto wait = ready.nanoseconds() - now;
      RC_ASSERT(parts + Int128{wait} * refill >= Int128{count} * per);
      RC_ASSERT(wait == 0 || parts + Int128{wait - 1} * refill < Int128{count} * per);
    } else {
      RC_ASSERT(count > size || refill == 0);
    }
    const bool expected = parts >= Int128{count} * per;
    RC_ASSERT(bucket.take(count, Time::at_nanoseconds(now)) == expected);
    parts -= expected ? Int128{count} * per : 0;
  }
}

}  // namespace
}  // namespace sim
