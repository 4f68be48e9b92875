// Keep-alive pools: one environment by hand, published and independent simulations, uniformisation, limits.
#include "sim/theory/keep_alive.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "sim/theory/erlang.hpp"
#include "sim/theory/markov_chain.hpp"
#include "tests/unit/sim/theory/pool_simulation.hpp"

namespace sim::theory {
namespace {

// The published example of SimFaaS (Mahmoudi and Khazaei, pacslab/simfaas on GitHub, README): 0.9 requests/s, 1.991 s
// warm and 2.244 s cold, expiry 600 s.
constexpr KeepAlivePool kSimFaas{0.9, 1.991, 2.244, 600.0, {}};

// 1.8e9 requests of an independent simulation of that example (newest created first), whose own error is about 0.1 %.
TEST(KeepAlive, AgreesWithALongSimulationOfTheSimFaasExample) {
  const KeepAliveLaw law = keep_alive_law(kSimFaas);
  EXPECT_NEAR(law.cold_start_fraction, 1.3310e-3, 0.005 * 1.3310e-3);
  EXPECT_NEAR(law.environments, 7.6976, 0.001 * 7.6976);
  EXPECT_NEAR(law.busy, 1.7923, 0.0002);
  EXPECT_NEAR(law.idle, 5.9053, 0.001 * 5.9053);
  EXPECT_NEAR(law.lifetime, 6'425.7, 0.005 * 6'425.7);
  const double printed[] = {0.0, 0.0, 0.0, 0.0, 0.0, 0.0001, 0.0571, 0.4023, 0.3726, 0.1301, 0.0306, 0.0060, 0.0010};
  for (std::size_t n = 0; n < std::size(printed); ++n) {
    EXPECT_NEAR(law.law[n], printed[n], 0.0008) << n;
  }
}

// What SimFaaS itself prints for it, ten runs of 1e6 s: P(cold) 0.001337 +- 3.8e-5, 7.695 +- 0.023 environments.
TEST(KeepAlive, AgreesWithSimFaas) {
  const KeepAliveLaw law = keep_alive_law(kSimFaas);
  EXPECT_NEAR(law.cold_start_fraction, 0.001337, 3.8e-5);
  EXPECT_NEAR(law.environments, 7.695, 0.023);
  EXPECT_NEAR(law.lifetime, 6'420.0, 170.0);
}

// Other rows of the independent simulation: rate, service, expiry; cold start fraction and environments, oldest first.
TEST(KeepAlive, AgreesWithOtherSimulatedPools) {
  struct Row {
    KeepAlivePool pool;
    double cold;
    double environments;
  };
  for (const Row& row :
       {Row{{0.9, 1.991, 1.991, 60.0, {}}, 0.01600, 5.893}, Row{{10.0, 2.0, 2.0, 60.0, {}}, 3.668e-3, 32.89},
        Row{{0.05, 2.0, 2.0, 600.0, {}}, 0.010701, 2.0478}}) {
    const KeepAliveLaw law = keep_alive_law(row.pool);
    EXPECT_NEAR(law.cold_start_fraction / row.cold, 1.0, 0.01) << row.pool.arrival_rate;
    EXPECT_NEAR(law.environments / row.environments, 1.0, 0.002) << row.pool.arrival_rate;
  }
}

// Ten rates of the function that Mahmoudi and Khazaei measured on AWS Lambda (2020; exp.csv of pacslab/simfaas): rate,
// and an independent simulation's cold start fraction and mean number of environments. 1.98134 s warm, 2.30374 s cold.
TEST(KeepAlive, AgreesWithSimulationsOfTheMeasuredLambda) {
  const double rows[][3] = {{0.00246, 0.23279, 0.7797}, {0.00345, 0.13188, 0.8893}, {0.00572, 0.04259, 1.0061},
                            {0.01638, 0.02316, 1.2648}, {0.09987, 0.00711, 2.6453}, {0.19808, 0.00379, 3.5763},
                            {0.39749, 0.00240, 4.9918}, {0.59561, 0.00178, 6.1409}, {0.79794, 0.00145, 7.1854},
                            {1.00053, 0.00124, 8.1503}};
  for (const auto& [rate, cold, environments] : rows) {
    const KeepAliveLaw law = keep_alive_law({rate, 1.98134, 2.30374, 600.0, {}});
    EXPECT_NEAR(law.cold_start_fraction / cold, 1.0, 0.01) << rate;
    EXPECT_NEAR(law.environments / environments, 1.0, 0.001) << rate;
  }
}

// The stated errors, against the pool itself: cold starts at most 1.2 % off for expiries from 30 service times on. The
// simulation's own error is 1/6 to 1/3 of what it is compared with.
TEST(KeepAlive, StatedErrorsHold) {
  for (const KeepAlivePool& pool : {KeepAlivePool{0.1, 1.0, 1.0, 30.0, {}}, KeepAlivePool{2.0, 1.0, 1.0, 30.0, {}},
                                    KeepAlivePool{2.0, 1.0, 1.3, 100.0, {}}, KeepAlivePool{20.0, 1.0, 1.0, 30.0, {}}}) {
    const double theory = keep_alive_law(pool).cold_start_fraction;
    for (const Reuse reuse : {Reuse::kOldestFirst, Reuse::kNewestFirst}) {
      const stats::Interval simulated = PoolSimulation{pool, reuse, 7}.cold_start_fraction(60'000);
      EXPECT_NEAR(theory, simulated.mean, 0.012 * simulated.mean + 2.0 * simulated.half_width())
          << pool.arrival_rate << ' ' << pool.expiry;
    }
    // Most recently used: 0 to 4.5 % more cold starts.
    const stats::Interval recent = PoolSimulation{pool, Reuse::kMostRecentlyUsed, 7}.cold_start_fraction(60'000);
    EXPECT_GT(recent.high + recent.half_width(), theory);
    EXPECT_LT(recent.low - recent.half_width(), 1.045 * theory);
  }
}

// One environment, allowed one: it is cold when the next arrival comes later than the expiry after a service, or, since
// arrivals during a service are turned away, with probability exp(-lambda tau). Busy: Erlang B.
TEST(KeepAlive, OneEnvironmentByHand) {
  const KeepAliveLaw law = keep_alive_law({0.01, 3.0, 3.0, 120.0, 1});
  EXPECT_NEAR(law.cold_start_fraction, std::exp(-1.2), 1e-11);
  EXPECT_NEAR(law.rejected_fraction, erlang_b(1, 0.03), 1e-14);
  EXPECT_NEAR(law.busy, 0.03 / 1.03, 1e-13);
  // Per cycle of 1 / lambda + service: service, and min(T, expiry) of mean (1 - exp(-lambda tau)) / lambda.
  EXPECT_NEAR(law.environments, (3.0 - std::expm1(-1.2) / 0.01) / 103.0, 1e-11);
  EXPECT_NEAR(law.law[0] + law.law[1], 1.0, 1e-15);
  // A cold start that takes longer: the busy share follows, the probability does not.
  const KeepAliveLaw slow = keep_alive_law({0.01, 3.0, 9.0, 120.0, 1});
  EXPECT_NEAR(slow.cold_start_fraction, std::exp(-1.2), 1e-11);
  EXPECT_NEAR(slow.busy, 0.01 * (1.0 - slow.rejected_fraction) * (3.0 + 6.0 * std::exp(-1.2)), 1e-11);
}

// P(T > tau) by the contour against uniformisation of the same killed chain.
TEST(KeepAlive, TheContourAgreesWithUniformisation) {
  const double load = 6.0;
  for (const std::size_t before : {std::size_t{0}, std::size_t{3}, std::size_t{11}, std::size_t{18}}) {
    // State at the end of a service that began with all busy, by the chain itself: Erlang's loss system until an
    // exponential time of rate 1. Its resolvent, from uniformisation of a chain that restarts: (x, service running).
    std::vector<Transition> restarts;
    std::vector<Transition> moves;
    for (std::size_t x = 0; x <= before; ++x) {
      if (x < before) {
        moves.push_back({x, x + 1, load});
      }
      if (x > 0) {
        moves.push_back({x, x - 1, static_cast<double>(x)});
      }
      restarts.push_back({x, before, 1.0});
    }
    restarts.insert(restarts.end(), moves.begin(), moves.end());
    const std::vector<double> state = stationary_law(before + 1, restarts).value();
    std::vector<double> losses(before + 1, 0.0);
    losses[before] = load;
    for (const double time : {0.3, 5.0, 80.0}) {
      const std::vector<double> after = law_after(state, moves, losses, time);
      const double expected = std::accumulate(after.begin(), after.end(), 0.0);
      EXPECT_NEAR(keep_alive_idle_tail(load / 2.0, 2.0, static_cast<std::int64_t>(before) + 1, 2.0 * time), expected,
                  2e-11)
          << before << " before, " << time;
    }
  }
}

// SimFaaS, examples/03: 1,000 requests/s of 2.016 s against 1,000 environments: Erlang-B(1000, 2016) = 0.504455.
TEST(KeepAlive, AConcurrencyLimitIsErlangB) {
  const KeepAliveLaw law = keep_alive_law({1'000.0, 2.016, 2.163, 600.0, 1'000});
  EXPECT_NEAR(law.rejected_fraction, 0.504455, 1e-6);
  EXPECT_NEAR(law.environments, 1'000.0, 1e-6);
  EXPECT_LT(law.cold_start_fraction, 1e-9);
}

TEST(KeepAlive, LawsAreConsistentAndMonotone) {
  for (const double rate : {0.001, 0.3, 40.0, 400.0}) {
    double cold = 1.0;
    for (const double expiry : {10.0, 60.0, 600.0}) {
      const KeepAliveLaw law = keep_alive_law({rate, 0.5, 0.9, expiry, {}});
      double total = 0.0;
      double mean = 0.0;
      for (std::size_t n = 0; n < law.law.size(); ++n) {
        EXPECT_GE(law.law[n], 0.0);
        total += law.law[n];
        mean += static_cast<double>(n) * law.law[n];
      }
      EXPECT_NEAR(total, 1.0, 1e-12);
      EXPECT_NEAR(mean / law.environments, 1.0, 1e-6);
      EXPECT_LT(law.cold_start_fraction, cold);
      EXPECT_NEAR(law.busy, rate * (0.5 + 0.4 * law.cold_start_fraction), 1e-9 * law.busy);
      EXPECT_EQ(law.rejected_fraction, 0.0);
      cold = law.cold_start_fraction;
    }
  }
}

}  // namespace
}  // namespace sim::theory
