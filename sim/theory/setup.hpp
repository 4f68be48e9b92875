// M/M/c with set-up times: a server that runs out of work is switched off, and one that is needed takes a while to come
// up. The skeleton of every scale-from-demand system: boots, cold starts, new tasks.
// What: Poisson arrivals, exponential service and set-up times, one unbounded queue. Servers that are off are set up
// while requests wait, one per waiting request, and at most `setups_at_once` at a time; a set-up that nobody needs any
// more (a running server took its request) is called off.
// Source: Gandhi, Doroudi, Harchol-Balter and Scheller-Wolf, "Exact analysis of the M/M/k/setup class of Markov chains
// via recursive renewal reward", SIGMETRICS 2013; the recursion for R and for the levels below c: Phung-Duc, "Exact
// solutions for M/M/c/Setup queues", Telecommunication Systems 64 (2017); QBD processes: Neuts, "Matrix-Geometric
// Solutions in Stochastic Models" (1981), chapter 3.
// Exact: the chain (busy servers, requests) is infinite, and its tail is summed by its rate matrix R, which is upper
// triangular here and known entry by entry. No truncation; `error` says what rounding left.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sim::theory {

struct SetupQueue {
  double arrival_rate = 0.0;                                  ///< lambda, per second, > 0
  double service_mean = 0.0;                                  ///< 1 / mu, seconds, > 0
  double setup_mean = 0.0;                                    ///< 1 / alpha, seconds, > 0
  std::int64_t servers = 1;                                   ///< c >= 1
  std::optional<std::int64_t> setups_at_once = std::nullopt;  ///< >= 1; none: as many as requests wait

  double load() const { return arrival_rate * service_mean; }
};

struct SetupMeans {
  double busy = 0.0;               ///< mean number of servers that serve (= lambda / mu)
  double in_setup = 0.0;           ///< mean number of servers being set up
  double off = 0.0;                ///< mean number of servers that are off
  double waiting = 0.0;            ///< mean number of requests that wait
  double wait = 0.0;               ///< mean wait, seconds: nobody starts at once
  double sojourn = 0.0;            ///< wait + service, seconds
  double error = 0.0;              ///< |busy mu / lambda - 1|: the balance that the solution was not told about
  std::vector<double> busy_law{};  ///< P(n servers busy), n = 0 ... c
};

/// The steady state; none if lambda / mu >= c. Time O(c^3 / 6), memory O(c^2): 1 ms at c = 100, 1 s at c = 1,000.
std::optional<SetupMeans> setup_means(const SetupQueue& queue);

}  // namespace sim::theory
