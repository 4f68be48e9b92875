// Bias, variance and skewness of time averages: against closed forms of M/M/1, against M/M/infinity, and against a
// chain of two states whose generating function can be written down.
#include "sim/theory/time_average.hpp"

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "sim/theory/markov_chain.hpp"

namespace sim::theory {
namespace {

std::vector<double> numbers(const BirthDeathChain& chain) {
  std::vector<double> values;
  for (std::size_t n = 0; n <= chain.births.size(); ++n) {
    values.push_back(static_cast<double>(n));
  }
  return values;
}

TEST(TimeAverage, NumberPresentInMM1) {
  // Whitt, "Planning queueing simulations", Management Science 35 (1989): with mu = 1 the asymptotic variance is
  // 2 rho (1 + rho) / (1 - rho)^4; a run from empty falls short by rho / (1 - rho)^3 in all.
  for (const double rho : {0.3, 0.5, 0.8, 0.95}) {
    const BirthDeathChain chain = mmc_chain({rho, 1.0, 1});
    const TimeAverage average = time_average(chain, numbers(chain));
    const double idle = 1.0 - rho;
    EXPECT_NEAR(average.mean, rho / idle, 1e-10 * rho / idle);
    const double variance = 2.0 * rho * (1.0 + rho) / std::pow(idle, 4);
    EXPECT_NEAR(average.variance, variance, 1e-9 * variance);
    EXPECT_NEAR(average.lead.front(), -rho / std::pow(idle, 3), 1e-9 / std::pow(idle, 3));
  }
}

TEST(TimeAverage, ManyServersAreShotNoise) {
  // With more servers than ever needed the number present is a Poisson sum of exponential stays: the k-th cumulant of
  // its integral grows by lambda E[S^k] = lambda k! a unit of time. From empty, a E[S] is missing.
  const BirthDeathChain chain = mmc_chain({3.0, 1.0, 60});
  const TimeAverage average = time_average(chain, numbers(chain));
  EXPECT_NEAR(average.mean, 3.0, 1e-11);
  EXPECT_NEAR(average.variance, 6.0, 1e-9);
  EXPECT_NEAR(average.third_cumulant, 18.0, 1e-8);
  EXPECT_NEAR(average.lead.front(), -3.0, 1e-10);
  EXPECT_NEAR(average.skewness(100.0), 18.0 / std::pow(6.0, 1.5) / 10.0, 1e-9);
}

TEST(TimeAverage, TwoStates) {
  // Up at rate p, down at rate q, f = 1 above: the eigenvalue x of [[-p, p], [q, s - q]] solves
  // x^2 + (p + q - s) x - s p = 0; differentiating it implicitly three times gives the cumulants.
  const double p = 0.7;
  const double q = 2.0;
  const double r = p + q;
  const double first = p / r;
  const double second = 2.0 * first * (1.0 - first) / r;
  const double third = 3.0 * (second * (1.0 - 2.0 * first)) / r;
  const TimeAverage average = time_average({{p}, {q}}, std::vector<double>{0.0, 1.0});
  EXPECT_NEAR(average.mean, first, 1e-15);
  EXPECT_NEAR(average.variance, second, 1e-15);
  EXPECT_NEAR(average.third_cumulant, third, 1e-15);
  EXPECT_NEAR(average.lead[0], -first / r, 1e-15);
  EXPECT_NEAR(average.lead[1], (1.0 - first) / r, 1e-15);
}

TEST(TimeAverage, LeadIsWhatTheTransientSumsTo) {
  // E[N(t)] from empty by uniformisation, integrated by Simpson's rule until nothing is left of the deficit.
  const BirthDeathChain chain = mmc_chain({1.2, 1.0, 2});
  std::vector<Transition> transitions;
  for (std::size_t n = 0; n < chain.births.size(); ++n) {
    transitions.push_back({n, n + 1, chain.births[n]});
    transitions.push_back({n + 1, n, chain.deaths[n]});
  }
  const TimeAverage average = time_average(chain, numbers(chain));
  std::vector<double> law{1.0};
  law.resize(chain.births.size() + 1);
  constexpr double kStep = 0.1;
  constexpr int kSteps = 2'000;
  double sum = 0.0;
  for (int i = 0; i <= kSteps; ++i) {
    double mean = 0.0;
    for (std::size_t n = 0; n < law.size(); ++n) {
      mean += law[n] * static_cast<double>(n);
    }
    const double weight = i == 0 || i == kSteps ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0);
    sum += weight * (mean - average.mean);
    law = law_after(law, transitions, {}, kStep);
  }
  EXPECT_NEAR(sum * kStep / 3.0, average.lead.front(), 1e-4 * std::abs(average.lead.front()));
}

TEST(TimeAverage, ConstantHasNoSpread) {
  const BirthDeathChain chain = mmc_chain({0.5, 1.0, 1});
  const TimeAverage average = time_average(chain, std::vector<double>(chain.births.size() + 1, 4.0));
  EXPECT_NEAR(average.mean, 4.0, 1e-12);
  EXPECT_NEAR(average.variance, 0.0, 1e-12);
  EXPECT_NEAR(average.lead.front(), 0.0, 1e-12);
}

}  // namespace
}  // namespace sim::theory
