#include "cli/sweep_points.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/simulation.hpp"

namespace cli {

namespace {

using scenarios::sweep::Axis;
using scenarios::sweep::Point;

/// So many points stay loaded from their check to their runs; the others are loaded again, so that memory is bounded.
constexpr std::size_t kMostLoaded = 256;

bool is_interrupted() {
  return InterruptsWait::signal() != 0;
}

std::vector<Axis> axes_of(const Arguments& arguments) {
  std::vector<Axis> axes;
  for (const std::string& text : arguments.values("vary")) {
    scenarios::sweep::AxisOrProblem parsed = scenarios::sweep::parse_axis(text);
    if (!parsed.axis) {
      throw UsageError{parsed.problem};
    }
    for (const Axis& other : axes) {
      if (other.path == parsed.axis->path) {
        throw UsageError{fmt::format("--vary {}: varied twice", other.path)};
      }
    }
    axes.push_back(std::move(*parsed.axis));
  }
  if (axes.empty()) {
    throw UsageError{"what shall vary? --vary workload.rate=1/s..1000/s:log25"};
  }
  return axes;
}

void add(CheckedTasks& checked, SweepTask task, std::unique_ptr<scenarios::LoadedScenario> loaded,
         const sim::config::Diagnostics& diagnostics) {
  checked.warnings.push_back(warnings_of(diagnostics));
  checked.tasks.push_back(std::move(task));
  const scenarios::Scenario& scenario = loaded->scenario();
  checked.runs.push_back(scenarios::run_count(scenario));
  checked.expected_requests +=
      static_cast<double>(checked.runs.back()) *
      loaded->workload().expected_arrivals(sim::Time::at(-scenario.warm_up), sim::Time::at(scenario.duration));
  if (checked.loaded.size() < kMostLoaded) {
    checked.loaded.push_back(std::move(loaded));
  }
}

}  // namespace

SweepPoints::SweepPoints(const Arguments& arguments, const Console& console, const models::pricing::PriceBook& prices)
    : arguments_{arguments},
      console_{console},
      prices_{prices},
      path_{arguments.positional().front()},
      document_{sim::config::Document::load_file(path_, of_text_)},
      axes_{axes_of(arguments)} {
  options_.threads = static_cast<std::size_t>(arguments.integer("threads", 1, 4'096).value_or(0));
  options_.precision = precision_of(arguments);
  options_.keeps_events = false;
}

std::unique_ptr<scenarios::LoadedScenario> SweepPoints::load(const SweepTask& task,
                                                             sim::config::Diagnostics& diagnostics) const {
  scenarios::Overrides overrides = overrides_of_run(arguments_);
  if (!fidelity_.empty()) {
    overrides.set.emplace_back("fidelity", fidelity_);
  }
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    overrides.vary.emplace_back(axes_[i].path, task.point[i]);
  }
  if (!task.only.empty()) {
    overrides.only = task.only;
  }
  return scenarios::load(document_, overrides, prices_, diagnostics);
}

std::string SweepPoints::scenario_hash(const scenarios::LoadedScenario& first_point) const {
  sim::config::Diagnostics unsaid;
  const auto loaded = scenarios::load(document_, overrides_of_run(arguments_), prices_, unsaid);
  return loaded == nullptr ? first_point.hash() : loaded->hash();
}

std::optional<CheckedTasks> SweepPoints::checked_once(const std::vector<Point>& points,
                                                      scenarios::AutoFidelity& automatic) const {
  CheckedTasks all;
  std::string told;
  for (const Point& point : points) {
    sim::config::Diagnostics diagnostics = of_text_;
    auto loaded = load({point, {}}, diagnostics);
    if (loaded == nullptr || (&point == &points.front() && !diagnostics.empty() && fidelity_.empty())) {
      const std::string text = diagnostics.to_text();
      if (text != told && !(loaded != nullptr && console_.is_quiet())) {
        console_.complain(text);
      }
      told = text;
    }
    if (loaded == nullptr) {
      console_.complain(fmt::format("headroom: {} in {} at {}; nothing was simulated\n", count_text(diagnostics), path_,
                                    place(point)));
      return std::nullopt;
    }
    if (loaded->scenario().fidelity == scenarios::Fidelity::kAuto) {
      automatic.add(scenarios::prepared_of(*loaded));
    }
    add(all, {point, {}}, std::move(loaded), diagnostics);
  }
  return all;
}

std::optional<CheckedTasks> SweepPoints::checked(const std::vector<Point>& points) {
  scenarios::AutoFidelity automatic;
  std::optional<CheckedTasks> all = checked_once(points, automatic);
  told_ = all ? all->warnings.front() : told_;
  const bool is_varied =
      std::any_of(axes_.begin(), axes_.end(), [](const Axis& axis) { return axis.path == "fidelity"; });
  if (!all || is_varied || all->loaded.front()->scenario().fidelity != scenarios::Fidelity::kAuto) {
    return all;
  }
  fidelity_ = automatic.choice() == scenarios::Fidelity::kFluid ? "fluid" : "requests";
  fidelity_note_ = fmt::format("fidelity: {} at the largest point, and the same at all", automatic.note());
  return checked_once(points, automatic);
}

std::vector<reports::SweepPoint> SweepPoints::run(CheckedTasks checked, reports::RunInfo& run) const {
  const std::vector<SweepTask>& tasks = checked.tasks;
  std::vector<std::optional<reports::SweepPoint>> found(tasks.size());
  std::vector<reports::RunInfo> told(tasks.size());
  const auto keep = [&](std::size_t i, const scenarios::LoadedScenario& loaded,
                        const models::ExperimentResult& result) {
    const reports::Options report = report_options(arguments_, loaded);
    told[i] = reports::run_info(result, report);
    told[i].scenario_hash = i == 0 ? loaded.hash() : "";  // the first one's is told
    found[i] = reports::sweep_point(result, tasks[i].point, numbers_of(tasks[i].point), report);
    found[i]->warnings.insert(found[i]->warnings.begin(), checked.warnings[i].begin(), checked.warnings[i].end());
  };
  const auto load_task = [&](std::size_t i) {
    if (i < checked.loaded.size()) {
      return std::move(checked.loaded[i]);
    }
    sim::config::Diagnostics unsaid;  // all were checked
    return load(tasks[i], unsaid);
  };
  if (options_.precision) {  // the number of runs is not known beforehand
    for (std::size_t i = 0; i < tasks.size() && !is_interrupted(); ++i) {
      const auto loaded = load_task(i);
      keep(i, *loaded, scenarios::simulate(*loaded, options_));
    }
  } else {
    scenarios::simulate_series({std::move(checked.runs), load_task, keep, is_interrupted}, options_);
  }
  std::vector<reports::SweepPoint> finished;
  std::uint64_t requests = 0;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    if (found[i]) {
      run = finished.empty() ? told[i] : run;
      requests += told[i].requests_simulated;
      finished.push_back(std::move(*found[i]));
    }
  }
  run.requests_simulated = requests;
  return finished;
}

std::vector<reports::SweepPoint> SweepPoints::run(const std::vector<reports::Trial>& trials,
                                                  const std::vector<std::string>& architectures) const {
  CheckedTasks checked;
  for (const reports::Trial& trial : trials) {
    SweepTask task{{axes_.front().text_of(trial.number)}, {}};
    for (const std::size_t i : trial.architectures) {
      task.only.push_back(architectures[i]);
    }
    sim::config::Diagnostics diagnostics;
    auto loaded = load(task, diagnostics);
    if (loaded == nullptr) {
      throw InputError{fmt::format("{} is not possible at {}:\n{}", path_, place(task.point), diagnostics.to_text())};
    }
    add(checked, std::move(task), std::move(loaded), diagnostics);
  }
  reports::RunInfo untold;
  std::vector<reports::SweepPoint> found = run(std::move(checked), untold);
  for (std::size_t k = 0; k < found.size() && found.size() == trials.size(); ++k) {
    std::vector<reports::SweepCell> cells(architectures.size());
    for (reports::SweepCell& cell : cells) {
      cell.infeasible = "not simulated here";
    }
    for (std::size_t i = 0; i < trials[k].architectures.size(); ++i) {
      cells[trials[k].architectures[i]] = std::move(found[k].cells[i]);
    }
    found[k].cells = std::move(cells);
  }
  return found;
}

std::string SweepPoints::place(const Point& point) const {
  std::string text;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", axes_[i].path, point[i]);
  }
  return text;
}

std::vector<double> SweepPoints::numbers_of(const Point& point) const {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < axes_.size(); ++i) {
    numbers.push_back(axes_[i].is_numeric() ? std::strtod(point[i].c_str(), nullptr)
                                            : std::numeric_limits<double>::quiet_NaN());
  }
  return numbers;
}

}  // namespace cli
