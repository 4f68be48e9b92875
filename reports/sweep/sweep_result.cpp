// A point of a sweep from the experiment that was made there.
#include "reports/sweep/sweep_result.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "reports/comparison.hpp"
#include "reports/json/run_json.hpp"

namespace reports {

namespace {

void add_limits(const std::vector<std::string>& reached, std::vector<std::string>& limits) {
  for (const std::string& limit : reached) {
    if (std::find(limits.begin(), limits.end(), limit) == limits.end()) {
      limits.push_back(limit);
    }
  }
}

/// Whether an experiment's warning says what a cell's limits say: "ec2: scaling reached its max of 40 (in 3 of 5 ...".
bool is_of_limit(const std::string& warning, const models::ExperimentResult& result, const SweepPoint& point) {
  for (std::size_t i = 0; i < point.cells.size(); ++i) {
    for (const std::string& limit : point.cells[i].limits) {
      if (warning.rfind(result.architectures[i].name + ": " + limit, 0) == 0) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

SweepPoint sweep_point(const models::ExperimentResult& result, std::vector<std::string> values,
                       std::vector<double> numbers, const Options& options) {
  SweepPoint point{std::move(values), std::move(numbers), {}, {}};
  point.cells.resize(result.architectures.size());
  ReportModel model;
  model.run.slo_availability = options.slo_availability;
  model.run.slo_latency_ms = options.slo_latency_ms;
  model.run.slo_replicas = options.slo_replicas;
  for (const models::ArchitectureInfo& info : result.architectures) {
    ArchitectureReport& architecture = model.architectures.emplace_back();
    architecture.name = info.name;
    architecture.fewest_replicas = info.fewest_replicas;
    architecture.zones = info.zones;
  }
  for (const models::SummaryRow& row : result.summary) {
    point.cells[row.architecture].summary.push_back(row);
    model.architectures[row.architecture].metrics[static_cast<std::size_t>(row.metric)] = {row.mean, row.low, row.high};
  }
  for (const models::RunResult& run : result.runs) {
    point.cells[run.architecture].costs.push_back(
        run.metrics[static_cast<std::size_t>(models::MetricId::kCostPerMonth)].value);
    add_limits(run.limits_reached, point.cells[run.architecture].limits);
  }
  for (const std::string& warning : result.warnings) {
    if (!is_of_limit(warning, result, point)) {
      point.warnings.push_back(warning);
    }
  }
  const Verdict judged = verdict(model);
  for (std::size_t i = 0; i < point.cells.size(); ++i) {
    point.cells[i].infeasible = judged.infeasible[i];
  }
  return point;
}

RunInfo run_info(const models::ExperimentResult& result, const Options& options) {
  ReportModel model;
  parse_run_json(run_json(result, options), "run.json", model);
  return model.run;
}

std::string interruption_text(const SweepResult& result) {
  if (!result.is_interrupted) {
    return {};
  }
  return fmt::format("interrupted: {} of {} points{}", result.points.size(), result.points_wanted,
                     result.points.size() < result.points_wanted ? "" : ", their break-evens not located");
}

std::optional<SweepGrid> grid_of(const SweepResult& result) {
  SweepGrid grid;
  grid.values.resize(result.axes.size());
  for (const SweepPoint& point : result.points) {
    for (std::size_t axis = 0; axis < grid.values.size(); ++axis) {
      std::vector<std::string>& known = grid.values[axis];
      if (std::find(known.begin(), known.end(), point.values[axis]) == known.end()) {
        known.push_back(point.values[axis]);
      }
    }
  }
  for (std::size_t index = 0; index < result.points.size(); ++index) {
    std::size_t rest = index;
    for (std::size_t axis = grid.values.size(); axis-- > 0;) {
      const std::vector<std::string>& own = grid.values[axis];
      if (result.points[index].values[axis] != own[rest % own.size()]) {
        return std::nullopt;
      }
      rest /= own.size();
    }
    if (rest > 0) {
      return std::nullopt;
    }
  }
  std::size_t combinations = 1;
  for (const std::vector<std::string>& own : grid.values) {
    combinations *= own.size();
  }
  return combinations == result.points.size() && combinations > 0 ? std::optional{std::move(grid)} : std::nullopt;
}

std::vector<std::vector<const SweepPoint*>> SweepGrid::slices_along(std::size_t axis, const SweepResult& result) const {
  std::size_t inner = 1;  // points from one value of the axis to the next
  for (std::size_t i = axis + 1; i < values.size(); ++i) {
    inner *= values[i].size();
  }
  const std::size_t length = values[axis].size();
  std::vector<std::vector<const SweepPoint*>> slices(result.points.size() / length);
  for (std::size_t index = 0; index < result.points.size(); ++index) {
    slices[index / (inner * length) * inner + index % inner].push_back(&result.points[index]);
  }
  return slices;
}

}  // namespace reports
