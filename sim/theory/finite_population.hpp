// M/M/c//N, the machine-repairman model: N users think for an exponential time, then ask one of c servers for an
// exponential service, first come first served or sharing c processors equally.
// Source: Kleinrock, "Queueing Systems" I (1975), 3.8; Gross and Harris, "Fundamentals of Queueing Theory", 3rd ed.
// (1998), 2.6. The law of the number present is the same for every law of think times, and with processor sharing for
// every law of service times: Baskett, Chandy, Muntz and Palacios, Journal of the ACM 22(2), 1975. Exact.
#pragma once

#include <cstdint>
#include <vector>

namespace sim::theory {

struct FinitePopulation {
  std::int64_t users = 1;     ///< N >= 1
  double think_mean = 0.0;    ///< Z, seconds, > 0
  double service_mean = 0.0;  ///< 1/mu, seconds, > 0
  std::int64_t servers = 1;   ///< c >= 1
};

struct FinitePopulationMeans {
  double throughput = 0.0;  ///< X, requests per second
  double in_system = 0.0;   ///< users who do not think
  double busy = 0.0;        ///< servers that work
  double response = 0.0;    ///< R = N/X - Z, seconds
  double wait = 0.0;        ///< of it before service, first come first served
};

/// P(n in the system) for n = 0 ... N, from p(n + 1) min(n + 1, c) / S = p(n) (N - n) / Z. Scaled by its largest term.
/// Time and memory O(N).
std::vector<double> finite_population_law(const FinitePopulation& model);

/// Steady-state means. Time and memory O(N).
FinitePopulationMeans finite_population_means(const FinitePopulation& model);

}  // namespace sim::theory
