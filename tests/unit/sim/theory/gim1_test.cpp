// GI/M/1 against M/M/1, against the cases that have a root in closed form, and against a Markov chain.
#include "sim/theory/gim1.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/theory/markov_chain.hpp"
#include "sim/theory/mmc.hpp"

namespace sim::theory {
namespace {

TEST(GiM1, OneStageIsMM1) {
  for (const double rate : {0.01, 0.5, 0.9, 0.999}) {
    const QueueMeans means = gim1_means({rate, 1.0, 1}).value();
    const QueueMeans poisson = mmc_means({rate, 1.0, 1}).value();
    EXPECT_NEAR(means.wait, poisson.wait, 1e-9 * poisson.sojourn / (1.0 - rate));
    EXPECT_NEAR(means.delayed, rate, 1e-12);
  }
}

// Two stages at a load of one half: s (1 + 2 (1 - s) / 2)^2 = 1, a cubic with the root
// (3 - sqrt(5)) / 2: s (2 - s)^2 - 1 = (s - 1)(s^2 - 3 s + 1).
TEST(GiM1, TwoStagesHaveTheRootOfACubic) {
  const double root = (3.0 - std::sqrt(5.0)) / 2.0;
  const QueueMeans means = gim1_means({0.5, 1.0, 2}).value();
  EXPECT_NEAR(means.delayed, root, 1e-12);
  EXPECT_NEAR(means.sojourn, 1.0 / (1.0 - root), 1e-12);
}

// Evenly spaced arrivals: the root solves s = exp(-(1 - s) / load), and is the limit of many stages.
TEST(GiM1, EvenArrivalsSolveTheirEquation) {
  for (const double load : {0.1, 0.5, 0.8, 0.99}) {
    const double root = gim1_means({load, 1.0, std::nullopt}).value().delayed;
    EXPECT_NEAR(root, std::exp(-(1.0 - root) / load), 1e-14);
    EXPECT_LT(root, load);
    EXPECT_NEAR(gim1_means({load, 1.0, 1'000'000}).value().delayed, root, 1e-5);
  }
}

/// State: number present x stages + stage of the next arrival. The chain is cut where less than 1e-12 is left.
TEST(GiM1, AgreesWithItsMarkovChain) {
  constexpr std::size_t kStages = 3;
  constexpr std::size_t kPlaces = 100;
  constexpr double kRate = 0.7;
  std::vector<Transition> transitions;
  for (std::size_t present = 0; present <= kPlaces; ++present) {
    for (std::size_t stage = 0; stage < kStages; ++stage) {
      const std::size_t state = present * kStages + stage;
      const bool arrives = stage + 1 == kStages;
      const std::size_t after = std::min(present + 1, kPlaces);
      transitions.push_back({state, arrives ? after * kStages : state + 1, kRate * kStages});
      if (present > 0) {
        transitions.push_back({state, state - kStages, 1.0});
      }
    }
  }
  const std::vector<double> law = stationary_law((kPlaces + 1) * kStages, transitions).value();
  double number = 0.0;
  for (std::size_t state = 0; state < law.size(); ++state) {
    number += static_cast<double>(state / kStages) * law[state];
  }
  EXPECT_NEAR(gim1_means({kRate, 1.0, kStages}).value().in_system, number, 1e-9);
}

TEST(GiM1, HasNoSteadyStateAtFullLoad) {
  EXPECT_FALSE(gim1_means({1.0, 1.0, 4}).has_value());
  EXPECT_FALSE(gim1_means({2.0, 1.0, std::nullopt}).has_value());
}

}  // namespace
}  // namespace sim::theory
