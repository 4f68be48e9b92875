// Chains whose laws are known: two states, birth and death, pure decay.
#include "sim/theory/markov_chain.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/theory/mginf.hpp"

namespace sim::theory {
namespace {

TEST(MarkovChain, TwoStates) {
  const std::vector<Transition> transitions{{0, 1, 2.0}, {1, 0, 6.0}, {0, 0, 99.0}};
  const std::vector<double> law = stationary_law(2, transitions).value();
  EXPECT_NEAR(law[0], 0.75, 1e-15);
  // p1(t) = 1/4 (1 - exp(-8 t)) from state 0.
  for (const double t : {0.0, 0.01, 0.3, 50.0}) {
    EXPECT_NEAR(law_after(std::vector<double>{1.0, 0.0}, transitions, {}, t)[1], 0.25 * (1.0 - std::exp(-8.0 * t)),
                1e-13);
  }
}

TEST(MarkovChain, InfiniteServersArePoissonAtAnyTime) {
  // M/M/infinity from empty: Poisson of mean 3 (1 - exp(-t)).
  std::vector<Transition> transitions;
  for (std::size_t n = 0; n < 60; ++n) {
    transitions.push_back({n, n + 1, 3.0});
    transitions.push_back({n + 1, n, static_cast<double>(n + 1)});
  }
  std::vector<double> empty(61, 0.0);
  empty[0] = 1.0;
  const std::vector<double> later = law_after(empty, transitions, {}, 0.7);
  const std::vector<double> poisson = poisson_law(3.0 * -std::expm1(-0.7), 61);
  const std::vector<double> steady = stationary_law(61, transitions).value();
  const std::vector<double> steady_poisson = poisson_law(3.0, 61);
  for (std::size_t n = 0; n <= 60; ++n) {
    EXPECT_NEAR(later[n], poisson[n], 1e-13) << n;
    EXPECT_NEAR(steady[n], steady_poisson[n], 1e-13) << n;
  }
}

TEST(MarkovChain, LossesMakeTheLawDefective) {
  const std::vector<Transition> transitions{{0, 1, 1.0}, {1, 0, 1.0}};
  const std::vector<double> after =
      law_after(std::vector<double>{0.5, 0.5}, transitions, std::vector<double>{2.0, 2.0}, 0.9);
  EXPECT_NEAR(std::accumulate(after.begin(), after.end(), 0.0), std::exp(-1.8), 1e-14);
}

TEST(MarkovChain, WhatHasNoSingleStationaryLawSaysSo) {
  EXPECT_FALSE(stationary_law(3, std::vector<Transition>{{0, 1, 1.0}, {1, 0, 1.0}}).has_value());
  EXPECT_FALSE(stationary_law(4, std::vector<Transition>{{0, 1, 1.0}, {1, 0, 1.0}, {2, 3, 1.0}, {3, 2, 1.0}}));
  EXPECT_NEAR(stationary_law(1, {}).value()[0], 1.0, 1e-15);
  // Absorbed in state 2: that is its law.
  EXPECT_NEAR(stationary_law(3, std::vector<Transition>{{0, 1, 1.0}, {1, 2, 1.0}}).value()[2], 1.0, 1e-13);
}

}  // namespace
}  // namespace sim::theory
