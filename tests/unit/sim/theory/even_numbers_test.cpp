// Stations with equally many requests: against mean value analysis by hand, and against the limits.
#include "sim/theory/even_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/theory/mmc.hpp"

namespace sim::theory {
namespace {

double sum(const EvenCompany& company) {
  return std::accumulate(company.found.begin(), company.found.end(), 0.0);
}

/// One server of 100 ms and waits of 100 ms. Alone: X(1) = 1/0.2 = 5/s, Q(1) = 0.5. Two: R = 0.1 (1 + 0.5) = 0.15,
/// X(2) = 2/0.25 = 8/s, Q(2) = 1.2, a load of 0.8.
TEST(EvenNumbers, TwoRequestsByHand) {
  const EvenCompany company = even_company({1.0, 0.8, 0.1, 0.1});
  EXPECT_NEAR(company.slowdown, 1.5, 1e-12);
  ASSERT_EQ(company.found.size(), 2U);
  EXPECT_NEAR(company.found[0], 0.5, 1e-12);  // the other one waits
  EXPECT_NEAR(company.found[1], 0.5, 1e-12);
}

/// A load of 0.65, 6.5/s, is half of the time that of one request and half that of two; of those who come 8/13 are one
/// of two. At the server are 0.5 (0.5 + 1.2) on average, for 0.85 / 6.5 s each.
TEST(EvenNumbers, BetweenOneAndTwoByHand) {
  const EvenCompany company = even_company({1.0, 0.65, 0.1, 0.1});
  EXPECT_NEAR(company.slowdown, 0.85 / 6.5 / 0.1, 1e-12);
  ASSERT_EQ(company.found.size(), 2U);
  EXPECT_NEAR(company.found[1], 0.5 * 8.0 / 13.0, 1e-12);
  EXPECT_NEAR(sum(company), 1.0, 1e-12);
}

TEST(EvenNumbers, WithAServerForEachNobodyMeetsAnybody) {
  // Two servers at a load of 0.3 with short waits: hardly ever more than one request is there.
  const EvenCompany company = even_company({2.0, 0.3, 0.1, 0.01});
  EXPECT_NEAR(company.slowdown, 1.0, 1e-12);
  EXPECT_NEAR(sum(company), 1.0, 1e-12);
}

/// Of many who wait long the next one to come is anybody: an M/M/c station, whose company is that of M/M/c.
TEST(EvenNumbers, TendsToMMcAsWaitsGrow) {
  for (const std::int64_t servers : {1, 2, 8}) {
    const double c = static_cast<double>(servers);
    const double limit = mmc_means({0.7 * c / 0.1, 0.1, servers})->sojourn / 0.1;
    double last = 1.0;
    for (const double wait : {1.0, 10.0, 100.0}) {
      const EvenCompany company = even_company({c, 0.7, 0.1, wait});
      const double error = std::abs(company.slowdown / limit - 1.0);
      EXPECT_LT(error, last) << servers << " " << wait;
      EXPECT_NEAR(sum(company), 1.0, 1e-9);
      last = error;
    }
    // One request of N more or less moves the load by 1/N of itself, and M/M/1 by load / (1 - load)^2 of that.
    EXPECT_LT(last, 0.7 / (0.3 * 0.3) / std::min(7.0 * c * 100.0, 4'000.0)) << servers;
  }
}

TEST(EvenNumbers, TakeNoLongerWhereMillionsWait) {
  const EvenCompany company = even_company({64.0, 0.9, 0.001, 60.0});
  EXPECT_LT(company.found.size(), 10'000U);
  EXPECT_NEAR(company.slowdown, mmc_means({0.9 * 64.0 / 0.001, 0.001, 64})->sojourn / 0.001, 0.01);
}

TEST(EvenNumbers, NoMoreThanALimitLetsIn) {
  // Two at a time do 8/s; 9/s are asked for.
  const EvenCompany company = even_company({1.0, 0.9, 0.1, 0.1, 2.0});
  EXPECT_EQ(company.found.size(), 2U);
  EXPECT_NEAR(company.slowdown, 1.5, 1e-12);
}

TEST(EvenNumbers, LieBetweenWholeNumbersOfServers) {
  const double one = even_company({1.0, 0.8, 0.1, 0.1}).slowdown;
  const double two = even_company({2.0, 0.8, 0.1, 0.1}).slowdown;
  EXPECT_NEAR(even_company({1.25, 0.8, 0.1, 0.1}).slowdown, 0.75 * one + 0.25 * two, 1e-12);
}

}  // namespace
}  // namespace sim::theory
