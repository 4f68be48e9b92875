#include "sim/stats/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/math.hpp"
#include "sim/random/stream.hpp"

namespace sim::stats {
namespace {

using namespace sim::literals;

constexpr std::int64_t kLongest = std::numeric_limits<std::int64_t>::max();

/// Values of every magnitude: a random number of random bits.
std::int64_t value_of_any_size() {
  const auto bits = *rc::gen::inRange(0, 64);
  const auto word = *rc::gen::arbitrary<std::uint64_t>();
  return bits == 0 ? 0 : static_cast<std::int64_t>(word >> (64 - bits)) & kLongest;
}

std::vector<std::int64_t> values_of_any_size() {
  const auto count = *rc::gen::inRange<std::size_t>(1, 400);
  std::vector<std::int64_t> values(count);
  std::generate(values.begin(), values.end(), value_of_any_size);
  return values;
}

LatencyHistogram histogram_of(const std::vector<std::int64_t>& values) {
  LatencyHistogram histogram;
  for (const std::int64_t value : values) {
    histogram.record(Duration::nanoseconds(value));
  }
  return histogram;
}

/// The largest distance that the histogram promises from a value: 1/256 of it, and half a nanosecond of rounding.
double promised(std::int64_t value) {
  return LatencyHistogram::kRelativeError * static_cast<double>(value) + 0.5;
}

void expect_same(const LatencyHistogram& a, const LatencyHistogram& b) {
  RC_ASSERT(a.count() == b.count());
  RC_ASSERT(a.sum() == b.sum());
  RC_ASSERT(a.minimum() == b.minimum());
  RC_ASSERT(a.maximum() == b.maximum());
  for (int i = 0; i <= 100; ++i) {
    RC_ASSERT(a.quantile(i / 100.0) == b.quantile(i / 100.0));
  }
}

RC_GTEST_PROP(LatencyHistogramProperty, QuantilesAreThoseOfTheSortedValues, ()) {
  std::vector<std::int64_t> values = values_of_any_size();
  const LatencyHistogram histogram = histogram_of(values);
  std::sort(values.begin(), values.end());
  const auto per_mille = *rc::gen::inRange<std::size_t>(0, 1001);
  const std::size_t rank = std::max<std::size_t>(1, (per_mille * values.size() + 999) / 1000);  // exact ceiling
  const std::int64_t exact = values[rank - 1];
  const std::int64_t seen = histogram.quantile(static_cast<double>(per_mille) / 1000.0)->nanoseconds();
  RC_ASSERT(std::abs(static_cast<double>(seen) - static_cast<double>(exact)) <= promised(exact));
}

RC_GTEST_PROP(LatencyHistogramProperty, CountSumAndExtremesAreExact, ()) {
  const std::vector<std::int64_t> values = values_of_any_size();
  const LatencyHistogram histogram = histogram_of(values);
  Int128 sum = 0;
  for (const std::int64_t value : values) {
    sum += value;
  }
  RC_ASSERT(histogram.count() == values.size());
  RC_ASSERT(histogram.sum() == sum);
  RC_ASSERT(histogram.minimum().nanoseconds() == *std::min_element(values.begin(), values.end()));
  RC_ASSERT(histogram.maximum().nanoseconds() == *std::max_element(values.begin(), values.end()));
  RC_ASSERT(histogram.mean_nanoseconds() == static_cast<double>(sum) / static_cast<double>(values.size()));
}

RC_GTEST_PROP(LatencyHistogramProperty, MergingEqualsRecordingAll, ()) {
  const std::vector<std::int64_t> first = values_of_any_size();
  const std::vector<std::int64_t> second = values_of_any_size();
  LatencyHistogram merged = histogram_of(first);
  merged.merge(histogram_of(second));
  merged.merge(LatencyHistogram{});
  std::vector<std::int64_t> all = second;
  all.insert(all.end(), first.begin(), first.end());
  expect_same(merged, histogram_of(all));
}

RC_GTEST_PROP(LatencyHistogramProperty, AResetHistogramIsAsNew, ()) {
  LatencyHistogram used = histogram_of(values_of_any_size());
  used.reset();
  RC_ASSERT(used.empty());
  const std::vector<std::int64_t> values = values_of_any_size();
  for (const std::int64_t value : values) {
    used.record(Duration::nanoseconds(value));
  }
  expect_same(used, histogram_of(values));
}

RC_GTEST_PROP(LatencyHistogramProperty, RecordingManyEqualsRecordingOneByOne, ()) {
  const std::int64_t value = value_of_any_size();
  const auto times = *rc::gen::inRange<std::uint64_t>(0, 50);
  LatencyHistogram many;
  many.record(Duration::nanoseconds(value), times);
  expect_same(many, histogram_of(std::vector<std::int64_t>(times, value)));
}

// Every power of two and its neighbours, alone between two far values so that nothing is cut to the extremes.
TEST(LatencyHistogram, BucketsHoldTheirPromiseAtEveryBorder) {
  for (int bit = 0; bit < 63; ++bit) {
    for (const std::int64_t offset : {-1, 0, 1}) {
      for (const std::int64_t step : {0, 1, 63, 127}) {
        const std::int64_t power = std::int64_t{1} << bit;
        const std::int64_t value = std::max<std::int64_t>(0, power + (power >> 7) * step + offset);
        LatencyHistogram histogram;
        histogram.record(Duration{});
        histogram.record(Duration::nanoseconds(value));
        histogram.record(Duration::max());
        const auto middle = static_cast<double>(histogram.quantile(0.5)->nanoseconds());
        EXPECT_LE(std::abs(middle - static_cast<double>(value)), promised(value)) << value;
      }
    }
  }
}

TEST(LatencyHistogram, SmallValuesAreExact) {
  LatencyHistogram histogram;
  for (int i = 0; i <= 255; ++i) {
    histogram.record(Duration::nanoseconds(i));
  }
  for (int i = 0; i <= 255; ++i) {
    EXPECT_EQ(histogram.quantile((i + 1) / 256.0), Duration::nanoseconds(i));
  }
}

TEST(LatencyHistogram, ManyAtOnceAreTheSameAsOneByOne) {
  random::Stream stream = random::make_stream(7, 0, "test", "ascending");
  std::vector<std::int64_t> values(500);
  std::vector<std::uint64_t> times(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<std::int64_t>(random::exp(20.0 * stream.uniform01()));
    times[i] = static_cast<std::uint64_t>(4.0 * stream.uniform01());  // a quarter of them none
  }
  std::sort(values.begin(), values.end());
  LatencyHistogram together;
  LatencyHistogram alone;
  for (int round = 0; round < 2; ++round) {  // into an empty one, and into one that holds something
    together.record_ascending(values, times);
    for (std::size_t i = 0; i < values.size(); ++i) {
      alone.record(Duration::nanoseconds(values[i]), times[i]);
    }
    EXPECT_EQ(together.count(), alone.count());
    EXPECT_EQ(together.sum(), alone.sum());
    EXPECT_EQ(together.minimum(), alone.minimum());
    EXPECT_EQ(together.maximum(), alone.maximum());
    for (int q = 0; q <= 1'000; ++q) {
      EXPECT_EQ(together.quantile(q / 1'000.0), alone.quantile(q / 1'000.0)) << q;
    }
  }
}

TEST(LatencyHistogram, AnEmptyOneHasNoQuantiles) {
  const LatencyHistogram histogram;
  EXPECT_TRUE(histogram.empty());
  EXPECT_EQ(histogram.quantile(0.5), std::nullopt);
  EXPECT_TRUE(std::isnan(histogram.mean_nanoseconds()));
  EXPECT_EQ(histogram.minimum(), Duration{});
  EXPECT_EQ(histogram.maximum(), Duration{});
}

TEST(LatencyHistogram, ASingleValueIsExactAtEveryQuantile) {
  for (const Duration value : {0_ns, 1_ns, 123'456'789_ns, 300_d, Duration::max()}) {
    LatencyHistogram histogram;
    histogram.record(value, 5'000'000'000);  // more than 32 bits hold
    EXPECT_EQ(histogram.quantile(0.0), value);
    EXPECT_EQ(histogram.quantile(0.99), value);
    EXPECT_EQ(histogram.quantile(1.0), value);
    EXPECT_EQ(histogram.mean_nanoseconds(), static_cast<double>(value.nanoseconds()));
  }
}

// 0.07 x 100 is 7.000000000000001 in doubles; the quantile is the 7th value all the same.
TEST(LatencyHistogram, RoundingOfTheRankDoesNotSkipAValue) {
  LatencyHistogram histogram;
  for (int i = 1; i <= 100; ++i) {
    histogram.record(Duration::nanoseconds(i));
  }
  for (int percent = 1; percent <= 100; ++percent) {
    EXPECT_EQ(histogram.quantile(percent / 100.0), Duration::nanoseconds(percent));
  }
}

TEST(LatencyHistogramDeathTest, AQuantileOutsideIsRefused) {
  EXPECT_DEATH(static_cast<void>(LatencyHistogram{}.quantile(1.5)), "quantile");
}

}  // namespace
}  // namespace sim::stats
