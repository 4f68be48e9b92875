// The error tables of sim/theory/allen_cunneen.hpp, recomputed against exact answers.
#include "sim/theory/allen_cunneen.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "sim/theory/mdc.hpp"
#include "sim/theory/mg1.hpp"
#include "sim/theory/mmc.hpp"
#include "tests/unit/sim/theory/chains.hpp"

namespace sim::theory {
namespace {

constexpr double kLoads[] = {0.5, 0.8, 0.95};
constexpr std::size_t kServers[] = {2, 4, 10};

/// Enough places that fewer than 1e-12 are lost: the tail falls like exp(-2 (1 - rho) n / (1 + cv^2)) in heavy traffic
/// (Kingman), and as rho^n or faster below.
std::size_t places_for(double utilisation, std::size_t servers, double cv) {
  const double heavy = std::max(1.0, (1.0 + cv * cv) / 2.0);
  return servers + static_cast<std::size_t>(30.0 * heavy / -std::log(utilisation));
}

/// Percent by which the approximation is too high, against `exact`(rate, servers, utilisation) of unit mean service.
template <class Exact>
void expect_table(const double (&printed)[3][3], double cv, const Exact& exact) {
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) {
      const double rate = kLoads[i] * static_cast<double>(kServers[k]);
      const double approximate = allen_cunneen_wait(rate, 1.0, static_cast<std::int64_t>(kServers[k]), 1.0, cv).value();
      const double error = 100.0 * (approximate / exact(rate, kServers[k], kLoads[i]) - 1.0);
      EXPECT_NEAR(error, printed[i][k], 0.051) << "load " << kLoads[i] << ", " << kServers[k] << " servers, cv " << cv;
    }
  }
}

TEST(AllenCunneen, ErrorForConstantService) {
  expect_table({{-5.7, -12.4, -23.9}, {-1.6, -3.5, -6.9}, {-0.3, -0.7, -1.4}}, 0.0,
               [](double rate, std::size_t servers, double) {
                 return mdc_wait(rate, 1.0, static_cast<std::int64_t>(servers)).value();
               });
}

TEST(AllenCunneen, ErrorForErlangTwoService) {
  expect_table({{-2.2, -4.8, -9.1}, {-0.7, -1.5, -3.0}, {-0.1, -0.3, -0.6}}, std::sqrt(0.5),
               [](double rate, std::size_t servers, double utilisation) {
                 return phase_type_wait(rate, erlang_two(1.0), servers, places_for(utilisation, servers, 1.0));
               });
}

TEST(AllenCunneen, ErrorForHyperexponentialService) {
  expect_table({{3.0, 6.4, 11.5}, {0.9, 2.0, 4.1}, {0.2, 0.4, 0.9}}, 1.2,
               [](double rate, std::size_t servers, double utilisation) {
                 return phase_type_wait(rate, hyperexponential(1.0, 1.2), servers,
                                        places_for(utilisation, servers, 1.2));
               });
  expect_table({{12.9, 30.2, 63.6}, {3.7, 8.5, 18.3}, {0.8, 1.8, 3.7}}, 2.0,
               [](double rate, std::size_t servers, double utilisation) {
                 return phase_type_wait(rate, hyperexponential(1.0, 2.0), servers,
                                        places_for(utilisation, servers, 2.0));
               });
}

/// G/M/1 with unit mean service: the wait is sigma / (1 - sigma), where sigma = A*(1 - sigma), A* being the Laplace
/// transform of the time between arrivals (Kleinrock I, 6.4).
template <class Transform>
double gm1_wait(const Transform& transform) {
  double sigma = 0.5;
  for (int round = 0; round < 5'000; ++round) {
    sigma = transform(1.0 - sigma);
  }
  return sigma / (1.0 - sigma);
}

TEST(AllenCunneen, ErrorForOtherArrivals) {
  const double erlang_errors[] = {21.4, 5.5, 1.2};
  const double hyper_errors[] = {15.6, 1.8, 0.1};
  for (std::size_t i = 0; i < 3; ++i) {
    const double rate = kLoads[i];
    const double steady = gm1_wait([rate](double s) { return std::pow(2.0 * rate / (2.0 * rate + s), 2.0); });
    EXPECT_NEAR(100.0 * (allen_cunneen_wait(rate, 1.0, 1, std::sqrt(0.5), 1.0).value() / steady - 1.0),
                erlang_errors[i], 0.051);
    const TwoPhases bursts = hyperexponential(1.0 / rate, 2.0);
    const double bursty = gm1_wait([&bursts](double s) {
      return bursts.start_first * bursts.first_rate / (bursts.first_rate + s) +
             (1.0 - bursts.start_first) * bursts.second_rate / (bursts.second_rate + s);
    });
    EXPECT_NEAR(100.0 * (allen_cunneen_wait(rate, 1.0, 1, 2.0, 1.0).value() / bursty - 1.0), hyper_errors[i], 0.051);
  }
}

TEST(AllenCunneen, ExactCases) {
  EXPECT_NEAR(allen_cunneen_wait(3.2, 1.0, 4, 1.0, 1.0).value(), mmc_means({3.2, 1.0, 4})->wait, 1e-14);
  EXPECT_NEAR(allen_cunneen_wait(0.7, 1.0, 1, 1.0, 0.3).value(), mg1_means(0.7, 1.0, 0.3)->wait, 1e-14);
  EXPECT_FALSE(allen_cunneen_wait(4.0, 1.0, 4, 1.0, 1.0).has_value());
}

// The chains of this table, where a formula knows the answer: M/E2/1 and M/H2/1 by Pollaczek and Khinchine.
TEST(AllenCunneen, TheChainsAreRight) {
  EXPECT_NEAR(phase_type_wait(0.8, erlang_two(1.0), 1, 200), mg1_means(0.8, 1.0, std::sqrt(0.5))->wait, 1e-9);
  EXPECT_NEAR(phase_type_wait(0.8, hyperexponential(1.0, 2.0), 1, 500), mg1_means(0.8, 1.0, 2.0)->wait, 1e-9);
}

}  // namespace
}  // namespace sim::theory
