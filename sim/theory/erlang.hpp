// Erlang's loss and delay formulas, and what they say about how many servers are enough.
// Source: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic
// telephone exchanges", Elektroteknikeren 13 (1917); Kleinrock, "Queueing Systems" I (1975), 3.5 and 3.6; the recursion
// and its stability: Cooper, "Introduction to Queueing Theory", 2nd ed. (1981), 3.4. Symbols: a, the offered load in
// erlangs = arrival rate (1/s) times mean service time (s); c, the number of servers. Everything here is exact. Poisson
// arrivals throughout. Erlang B holds for every law of the service time (insensitivity: Sevastyanov, Theory of
// Probability and its Applications 2, 1957), Erlang C for exponential service.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace sim::theory {

/// Erlang B: the probability that an arrival finds all `servers` busy, when nobody waits. Also the share of time that
/// all are busy (arrivals see time averages). Requires servers >= 0 and a finite load >= 0. Time O(servers).
double erlang_b(std::int64_t servers, double load);

/// Erlang B for 0, 1, ..., servers: the same recursion, all its values. Requires the same. Time and memory O(servers).
std::vector<double> erlang_b_up_to(std::int64_t servers, double load);

/// Erlang C: the probability that an arrival waits, in first-come-first-served order. None where load >= servers: such
/// a queue grows for ever. Requires servers >= 0 and a finite load >= 0. Time O(servers).
std::optional<double> erlang_c(std::int64_t servers, double load);

/// The smallest number of servers at which Erlang B is at most `target`. Requires 0 < target <= 1 and a finite
/// load >= 0. Time O(result), and the result is at most about load + 9 sqrt(load) + 150 for targets above 1e-15.
std::int64_t servers_for_loss(double load, double target);

/// The smallest number of servers at which Erlang C is at most `target`; always above the load. Requires the same.
std::int64_t servers_for_waiting(double load, double target);

/// The largest load at which Erlang B is at most `target`: what the tables of traffic engineering list. Accurate to
/// 1e-12, relatively. Requires servers >= 1 and 0 < target < 1.
double load_for_loss(std::int64_t servers, double target);

}  // namespace sim::theory
