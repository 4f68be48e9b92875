// What theory says of a scenario before anything is simulated.
#pragma once

#include <vector>

#include "models/ports/theory.hpp"
#include "scenarios/load.hpp"

namespace scenarios::theory {

/// Per architecture, in their order: the laws that always hold, then the theories that apply with their values, and
/// those that don't with the condition that isn't met. Nothing is judged yet. Milliseconds; about a second where a
/// keep-alive chain of 500 environments is solved.
std::vector<models::TheoryStatement> statements_of(const LoadedScenario& loaded);

}  // namespace scenarios::theory
