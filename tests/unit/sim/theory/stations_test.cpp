// Stations that share a stream of arrivals, against the exact formulas beside them.
#include "sim/theory/stations.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "sim/theory/erlang.hpp"
#include "sim/theory/gim1.hpp"
#include "sim/theory/markov_chain.hpp"
#include "sim/theory/mmc.hpp"

namespace sim::theory {
namespace {

TEST(Stations, PoissonAtRandomIsErlangC) {
  for (const std::int64_t servers : {1, 2, 7, 40}) {
    for (const double load : {0.1, 0.5, 0.9}) {
      const double c = static_cast<double>(servers);
      const Surplus surplus = surplus_of({5, c, load, Choice::kRandom, false});
      EXPECT_NEAR(surplus.delayed, *erlang_c(servers, load * c), 1e-12) << servers << " " << load;
      EXPECT_NEAR(surplus.ratio, load, 1e-12);
    }
  }
}

/// One server of n in turn is E_n/M/1: an arrival waits with probability s, and the sojourn is exponential.
TEST(Stations, OneServerInTurnIsExact) {
  for (const std::int64_t count : {1, 2, 5, 30}) {
    for (const double load : {0.2, 0.6, 0.95}) {
      const Surplus surplus = surplus_of({count, 1.0, load, Choice::kInTurn, false});
      const QueueMeans exact = *gim1_means({load, 1.0, count});
      EXPECT_NEAR(surplus.delayed, exact.delayed, 1e-9) << count << " " << load;
      EXPECT_NEAR(surplus.delayed / (1.0 - surplus.ratio), exact.wait, 1e-7);
    }
  }
}

TEST(Stations, EvenArrivalsAtOneServerAreExact) {
  const Surplus surplus = surplus_of({1, 1.0, 0.7, Choice::kInTurn, true});
  EXPECT_NEAR(surplus.delayed, gim1_means({0.7, 1.0, std::nullopt})->delayed, 1e-9);
}

TEST(Stations, LossOfPoissonArrivalsIsErlangB) {
  for (const std::int64_t servers : {1, 7, 40}) {
    for (const double load : {0.1, 0.5, 0.9}) {
      const double c = static_cast<double>(servers);
      EXPECT_NEAR(loss_of({5, c, load, Choice::kRandom, false}), erlang_b(servers, load * c), 1e-12);
      EXPECT_NEAR(loss_of({3, c, load, Choice::kLeastBusy, false}), erlang_b(3 * servers, load * 3.0 * c), 1e-12);
    }
  }
}

/// The share of arrivals in a chain of (stages of the next arrival that are over, servers busy).
double loss_by_chain(std::size_t stages, std::size_t servers, double load) {
  const auto state = [servers](std::size_t stage, std::size_t busy) { return stage * (servers + 1) + busy; };
  const double rate = load * static_cast<double>(servers) * static_cast<double>(stages);
  std::vector<Transition> transitions;
  for (std::size_t stage = 0; stage < stages; ++stage) {
    for (std::size_t busy = 0; busy <= servers; ++busy) {
      const bool arrives = stage + 1 == stages;
      const std::size_t then = arrives ? std::min(busy + 1, servers) : busy;
      transitions.push_back({state(stage, busy), state(arrives ? 0 : stage + 1, then), rate});
      if (busy > 0) {
        transitions.push_back({state(stage, busy), state(stage, busy - 1), static_cast<double>(busy)});
      }
    }
  }
  const std::vector<double> law = *stationary_law(stages * (servers + 1), transitions);
  double arriving = 0.0;
  for (std::size_t busy = 0; busy <= servers; ++busy) {
    arriving += law[state(stages - 1, busy)];
  }
  return law[state(stages - 1, servers)] / arriving;
}

TEST(Stations, LossInTurnIsThatOfErlangArrivals) {
  for (const std::size_t stages : {2U, 4U, 9U}) {
    for (const std::size_t servers : {1U, 3U, 16U}) {
      const double exact = loss_by_chain(stages, servers, 0.7);
      const Stations stations{static_cast<std::int64_t>(stages), static_cast<double>(servers), 0.7, Choice::kInTurn,
                              false};
      EXPECT_NEAR(loss_of(stations), exact, 1e-9 + 1e-9 * exact) << stages << " " << servers;
    }
  }
}

TEST(Stations, LossOfEvenArrivalsAtOneServerIsAServiceThatLastsLonger) {
  EXPECT_NEAR(loss_of({1, 1.0, 0.8, Choice::kInTurn, true}), std::exp(-1.0 / 0.8), 1e-12);
}

TEST(Stations, OneStationIsTheSameHoweverItIsChosen) {
  const Surplus random = surplus_of({1, 4.0, 0.8, Choice::kRandom, false});
  const Surplus least = surplus_of({1, 4.0, 0.8, Choice::kLeastBusy, false});
  const Surplus in_turn = surplus_of({1, 4.0, 0.8, Choice::kInTurn, false});
  EXPECT_NEAR(least.delayed, random.delayed, 1e-12);
  EXPECT_NEAR(in_turn.delayed, random.delayed, 1e-9);
  EXPECT_NEAR(least.ratio, random.ratio, 1e-12);
}

TEST(Stations, MoreCareMeansLessWaiting) {
  const auto wait = [](Choice choice) {
    const Surplus surplus = surplus_of({6, 2.0, 0.85, choice, false});
    return surplus.delayed / (1.0 - surplus.ratio);
  };
  EXPECT_LT(wait(Choice::kLeastBusy), wait(Choice::kInTurn));
  EXPECT_LT(wait(Choice::kInTurn), wait(Choice::kRandom));
}

TEST(Stations, IdleIsTheShareOfTimeWithNobody) {
  EXPECT_NEAR(idle_probability(1.0, 0.3), 0.7, 1e-12);
  // M/M/2: (1 - load) / (1 + load).
  EXPECT_NEAR(idle_probability(2.0, 0.6), 0.4 / 1.6, 1e-12);
}

}  // namespace
}  // namespace sim::theory
