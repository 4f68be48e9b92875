// Equal stations, each with servers and waits elsewhere (for a database, say), of which a balancer keeps equally many
// requests: it sees how many are at a station, not how many of them are at its servers, where they meet.
// Source: a station whose number of requests N stays the same is a closed network of servers and a delay, the
// machine-repairman model (finite_population.hpp); what a request finds at the servers is the law of N - 1 requests:
// Lavenberg and Reiser, "Stationary state probabilities at arrival instants for closed queueing networks", Journal of
// Applied Probability 17(4), 1980. Exact for N fixed, shared processors or exponential service, and waits of any law.
// Assumes: N is the population whose throughput is the station's; between two whole ones, a mixture of both.
// Approximation for the least outstanding of n stations: tests/unit/models/worker/flow_law_test.cpp, docs/fluid.md.
#pragma once

#include <vector>

namespace sim::theory {

struct EvenNumbers {
  double servers = 1.0;       ///< of one station, >= 1; not whole: company of the next lower number, slowdowns between
  double load = 0.0;          ///< arrivals x service time / servers, 0 < load < 1
  double service_mean = 0.0;  ///< seconds, > 0
  double wait_mean = 0.0;     ///< seconds, > 0
  double most = 1e18;         ///< requests that are at a station at a time, >= 1
};

struct EvenCompany {
  /// P(a request finds n others at the servers, at work or waiting for them) for n = 0, 1 ... Sums to 1.
  std::vector<double> found{};
  double slowdown = 1.0;  ///< mean time at shared servers over the time alone
};

/// Requires the ranges above. Time O(N log N), N up to load x servers x (1 + wait / service) and somewhat more.
EvenCompany even_company(const EvenNumbers& station);

}  // namespace sim::theory
