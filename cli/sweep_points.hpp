// The points of a sweep: checked before anything runs, run all together.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/console.hpp"
#include "models/pricing/price_book.hpp"
#include "reports/sweep/break_even.hpp"
#include "reports/sweep/sweep_result.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/fidelity.hpp"
#include "scenarios/load.hpp"
#include "scenarios/sweep/design.hpp"
#include "sim/config/document.hpp"

namespace cli {

/// Where to run, and what: all architectures of the scenario unless `only` names some.
struct SweepTask {
  scenarios::sweep::Point point{};
  std::vector<std::string> only{};
};

/// Tasks that may be run.
struct CheckedTasks {
  std::vector<SweepTask> tasks{};
  std::vector<std::size_t> runs{};                                   ///< how many each of them has
  double expected_requests = 0.0;                                    ///< of all runs together, warm-up included
  std::vector<std::vector<std::string>> warnings{};                  ///< of the check of each
  std::vector<std::unique_ptr<scenarios::LoadedScenario>> loaded{};  ///< of the first ones, at least of one
};

/// A scenario with parameters that vary.
class SweepPoints {
 public:
  /// The file is read once; what is wrong with its text is told with the first point. Throws UsageError where --vary
  /// makes no sense.
  SweepPoints(const Arguments& arguments, const Console& console, const models::pricing::PriceBook& prices);

  const std::vector<scenarios::sweep::Axis>& axes() const { return axes_; }
  const std::string& path() const { return path_; }

  /// Of the scenario before anything varies, as `run` would have it; of that point where it is none.
  std::string scenario_hash(const scenarios::LoadedScenario& first_point) const;

  /// Every point is checked before anything runs; what is wrong is told once, however many points it is wrong at.
  /// Nothing if there were errors. From now on `fidelity: auto` stands for the same at all points, by the largest.
  std::optional<CheckedTasks> checked(const std::vector<scenarios::sweep::Point>& points);

  /// The warnings that were shown with their places: the first point's.
  const std::vector<std::string>& told() const { return told_; }

  /// What was chosen for `auto`, and why; empty where it was not asked for.
  const std::string& fidelity_note() const { return fidelity_note_; }

  /// Runs the points, and returns those that were finished before the user interrupted, in order; none of those that
  /// were not. Sets `run` to what run.json would say of the first one, with the requests of all.
  std::vector<reports::SweepPoint> run(CheckedTasks checked, reports::RunInfo& run) const;

  /// For the search along a single numeric axis. `architectures`: the names that trials mean. Throws InputError for a
  /// scenario that is wrong between two points only.
  std::vector<reports::SweepPoint> run(const std::vector<reports::Trial>& trials,
                                       const std::vector<std::string>& architectures) const;

  void set_progressed(scenarios::Progressed progressed) { options_.progressed = std::move(progressed); }

 private:
  std::unique_ptr<scenarios::LoadedScenario> load(const SweepTask& task, sim::config::Diagnostics& diagnostics) const;
  std::optional<CheckedTasks> checked_once(const std::vector<scenarios::sweep::Point>& points,
                                           scenarios::AutoFidelity& automatic) const;
  std::string place(const scenarios::sweep::Point& point) const;
  std::vector<double> numbers_of(const scenarios::sweep::Point& point) const;

  const Arguments& arguments_;
  const Console& console_;
  const models::pricing::PriceBook& prices_;
  std::string path_;
  sim::config::Diagnostics of_text_{};
  sim::config::Document document_;
  std::vector<scenarios::sweep::Axis> axes_;
  scenarios::ExperimentOptions options_{};
  std::string fidelity_{};  ///< of all points; empty: the scenario's
  std::string fidelity_note_{};
  std::vector<std::string> told_{};
};

}  // namespace cli
