#include "sim/theory/markov_chain.hpp"

#include <algorithm>
#include <cmath>

// Eigen/Core comes before Eigen/SparseLU: g++ 12 warns of uninitialised members the other way round.
#include <Eigen/Core>
#include <Eigen/OrderingMethods>
#include <Eigen/SparseLU>

#include "sim/check.hpp"
#include "sim/theory/mginf.hpp"

namespace sim::theory {

namespace {

using Matrix = Eigen::SparseMatrix<double>;
using Triplet = Eigen::Triplet<double>;

/// The transposed generator with its last row replaced by ones: A x = e_last says balance and sum one.
Matrix balance_equations(std::size_t states, std::span<const Transition> transitions) {
  const int size = static_cast<int>(states);
  const int last = size - 1;
  std::vector<Triplet> entries;
  entries.reserve(2 * transitions.size() + states);
  for (const Transition& transition : transitions) {
    const int from = static_cast<int>(transition.from);
    const int to = static_cast<int>(transition.to);
    SIM_CHECK(from < size && to < size && transition.rate >= 0.0, "a transition is between states, at a rate");
    if (from == to) {
      continue;
    }
    if (to != last) {
      entries.emplace_back(to, from, transition.rate);
    }
    if (from != last) {
      entries.emplace_back(from, from, -transition.rate);
    }
  }
  for (int state = 0; state < size; ++state) {
    entries.emplace_back(last, state, 1.0);
  }
  Matrix equations(size, size);
  equations.setFromTriplets(entries.begin(), entries.end());
  return equations;
}

/// Marks all states from which `target` can be reached.
void mark_sources(std::size_t target, const std::vector<std::vector<std::size_t>>& sources, std::vector<bool>& marked) {
  std::vector<std::size_t> open{target};
  marked[target] = true;
  while (!open.empty()) {
    const std::size_t state = open.back();
    open.pop_back();
    for (const std::size_t source : sources[state]) {
      if (!marked[source]) {
        marked[source] = true;
        open.push_back(source);
      }
    }
  }
}

/// Whether some state can be reached from everywhere: then, and only then, there is one stationary law.
bool has_one_closed_class(std::size_t states, std::span<const Transition> transitions) {
  std::vector<std::vector<std::size_t>> sources(states);
  for (const Transition& transition : transitions) {
    if (transition.rate > 0.0) {
      sources[transition.to].push_back(transition.from);
    }
  }
  // If there is such a state, then the last one that none before it could be reached from is one.
  std::vector<bool> marked(states, false);
  std::size_t last = 0;
  for (std::size_t state = 0; state < states; ++state) {
    if (!marked[state]) {
      mark_sources(state, sources, marked);
      last = state;
    }
  }
  std::vector<bool> reaches_last(states, false);
  mark_sources(last, sources, reaches_last);
  return std::find(reaches_last.begin(), reaches_last.end(), false) == reaches_last.end();
}

/// Flow that is out of balance, as a share of all flow.
double imbalance(std::span<const double> law, std::span<const Transition> transitions) {
  std::vector<double> net(law.size(), 0.0);
  double flow = 0.0;
  for (const Transition& transition : transitions) {
    const double part = law[transition.from] * transition.rate;
    net[transition.from] -= part;
    net[transition.to] += part;
    flow += std::abs(part);
  }
  double off = 0.0;
  for (const double part : net) {
    off += std::abs(part);
  }
  return flow > 0.0 ? off / flow : 0.0;
}

}  // namespace

std::optional<std::vector<double>> stationary_law(std::size_t states, std::span<const Transition> transitions) {
  SIM_CHECK(states >= 1, "a chain has a state");
  const Matrix equations = balance_equations(states, transitions);
  if (!has_one_closed_class(states, transitions)) {
    return std::nullopt;
  }
  // No column of a generator needs pivoting (its diagonal outweighs the rest), and a pivot in the row of ones would
  // fill the matrix; so the diagonal, in the order of the states, which is that of the levels.
  Eigen::SparseLU<Matrix, Eigen::NaturalOrdering<int>> solver;
  solver.setPivotThreshold(0.0);
  solver.compute(equations);
  if (solver.info() != Eigen::Success) {
    return std::nullopt;
  }
  Eigen::VectorXd right = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(states));
  right[static_cast<Eigen::Index>(states) - 1] = 1.0;
  const Eigen::VectorXd solution = solver.solve(right);
  std::vector<double> law(solution.begin(), solution.end());
  double total = 0.0;
  for (double& probability : law) {
    if (!(probability > -1e-9)) {
      return std::nullopt;
    }
    probability = std::max(probability, 0.0);
    total += probability;
  }
  if (!(std::abs(total - 1.0) < 1e-9) || imbalance(law, transitions) > 1e-9) {
    return std::nullopt;
  }
  return law;
}

std::vector<double> law_after(std::span<const double> start, std::span<const Transition> transitions,
                              std::span<const double> losses, double time) {
  SIM_CHECK(time >= 0.0 && std::isfinite(time), "a time must be finite and not negative");
  SIM_CHECK(losses.empty() || losses.size() == start.size(), "each state has its loss");
  std::vector<double> out(start.size(), 0.0);
  for (std::size_t state = 0; state < losses.size(); ++state) {
    out[state] = losses[state];
  }
  for (const Transition& transition : transitions) {
    out[transition.from] += transition.from == transition.to ? 0.0 : transition.rate;
  }
  const double fastest = *std::max_element(out.begin(), out.end());
  const double steps = fastest * time;
  // Steps beyond this number have Poisson weights below 1e-15 together (the tail bound of poisson_quantile).
  const std::vector<double> weights = poisson_law(steps, poisson_quantile(steps, 1.0 - 1e-15) + 2);
  std::vector<double> state(start.begin(), start.end());
  std::vector<double> result(start.size(), 0.0);
  std::vector<double> next(start.size(), 0.0);
  for (const double weight : weights) {
    for (std::size_t i = 0; i < state.size(); ++i) {
      result[i] += weight * state[i];
      next[i] = fastest > 0.0 ? state[i] * (1.0 - out[i] / fastest) : state[i];
    }
    for (const Transition& transition : transitions) {
      if (transition.from != transition.to) {
        next[transition.to] += state[transition.from] * transition.rate / fastest;
      }
    }
    std::swap(state, next);
  }
  return result;
}

}  // namespace sim::theory
