// Which of the two representations of traffic a scenario is run in, and what the rates of `fluid` can't carry.
#pragma once

#include <string>
#include <vector>

#include "scenarios/run.hpp"

namespace scenarios {

/// From so many requests on, all runs together, `auto` takes rates: about a minute of simulating each.
inline constexpr double kAutoRequests = 1e8;

/// What `auto` stands for, for one scenario or for the points of a sweep together: curves of two kinds would meet in a
/// seam. Rates from kAutoRequests on, of the largest one, if all of them can be rates.
class AutoFidelity {
 public:
  void add(const Prepared& prepared);
  /// kRequests or kFluid.
  Fidelity choice() const;
  /// "auto took fluid, for about 1.74e+09 requests"; why not, where rates can't carry one of them.
  std::string note() const;

 private:
  double requests_ = 0.0;
  std::string problem_{};
};

/// kRequests or kFluid: the scenario's own, or what `auto` stands for.
Fidelity fidelity_of(const Prepared& prepared);

/// What is said of the choice: which one `auto` took, and why; empty where the scenario says it.
std::string fidelity_note(const Prepared& prepared);

/// Something of a scenario that rates can't carry, or only approximately; `field` as in YAML.
struct FluidProblem {
  std::string field{};
  std::string message{};
};
std::vector<FluidProblem> fluid_problems(const Scenario& scenario, const models::Catalog& catalog,
                                         const models::Facts& facts, const models::Workload& workload);
std::vector<FluidProblem> fluid_approximations(const Scenario& scenario);

}  // namespace scenarios
