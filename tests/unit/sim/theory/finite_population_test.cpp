// M/M/c//N against its solution by hand, against its limits, and against a table.
#include "sim/theory/finite_population.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/theory/mmc.hpp"

namespace sim::theory {
namespace {

TEST(FinitePopulation, TwoUsersByHand) {
  // Z = 2 s, S = 1 s, one server: p1 / p0 = 2/2, p2 / p1 = 1/2; p = 2/5, 2/5, 1/5.
  const FinitePopulation model{2, 2.0, 1.0, 1};
  const std::vector<double> law = finite_population_law(model);
  ASSERT_EQ(law.size(), 3U);
  EXPECT_NEAR(law[0], 0.4, 1e-15);
  EXPECT_NEAR(law[1], 0.4, 1e-15);
  EXPECT_NEAR(law[2], 0.2, 1e-15);
  const FinitePopulationMeans means = finite_population_means(model);
  EXPECT_NEAR(means.busy, 0.6, 1e-15);
  EXPECT_NEAR(means.throughput, 0.6, 1e-15);
  EXPECT_NEAR(means.in_system, 0.8, 1e-15);
  EXPECT_NEAR(means.response, 2.0 / 0.6 - 2.0, 1e-14);
  EXPECT_NEAR(means.wait, 1.0 / 3.0, 1e-14);
}

TEST(FinitePopulation, WithAServerForEachNobodyWaits) {
  const FinitePopulationMeans means = finite_population_means({30, 9.0, 1.0, 30});
  EXPECT_NEAR(means.throughput, 3.0, 1e-12);
  EXPECT_NEAR(means.response, 1.0, 1e-12);
  EXPECT_NEAR(means.wait, 0.0, 1e-12);
}

/// Mean value analysis of one server and a delay: R(n) = S (1 + Q(n - 1)), X(n) = n / (Z + R(n)), Q(n) = X(n) R(n).
/// Reiser and Lavenberg, Journal of the ACM 27(2), 1980.
TEST(FinitePopulation, AgreesWithMeanValueAnalysis) {
  const double think = 3.0;
  const double service = 0.05;
  double queue = 0.0;
  for (int users = 1; users <= 200; ++users) {
    const double response = service * (1.0 + queue);
    const double throughput = users / (think + response);
    queue = throughput * response;
    const FinitePopulationMeans means = finite_population_means({users, think, service, 1});
    ASSERT_NEAR(means.throughput, throughput, 1e-12 * throughput) << users;
    ASSERT_NEAR(means.response, response, 1e-9 * response) << users;
  }
}

/// Many users who think long are a Poisson process.
TEST(FinitePopulation, TendsToMMc) {
  const MmcQueue open{70.0, 0.025, 2};
  const double limit = mmc_means(open)->sojourn;
  double last = 1.0;
  for (const std::int64_t users : {1'000, 10'000, 100'000, 1'000'000}) {
    const FinitePopulation closed{users, static_cast<double>(users) / 70.0 - limit, 0.025, 2};
    const double error = std::abs(finite_population_means(closed).response / limit - 1.0);
    EXPECT_LT(error, last / 5.0) << users;
    last = error;
  }
  EXPECT_LT(last, 1e-4);
}

}  // namespace
}  // namespace sim::theory
