// Equal stations that share one stream of arrivals: what a request finds when it comes to the one that the balancer
// chose for it. The building block of the fluid fidelity, whose results must be the same bits on every machine: only
// the functions of sim/random/math.hpp are used.
// Source: one station: GI/M/c, Kleinrock, "Queueing Systems" I (1975), 6.1 to 6.5: the number beyond the servers is
// geometric with the root s of s = A*(c mu (1 - s)); shared processors have the same law for exponential
// service (gim1.hpp), and for any with Poisson arrivals (processor_sharing.hpp). Erlang C: erlang.hpp.
// Exact: Poisson arrivals and stations chosen at random, any c; one server and stations in turn. Approximations, each
// measured in docs/fluid.md: P(all busy) of stations in turn with c > 1 is Erlang C times s / load (exact for c = 1 and
// for Poisson arrivals); the least busy of n stations is taken as one pool of n c servers whose surplus is spread
// evenly.
#pragma once

#include <cstdint>

namespace sim::theory {

/// Which station the next arrival goes to.
enum class Choice : std::uint8_t { kRandom, kInTurn, kLeastBusy };

struct Stations {
  std::int64_t count = 1;  ///< >= 1
  double servers = 1.0;    ///< of each, >= 1; between whole numbers everything is interpolated
  double load = 0.0;       ///< arrivals x service time / servers of all, 0 <= load < 1
  Choice choice = Choice::kRandom;
  bool is_even = false;  ///< arrivals are evenly spaced; otherwise Poisson
};

/// P(an arrival finds all servers of its station busy and j more requests there) = delayed (1 - ratio) ratio^j.
struct Surplus {
  double delayed = 0.0;
  double ratio = 0.0;

  /// Mean number beyond the servers that an arrival finds.
  double mean() const { return delayed * ratio / (1.0 - ratio); }
};

/// Requires the ranges above. Time O(servers; all of them for kLeastBusy).
Surplus surplus_of(const Stations& stations);

/// P(an arrival finds all servers of its station busy) where nobody waits: who does is lost. Exact for exponential
/// service: GI/M/c/c, Takacs, "Introduction to the Theory of Queues" (1962), 4.1; Erlang B for Poisson arrivals at a
/// station, and for the least busy of all. Requires the ranges above. Time O(servers; all of them for kLeastBusy).
double loss_of(const Stations& stations);

/// P(nobody is there) of a station with Poisson arrivals. Requires servers >= 1, 0 <= load < 1. Time O(servers).
double idle_probability(double servers, double load);

}  // namespace sim::theory
