// An experiment: every architecture of a scenario, replicated, in parallel, and the estimates over replications.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "models/ports/run_result.hpp"
#include "scenarios/load.hpp"
#include "scenarios/precision_goal.hpp"
#include "scenarios/run.hpp"

namespace scenarios {

struct ExperimentOptions {
  std::size_t threads = 0;  ///< 0: one per core
  /// Told after every tick of every run, from any thread. A run is as long as the scenario's `duration`.
  Progressed progressed{};
  /// Stop as soon as this is known; the scenario's `replications` are the most. Absent: run them all.
  std::optional<models::PrecisionGoal> precision{};
  /// Whether the first replication's events are kept; where thousands of machines come and go they are many.
  bool keeps_events = true;
  /// What fluid experiments have found out about queues; those that are given the same options share it.
  std::shared_ptr<models::worker::RecentFlowLaws> flow_laws = std::make_shared<models::worker::RecentFlowLaws>();
};

/// What the runs of a scenario share.
Prepared prepared_of(const LoadedScenario& loaded);

/// Number of runs: architectures x replications.
std::size_t run_count(const Scenario& scenario);

/// Runs everything. The unit of parallel work is one run; results are merged in a fixed order, so that they are the
/// same bytes at any number of threads. With a precision, `replications` of the result is the number that was needed; a
/// warning per metric says what was reached where the scenario's number ended first. Requires at least
/// kLeastReplications then.
models::ExperimentResult simulate(const LoadedScenario& loaded, const ExperimentOptions& options);

/// Many experiments, the runs of all of them in one queue: no core waits for the last run of one before the next
/// begins. Without a precision. The functions are called from any thread, each once for an experiment that begins.
struct ExperimentSeries {
  std::vector<std::size_t> runs{};  ///< of each experiment: its run_count()
  std::function<std::unique_ptr<LoadedScenario>(std::size_t)> load{};
  /// Its result; what was loaded is gone afterwards, so that memory is needed only for those under way.
  std::function<void(std::size_t, const LoadedScenario&, models::ExperimentResult)> done{};
  /// Whether to begin no further experiment; those that have begun are finished.
  std::function<bool()> stops{};
};
/// Results are those of simulate(), one after the other, but for `scenario_hash` and `assumptions`, which are left
/// empty: to put a scenario into words takes longer than to load it.
void simulate_series(const ExperimentSeries& series, const ExperimentOptions& options);

/// Estimates over replications, per architecture and metric, by the estimators of the metric catalogue.
std::vector<models::SummaryRow> summarise(const std::vector<models::RunResult>& runs, std::size_t architectures,
                                          std::size_t replications);

}  // namespace scenarios
