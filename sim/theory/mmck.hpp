// M/M/c/K: Poisson arrivals, exponential service, c servers, at most K requests in the system; who finds K is lost.
// Source: Kleinrock, "Queueing Systems" I (1975), 3.6; Gross and Harris, "Fundamentals of Queueing Theory", 3rd ed.
// (1998), 2.4. Exact, and stable at every load. M/M/1/K is c = 1; Erlang's loss system is K = c.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/theory/queue_means.hpp"

namespace sim::theory {

struct MmckQueue {
  double arrival_rate = 0.0;  ///< lambda, per second, >= 0
  double service_mean = 0.0;  ///< 1/mu, seconds, > 0
  std::int64_t servers = 1;   ///< c >= 1
  std::int64_t places = 1;    ///< K >= c: those in service and those in the queue together

  double load() const { return arrival_rate * service_mean; }
};

/// P(n in the system) for n = 0 ... K. Scaled by its largest term, so that no load overflows. Time and memory O(K).
std::vector<double> mmck_law(const MmckQueue& queue);

/// Steady-state means. Time and memory O(K).
QueueMeans mmck_means(const MmckQueue& queue);

/// P(wait > seconds) of an accepted request, first come first served: with n >= c found, n - c + 1 services at rate
/// c mu come first. Requires seconds >= 0. Time O(K).
double mmck_wait_tail(const MmckQueue& queue, double seconds);

}  // namespace sim::theory
