// Finite Markov chains in continuous time: the steady state by sparse elimination, the state after a time by
// uniformisation. The exact answer where no formula exists, and the check of the formulas where one does.
// Source: Stewart, "Introduction to the Numerical Solution of Markov Chains" (1994), chapters 2 (direct methods) and 8
// (uniformisation, after Jensen, Skandinavisk Aktuarietidskrift 36, 1953).
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sim::theory {

/// One entry of a generator. Several between the same states add up; from == to means nothing and is ignored.
struct Transition {
  std::size_t from = 0;
  std::size_t to = 0;
  double rate = 0.0;  ///< per unit of time, >= 0
};

/// The stationary law of a chain with `states` states, 0 ... states - 1. None if there is no single one: if no state
/// can be reached from all others (transient states are fine: they get probability 0). None, too, if rounding left more
/// than 1e-9 of all flow out of balance. Absolute error of a probability about 1e-13. Sparse LU (Eigen) in the order of
/// the states: number queues level by level, then time is O(states x width^2), width being the largest distance between
/// states that a transition connects.
std::optional<std::vector<double>> stationary_law(std::size_t states, std::span<const Transition> transitions);

/// The law after `time`, from the law `start`: truncated where the Poisson weights that are left out sum to less than
/// 1e-15. A chain that loses mass (`losses`: an extra rate out of each state, to nowhere; may be empty) gives a
/// defective law, whose sum is the probability of not being lost. Time O(transitions x max rate x time).
std::vector<double> law_after(std::span<const double> start, std::span<const Transition> transitions,
                              std::span<const double> losses, double time);

}  // namespace sim::theory
