// What the commands that simulate share: their options, and the run with its progress bar.
#pragma once

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "models/ports/run_result.hpp"
#include "reports/options.hpp"
#include "scenarios/load.hpp"

namespace cli {

Option seed_option();
Option replications_option();
Option threads_option();

/// --set and --only, then --seed and --replications, which win over them.
scenarios::Overrides overrides_of_run(const Arguments& arguments);

/// What reports are told of a scenario besides its results.
reports::Options report_options(const Arguments& arguments, const scenarios::LoadedScenario& loaded);

/// Simulates on --threads, with a progress bar where the console shows one.
models::ExperimentResult simulate_with_progress(const scenarios::LoadedScenario& loaded, const Arguments& arguments,
                                                const Console& console);

}  // namespace cli
