#include "scenarios/precision_goal.hpp"

#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/core.h>

#include "sim/check.hpp"

namespace scenarios {

namespace {

constexpr std::string_view kAvailability = "availability";
constexpr double kFractionFloor = 1e-4;

/// One metric of every run, in replication order.
std::vector<double> values_of(const std::vector<models::RunResult>& runs, std::size_t metric,
                              double models::MetricValue::*part) {
  std::vector<double> values;
  values.reserve(runs.size());
  for (const models::RunResult& run : runs) {
    values.push_back(run.metrics[metric].*part);
  }
  return values;
}

sim::experiment::Measure measure_of(const std::string& metric, const std::vector<models::RunResult>& runs) {
  using models::MetricId;
  using models::MetricValue;
  sim::experiment::Measure measure;
  if (metric == kAvailability) {
    measure.values = values_of(runs, static_cast<std::size_t>(MetricId::kRequestsCompleted), &MetricValue::value);
    measure.denominators = values_of(runs, static_cast<std::size_t>(MetricId::kRequestsOffered), &MetricValue::value);
    measure.floor = kFractionFloor;
    return measure;
  }
  const std::optional<MetricId> id = models::metric_named(metric);
  SIM_CHECK(id.has_value(), "a precision is asked of metrics that exist");
  const auto index = static_cast<std::size_t>(*id);
  const models::MetricInfo& info = models::metric_catalogue()[index];
  if (info.estimator == models::Estimator::kRatio) {
    measure.values = values_of(runs, index, &MetricValue::numerator);
    measure.denominators = values_of(runs, index, &MetricValue::denominator);
  } else {
    measure.values = values_of(runs, index, &MetricValue::value);
  }
  measure.floor = info.unit == "ratio" ? kFractionFloor : 0.0;
  return measure;
}

}  // namespace

std::vector<std::string> precision_metrics() {
  std::vector<std::string> names{std::string{kAvailability}};
  for (const models::MetricInfo& info : models::metric_catalogue()) {
    if (info.estimator != models::Estimator::kMaximum) {
      names.emplace_back(info.name);
    }
  }
  return names;
}

std::vector<std::string> default_precision_metrics() {
  return {std::string{models::metric_name(models::MetricId::kCostPerMonth)},
          std::string{models::metric_name(models::MetricId::kLatencyP99)}, std::string{kAvailability}};
}

std::vector<sim::experiment::Measure> measures_of(const models::PrecisionGoal& goal,
                                                  const std::vector<models::ArchitectureInfo>& architectures,
                                                  const RunsByArchitecture& runs) {
  std::vector<sim::experiment::Measure> measures;
  for (std::size_t architecture = 0; architecture < runs.size(); ++architecture) {
    for (const std::string& metric : goal.metrics) {
      measures.push_back(measure_of(metric, runs[architecture]));
      measures.back().name = fmt::format("{}: {}", architectures[architecture].name, metric);
    }
  }
  return measures;
}

std::vector<std::string> unreached_precision(const std::vector<sim::experiment::Measure>& measures,
                                             std::size_t replications, const sim::experiment::PrecisionRule& rule) {
  std::vector<std::string> warnings;
  const std::vector<sim::experiment::Precision> list = sim::experiment::precision_after(measures, replications, rule);
  for (std::size_t i = 0; i < measures.size(); ++i) {
    const sim::experiment::Precision& reached = list[i];
    if (reached.enough) {
      continue;
    }
    if (!reached.interval.has_bounds()) {
      warnings.push_back(fmt::format("{} has no interval after {} replications: it is defined in {} of them",
                                     measures[i].name, replications, reached.interval.count));
      continue;
    }
    // The inverse of r / (1 + r): the precision whose rule this half-width would just meet.
    const double share = reached.interval.half_width() / std::abs(reached.interval.mean);
    const std::string precision =
        share < 1.0 ? fmt::format("a precision of {:.2g} %", 100.0 * share / (1.0 - share)) : "no useful precision";
    warnings.push_back(fmt::format("{} reached {} in {} replications, not {:.4g} %; --replications allows more",
                                   measures[i].name, precision, replications, 100.0 * rule.relative));
  }
  return warnings;
}

}  // namespace scenarios
