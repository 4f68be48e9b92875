// Latencies of requests that came as rates: what is booked by law is what the laws' slices hold.
#include "models/client/law_latencies.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "models/client/ledger.hpp"

namespace models::client {
namespace {

/// Exponential, by its slices' middles.
LatencySlices exponential(double mean_nanoseconds) {
  LatencySlices law;
  double begin = 0.0;
  for (std::size_t i = 0; i < LatencySlices::kCount; ++i) {
    const double middle = 0.5 * (begin + LatencySlices::ends()[i]);
    law.nanoseconds[i] = -mean_nanoseconds * std::log1p(-middle);
    begin = LatencySlices::ends()[i];
  }
  return law;
}

std::int64_t total(const SlicedRequests& sliced) {
  return std::accumulate(sliced.requests().begin(), sliced.requests().end(), std::int64_t{0});
}

TEST(SlicedRequests, LoseNobody) {
  const LatencySlices law = exponential(1e8);
  for (const std::int64_t count : {std::int64_t{1}, std::int64_t{2}, std::int64_t{97}, std::int64_t{1'000'000'007}}) {
    for (const double phase : {0.0, 0.31, 0.999}) {
      EXPECT_EQ(total({law, count, phase}), count);
      EXPECT_EQ(total({law, count, phase, 1}), count);
      const SlicedRequests half{law, count, phase, 64};
      EXPECT_EQ(half.requests().size(), 64U);
      EXPECT_EQ(total(half), count);
    }
  }
}

TEST(LawLatencies, QuantilesOfATickAreThoseOfTheMixture) {
  const LatencySlices fast = exponential(1e6);
  const LatencySlices slow = exponential(1e8);
  LawLatencies latencies;
  latencies.add(fast, 9'000);
  latencies.add(slow, 500);
  latencies.add(slow, 500);
  for (const double q : {0.5, 0.9, 0.95, 0.99}) {
    const double found = latencies.tick_quantile(q);
    // P(X <= x) of the mixture; a slice is 0.7 % of all at most, 0.14 % above the 90th percentile.
    const double share = 0.9 * -std::expm1(-found / 1e6) + 0.1 * -std::expm1(-found / 1e8);
    EXPECT_NEAR(share, q, q < 0.9 ? 0.007 : 0.0014) << q;
  }
}

TEST(Ledger, WhatIsBookedByLawIsCountedWhenTheBooksAreClosed) {
  const LatencySlices law = exponential(1e8);
  Ledger ledger{1, sim::Duration::milliseconds(100)};
  ledger.begin_measuring();
  for (int tick = 0; tick < 10; ++tick) {
    Counts counts;
    counts.offered = 1'000;
    counts.completed = 1'000;
    ledger.latencies(law, ledger.book(0, counts));
    EXPECT_NEAR(ledger.tick_quantile(0.5)->seconds(), 0.1 * std::log(2.0), 0.002);
    ledger.take_tick();
    EXPECT_FALSE(ledger.tick_quantile(0.5));
  }
  ledger.end_measuring();
  ledger.close();
  EXPECT_EQ(ledger.measured().latency.count(), 10'000U);
  EXPECT_NEAR(static_cast<double>(ledger.measured().latency.sum()) / 1e4, 1e8, 1e6);  // middles of slices: 0.6 %
  EXPECT_NEAR(static_cast<double>(ledger.measured().within_slo), 1e4 * -std::expm1(-1.0), 80.0);  // a slice
}

TEST(Ledger, ATickMayMeetALawAndTimesOfItsOwn) {
  const LatencySlices law = exponential(1e8);
  Ledger ledger{1, sim::Duration::max()};
  ledger.begin_measuring();
  Counts counts;
  counts.offered = 300;
  counts.completed = 300;
  ledger.book(0, counts);
  ledger.latencies(law, 100);
  ledger.latencies(SlicedRequests{law, 100, 0.5});
  ledger.latencies(law, 100);
  EXPECT_NEAR(ledger.tick_quantile(0.5)->seconds(), 0.1 * std::log(2.0), 0.004);
  ledger.close();
  EXPECT_EQ(ledger.measured().latency.count(), 300U);
  EXPECT_EQ(ledger.measured().within_slo, 300);
}

}  // namespace
}  // namespace models::client
