// What a sweep found: the same architectures at many points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ports/run_result.hpp"
#include "reports/options.hpp"
#include "reports/report_model.hpp"

namespace reports {

/// A parameter that was varied.
struct SweepAxis {
  std::string path{};
  std::string unit{};  ///< of its numbers; "" where it has none
  bool is_numeric = false;
  bool is_logarithmic = false;
};

/// One architecture at one point.
struct SweepCell {
  std::vector<models::SummaryRow> summary{};  ///< by metric
  std::vector<std::string> limits{};          ///< what held it back, or makes its results doubtful; each once
  std::vector<double> costs{};                ///< per replication, per month; in the order of replications
  std::string infeasible{};  ///< why it misses the objectives, or was not run; empty where it meets them

  const models::SummaryRow& metric(models::MetricId id) const { return summary[static_cast<std::size_t>(id)]; }
};

struct SweepPoint {
  std::vector<std::string> values{};    ///< per axis, as YAML text
  std::vector<double> numbers{};        ///< per axis; NaN where it is not numeric
  std::vector<SweepCell> cells{};       ///< per architecture
  std::vector<std::string> warnings{};  ///< about the point as a whole
};

/// A stretch of the axis where the same holds at every value that was simulated.
struct Stretch {
  /// One: it is the cheapest by more than 1 %. Several, ascending: none of them is. Empty: none meets the objectives.
  std::vector<std::size_t> best{};
  double from = 0.0;  ///< the first and the last such value
  double to = 0.0;
};

/// From `before` to `after`: below `low` the first is the cheapest, above `high` the second; in between none is by more
/// than 1 %, or none meets the objectives. Where the axis begins or ends inside, that side is absent. Both are the same
/// where the others come close and leave again.
struct BreakEven {
  std::optional<std::size_t> before{};  ///< indices of architectures
  std::optional<std::size_t> after{};
  std::optional<double> low{};
  std::optional<double> high{};
  bool by_feasibility = false;      ///< at one of its edges one of them begins or ceases to meet the objectives
  bool has_infeasible = false;      ///< somewhere in it none meets them
  std::vector<std::size_t> tied{};  ///< those of which none is the cheapest by more than 1 % somewhere in it
};

/// The axis from end to end, in ascending order.
struct Crossings {
  std::vector<Stretch> stretches{};  ///< at least one
  std::vector<BreakEven> sets{};
};

struct SweepResult {
  RunInfo run{};                ///< of the first point; `requests_simulated` of all
  std::string scenario_hash{};  ///< of what varies, before it varies; of the first point where that is no scenario
  std::vector<SweepAxis> axes{};
  std::vector<std::string> architectures{};
  std::vector<SweepPoint> points{};
  std::vector<std::string> warnings{};   ///< what is to be minded, of all points
  std::size_t points_wanted = 0;         ///< more than there are where the user interrupted
  bool is_interrupted = false;           ///< before all points, or all break-evens, were found
  std::optional<Crossings> crossings{};  ///< absent where they were not searched for
};

/// A sweep whose points are every combination of the parameters' values, the last parameter varying fastest.
struct SweepGrid {
  std::vector<std::vector<std::string>> values{};  ///< per axis, in order

  /// The points along one axis, once for every combination of the other axes' values; of those the last varies fastest.
  std::vector<std::vector<const SweepPoint*>> slices_along(std::size_t axis, const SweepResult& result) const;
};
/// None where points are missing, or were chosen in another way.
std::optional<SweepGrid> grid_of(const SweepResult& result);

/// The point that one experiment makes. `values` and `numbers` belong to the axes of the sweep.
SweepPoint sweep_point(const models::ExperimentResult& result, std::vector<std::string> values,
                       std::vector<double> numbers, const Options& options);

/// "interrupted: 3 of 12 points", or that the points are whole and the break-evens not; empty if it was not
/// interrupted.
std::string interruption_text(const SweepResult& result);

/// What run.json would say of that experiment.
RunInfo run_info(const models::ExperimentResult& result, const Options& options);

}  // namespace reports
