// What theory says, held against what was simulated.
//   Exact values: within four standard errors of the mean over replications, which is what the program's own tests
//   demand. With fewer than 20 replications the standard error itself is uncertain, and the limit is the multiple that
//   chance exceeds as rarely as four with 20: 7.7e-4 by Student's t (5.0 standard errors with 10, 9.2 with 5).
//   Bounds and approximations: the same limits at their ends. An approximation never agrees: it is within its error.
#pragma once

#include <cstddef>

#include "models/ports/run_result.hpp"

namespace scenarios::theory {

/// The multiple of the standard error that an exact value may be off. Requires replications >= 2.
double limit_of(std::size_t replications);

/// Fills in the judgement of every prediction in `result.theory`. Requires a result with its summary.
void judge(models::ExperimentResult& result);

}  // namespace scenarios::theory
