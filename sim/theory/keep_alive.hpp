// A pool of environments that serve one request each, stay warm for a fixed time after it, and are thrown away when
// nobody came: AWS Lambda and its like. Poisson arrivals, exponential service.
// What: environments are kept in an order; an arrival takes the first warm idle one, and makes a new one (a cold start)
// when there is none. Environment i meets what the first i - 1 could not take. Those i - 1 are Erlang's loss system, so
// (how many of them are busy, whether i is) is a Markov chain. At the end of a service of i the state of that chain is
// known; the idle time T that follows is the time until an arrival finds the i - 1 all busy. With T above the expiry
// the environment is gone and its next request is a cold start.
//   overflow of the first i - 1: Palm, "Intensitaetsschwankungen im Fernsprechverkehr", Ericsson Technics 44 (1943)
//   P(T > t) and E[min(T, t)]: their Laplace transforms are one tridiagonal system each, inverted on the parabola of
//   Weideman and Trefethen, "Parabolic and hyperbolic contours for computing the Bromwich integral", Mathematics of
//   Computation 76 (2007), whose error is below 1e-11 here (the spectrum is real and negative).
// Orders: oldest first and newest first are the same process in law when service is exponential and a cold start takes
// as long as a warm one, since a new environment comes when all are busy and so interchangeable.
// Exact for environments that keep their place in the order when one before them expires. In the real pool those behind
// move up, which matters only when an environment expires while one behind it is still warm. Measured error of the cold
// start fraction against simulations of the real pool (1.2e8 requests a cell, standard errors 0.03 to 0.6 %); the
// number of environments is within 0.2 %. tests/unit/sim/theory/keep_alive_test.cpp repeats a part:
//
//   expiry / service    load 0.1   load 2    load 20
//   30                   +0.2 %    +0.5 %    +1.0 %
//   100                   0.0 %    +0.2 %     0.0 %
//   300                  -0.1 %     0.0 %    +0.6 %
//   SimFaaS's example (load 1.8, ratio 301, a cold start takes 1.13 times as long): -0.4 %
//
// Most-recently-used pools (what AWS Lambda resembles) follow another order: 0 to 4 % more cold starts than here, and 0
// to 0.4 % fewer environments, in these pools and in published simulations of four others. A bound from measurement,
// not an oracle. Pools that pick at random or the least recently used have far fewer cold starts and far more
// environments: nothing here applies to them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sim::theory {

struct KeepAlivePool {
  double arrival_rate = 0.0;  ///< Poisson, per second, > 0
  double warm_mean = 0.0;     ///< mean service time of a warm start, seconds, > 0
  double cold_mean = 0.0;     ///< mean service time of a cold start, seconds, > 0: initialisation and service
  double expiry = 0.0;        ///< an idle environment lives so long, seconds, > 0
  std::optional<std::int64_t> environments_max = std::nullopt;  ///< arrivals that would need one more are turned away
};

struct KeepAliveLaw {
  double cold_start_fraction = 0.0;  ///< of served requests
  double rejected_fraction = 0.0;    ///< of all requests: Erlang B at environments_max; 0 without it
  double busy = 0.0;                 ///< mean number of environments that serve a request
  double idle = 0.0;                 ///< mean number of warm idle environments
  double environments = 0.0;         ///< busy + idle
  double lifetime = 0.0;      ///< mean life of an environment, seconds (Little: environments / rate of cold starts)
  std::vector<double> law{};  ///< P(n environments) for n = 0, 1, ...; sums to 1
};

/// The steady state. Where cold and warm means differ, every service is taken as exponential with the mean over both
/// (exact where they are equal; cold starts are rare, or so short against the expiry that it doesn't matter).
/// Requires the ranges above. Time O(n s), memory O(n), n the environments that are ever needed (about load +
/// 8 sqrt(load) + 10) and s those of them that ever expire (a few sqrt(load)): milliseconds at a load of 100, some 20
/// ms at 450.
KeepAliveLaw keep_alive_law(const KeepAlivePool& pool);

/// P(T > seconds), T being the idle time of environment `position` (1 is the first in the order): the idle environment
/// dies with this probability when `seconds` is the expiry. `service_mean` in seconds. Requires position >= 1.
double keep_alive_idle_tail(double arrival_rate, double service_mean, std::int64_t position, double seconds);

}  // namespace sim::theory
