// What the commands that simulate share: their options, and the run with its progress bar.
#pragma once

#include <optional>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "models/ports/run_result.hpp"
#include "reports/options.hpp"
#include "scenarios/load.hpp"

namespace cli {

/// What the commands that simulate a scenario have in common: what is laid over it, how often, how precisely, on how
/// many threads, at which prices.
std::vector<Option> simulation_options();
/// These, and behind them those of one command.
std::vector<Option> simulation_options_and(const std::vector<Option>& own);

/// Of --precision and --precision-of. Throws UsageError unless the first is above 0 and below 1 and the second names
/// metrics that have an interval.
std::optional<models::PrecisionGoal> precision_of(const Arguments& arguments);

/// --set and --only, then --seed and --replications, which win over them. With --precision the replications are the
/// most that may be needed: 100 unless said otherwise on the command line.
scenarios::Overrides overrides_of_run(const Arguments& arguments);

/// What reports are told of a scenario besides its results.
reports::Options report_options(const Arguments& arguments, const scenarios::LoadedScenario& loaded);

/// Simulates on --threads, to --precision if given, with a progress bar where the
/// console shows one. Throws UsageError for fewer replications than a precision needs.
models::ExperimentResult simulate_with_progress(const scenarios::LoadedScenario& loaded, const Arguments& arguments,
                                                const Console& console);

}  // namespace cli
