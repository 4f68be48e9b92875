// M/M/c with set-up times: closed forms of two special cases, the truncated chain, limits.
#include "sim/theory/setup.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/theory/markov_chain.hpp"
#include "sim/theory/mmc.hpp"

namespace sim::theory {
namespace {

// One server: the mean time in the system is M/M/1's plus the mean set-up (Welch, "On a generalized M/G/1 queuing
// process in which the first customer of each busy period receives exceptional service", Operations Research 12, 1964).
TEST(Setup, OneServerIsWelchs) {
  for (const double load : {0.1, 0.7, 0.99}) {
    const SetupMeans means = setup_means({load, 1.0, 5.0, 1, {}}).value();
    EXPECT_NEAR(means.sojourn, 1.0 / (1.0 - load) + 5.0, 1e-9) << load;
    EXPECT_LT(means.error, 1e-12);
  }
}

// Set-ups one at a time: the same decomposition for any number of servers (Gandhi and Harchol-Balter, "M/G/k with
// exponential setup", Carnegie Mellon University, CMU-CS-09-166, 2009).
TEST(Setup, OneSetupAtATimeAddsItsMean) {
  for (const std::int64_t servers : {2, 7, 60}) {
    const double rate = 0.8 * static_cast<double>(servers);
    const SetupMeans means = setup_means({rate, 1.0, 3.0, servers, 1}).value();
    EXPECT_NEAR(means.wait, mmc_means({rate, 1.0, servers})->wait + 3.0, 1e-9) << servers;
  }
}

TEST(Setup, InstantSetupsAreMmc) {
  const SetupMeans means = setup_means({8.0, 1.0, 1e-9, 10, {}}).value();
  EXPECT_NEAR(means.wait, mmc_means({8.0, 1.0, 10})->wait, 1e-8);
  const std::vector<double>& law = means.busy_law;
  ASSERT_EQ(law.size(), 11U);
  EXPECT_NEAR(law[10], mmc_means({8.0, 1.0, 10})->delayed, 1e-7);
}

struct Truncated {
  double waiting = 0.0;
  double in_setup = 0.0;
};

/// The same chain with at most `top` requests, solved as it stands.
Truncated solve_truncated(const SetupQueue& queue, std::size_t top) {
  const auto servers = static_cast<std::size_t>(queue.servers);
  const auto limit = static_cast<std::size_t>(queue.setups_at_once.value_or(queue.servers));
  const auto state = [servers](std::size_t i, std::size_t j) { return j * (servers + 1) + i; };
  const auto in_setup = [=](std::size_t i, std::size_t j) { return std::min({j - i, servers - i, limit}); };
  std::vector<Transition> transitions;
  for (std::size_t j = 0; j <= top; ++j) {
    for (std::size_t i = 0; i <= servers; ++i) {
      if (i > j) {
        transitions.push_back({state(i, j), state(0, 0), 1.0});  // never reached
        continue;
      }
      if (j < top) {
        transitions.push_back({state(i, j), state(i, j + 1), queue.arrival_rate});
      }
      if (i > 0) {
        const std::size_t left = j > i ? i : i - 1;
        transitions.push_back({state(i, j), state(left, j - 1), static_cast<double>(i) / queue.service_mean});
      }
      if (j > i && i < servers) {
        transitions.push_back({state(i, j), state(i + 1, j), static_cast<double>(in_setup(i, j)) / queue.setup_mean});
      }
    }
  }
  const std::vector<double> law = stationary_law((top + 1) * (servers + 1), transitions).value();
  Truncated truncated;
  for (std::size_t j = 0; j <= top; ++j) {
    for (std::size_t i = 0; i <= std::min(j, servers); ++i) {
      truncated.waiting += static_cast<double>(j - i) * law[state(i, j)];
      truncated.in_setup += static_cast<double>(in_setup(i, j)) * law[state(i, j)];
    }
  }
  return truncated;
}

TEST(Setup, AgreesWithTheTruncatedChain) {
  for (const SetupQueue& queue :
       {SetupQueue{3.0, 1.0, 4.0, 5, {}}, SetupQueue{3.0, 1.0, 4.0, 5, 2}, SetupQueue{0.4, 2.0, 0.3, 3, {}}}) {
    const SetupMeans means = setup_means(queue).value();
    const Truncated truncated = solve_truncated(queue, 300);
    EXPECT_NEAR(means.waiting, truncated.waiting, 1e-10 * std::max(1.0, means.waiting));
    EXPECT_NEAR(means.in_setup, truncated.in_setup, 1e-10);
    EXPECT_NEAR(means.busy, queue.load(), 1e-12);
    EXPECT_NEAR(means.off + means.in_setup + means.busy, static_cast<double>(queue.servers), 1e-12);
  }
}

TEST(Setup, LargeAndNearlyIdlePoolsNeitherOverflowNorVanish) {
  const SetupMeans large = setup_means({360.0, 1.0, 50.0, 400, {}}).value();
  EXPECT_LT(large.error, 1e-10);
  EXPECT_GT(large.wait, 0.0);
  // A request every 1e6 service times finds all off: it waits for its own set-up.
  const SetupMeans idle = setup_means({1e-6, 1.0, 7.0, 50, {}}).value();
  EXPECT_NEAR(idle.wait, 7.0, 1e-3);
  EXPECT_FALSE(setup_means({5.0, 1.0, 1.0, 5, {}}).has_value());
}

}  // namespace
}  // namespace sim::theory
