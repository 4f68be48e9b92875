// A point of a sweep from the experiment that was made there.
#include "reports/sweep/sweep_result.hpp"

#include "reports/comparison.hpp"
#include "reports/json/run_json.hpp"

namespace reports {

SweepPoint sweep_point(const models::ExperimentResult& result, std::vector<std::string> values,
                       std::vector<double> numbers, const Options& options) {
  SweepPoint point{std::move(values), std::move(numbers), {}};
  point.cells.resize(result.architectures.size());
  ReportModel model;
  model.run.slo_availability = options.slo_availability;
  model.run.slo_latency_ms = options.slo_latency_ms;
  for (const models::ArchitectureInfo& info : result.architectures) {
    model.architectures.emplace_back().name = info.name;
  }
  for (const models::SummaryRow& row : result.summary) {
    point.cells[row.architecture].summary.push_back(row);
    model.architectures[row.architecture].metrics[static_cast<std::size_t>(row.metric)] = {row.mean, row.low, row.high};
  }
  for (const models::RunResult& run : result.runs) {
    point.cells[run.architecture].costs.push_back(
        run.metrics[static_cast<std::size_t>(models::MetricId::kCostPerMonth)].value);
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

}  // namespace reports
