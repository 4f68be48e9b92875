#include "scenarios/theory/quantities.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "sim/check.hpp"

namespace scenarios::theory {

namespace {

/// Mean over the window; its last tick may be shorter.
double mean_of_column(const models::RunResult& run, models::TickColumn column, double ticks) {
  double sum = 0.0;
  double weight = 0.0;
  for (const models::TickRow& row : run.ticks) {
    const double length = std::min(1.0, ticks - weight);
    sum += row[static_cast<std::size_t>(column)] * length;
    weight += length;
  }
  return sum / weight;
}

}  // namespace

std::string_view unit_of(std::string_view quantity) {
  if (const std::optional<models::MetricId> metric = models::metric_named(quantity)) {
    return models::metric_catalogue()[static_cast<std::size_t>(*metric)].unit;
  }
  return quantity == kVcpuUsed ? "vCPU" : "requests";
}

sim::stats::Interval estimate_of(std::string_view quantity, const models::ExperimentResult& result,
                                 std::size_t architecture) {
  if (const std::optional<models::MetricId> metric = models::metric_named(quantity)) {
    const models::SummaryRow& row =
        result.summary.at(architecture * models::kMetricCount + static_cast<std::size_t>(*metric));
    return {row.mean, row.low, row.high, row.replications};
  }
  SIM_CHECK(quantity == kVcpuUsed || quantity == kRequestsInFlight, "a prediction names a quantity that is measured");
  const models::TickColumn column =
      quantity == kVcpuUsed ? models::TickColumn::kVcpuUsed : models::TickColumn::kRequestsInFlight;
  std::vector<double> values;
  for (const models::RunResult& run : result.runs) {
    if (run.architecture == architecture) {
      values.push_back(mean_of_column(run, column, result.duration.seconds() / result.tick.seconds()));
    }
  }
  return sim::stats::mean_interval(values);
}

}  // namespace scenarios::theory
