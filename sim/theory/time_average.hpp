// What a simulation's average over time will be like before it is run: its bias, its variance and its skewness, for any
// function of the state of a birth-death chain (the number present in M/M/c). So run lengths are planned, not tried.
// Source: Whitt, "Asymptotic formulas for Markov processes with applications to simulation", Operations Research 40(2),
// 1992 (bias and variance; Poisson's equation solved by one summation); the third cumulant by the next order of the
// same perturbation, Kato, "Perturbation Theory for Linear Operators", II.2. Exact for the chain given; a chain that
// stands for an infinite one is cut where its law is negligible.
#pragma once

#include <span>
#include <vector>

#include "sim/theory/mmc.hpp"

namespace sim::theory {

/// States 0 ... n; births[j] is the rate from j to j + 1, deaths[j] the rate back. Equally many, all positive; at least
/// one of each.
struct BirthDeathChain {
  std::vector<double> births{};
  std::vector<double> deaths{};
};

/// The number present in a stable M/M/c, cut where less than 1e-25 of its law is left out. Requires a stable queue with
/// arrivals. Rates per second.
BirthDeathChain mmc_chain(const MmcQueue& queue);

/// The stationary law, states 0 ... n. Time O(n).
std::vector<double> birth_death_law(const BirthDeathChain& chain);

/// Moments of A(T), the average of f(state) over a time T. All of them hold up to terms that vanish exponentially in T
/// (bias) or are smaller by a factor of T (the others).
struct TimeAverage {
  double mean = 0.0;            ///< of f in the steady state
  double variance = 0.0;        ///< T Var A(T)
  double third_cumulant = 0.0;  ///< T^2 E (A(T) - E A(T))^3
  std::vector<double> lead{};   ///< by state j: T (E A(T) - mean) for a run that starts in j; weighted by the law, 0
  /// Of A(T); 0 for a constant f.
  double skewness(double time) const;
};

/// `values` is f, one value a state. Time and memory O(n).
TimeAverage time_average(const BirthDeathChain& chain, std::span<const double> values);

}  // namespace sim::theory
