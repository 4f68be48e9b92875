// summary.csv, replications.csv and assumptions.csv.
#include "reports/csv/tables.hpp"
#include "reports/csv/writer.hpp"

namespace reports {

void write_summary(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink, {"scenario", "architecture", "metric", "unit", "mean", "ci95_low", "ci95_high", "replications"}};
  for (const models::SummaryRow& row : result.summary) {
    const models::MetricInfo& metric = models::metric_catalogue()[static_cast<std::size_t>(row.metric)];
    csv.text(result.scenario_name).text(result.architectures[row.architecture].name).text(metric.name);
    csv.text(metric.unit).number(row.mean).number(row.low).number(row.high).count(row.replications).end_row();
  }
  csv.finish();
}

void write_replications(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink, {"scenario", "architecture", "replication", "metric", "unit", "value"}};
  for (const models::RunResult& run : result.runs) {
    for (std::size_t i = 0; i < models::kMetricCount; ++i) {
      const models::MetricInfo& metric = models::metric_catalogue()[i];
      csv.text(result.scenario_name).text(result.architectures[run.architecture].name).count(run.replication);
      csv.text(metric.name).text(metric.unit).number(run.metrics[i].value).end_row();
    }
  }
  csv.finish();
}

void write_assumptions(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink, {"path", "value", "is_default", "sentence", "source", "date", "unverified"}};
  for (const models::Assumption& assumption : result.assumptions) {
    csv.text(assumption.path).text(assumption.value).flag(assumption.is_default).text(assumption.sentence);
    csv.text(assumption.source).text(assumption.date).flag(assumption.unverified).end_row();
  }
  csv.finish();
}

}  // namespace reports
