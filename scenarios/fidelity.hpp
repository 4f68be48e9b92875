// Which of the two representations of traffic a scenario is run in, and what the rates of `fluid` can't carry.
#pragma once

#include <string>
#include <vector>

#include "scenarios/run.hpp"

namespace scenarios {

/// From so many requests on, all runs together, `auto` takes rates: about a minute of simulating each.
inline constexpr double kAutoRequests = 1e8;

/// kRequests or kFluid: what `auto` stands for is decided by the expected number of requests.
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
