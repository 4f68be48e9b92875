// sweep.csv.
#include "reports/csv/writer.hpp"
#include "reports/sweep/sweep_tables.hpp"

namespace reports {

void write_sweep(const SweepResult& result, TextSink& sink) {
  CsvWriter csv{sink, {}};
  for (const SweepAxis& axis : result.axes) {
    csv.add_column(axis.path);
  }
  for (const char* column :
       {"scenario", "architecture", "metric", "unit", "mean", "ci95_low", "ci95_high", "replications"}) {
    csv.add_column(column);
  }
  for (const SweepPoint& point : result.points) {
    for (std::size_t architecture = 0; architecture < point.cells.size(); ++architecture) {
      for (const models::SummaryRow& row : point.cells[architecture].summary) {
        const models::MetricInfo& metric = models::metric_catalogue()[static_cast<std::size_t>(row.metric)];
        for (const std::string& value : point.values) {
          csv.text(value);
        }
        csv.text(result.run.scenario).text(result.architectures[architecture]).text(metric.name).text(metric.unit);
        csv.number(row.mean).number(row.low).number(row.high).count(row.replications).end_row();
      }
    }
  }
  csv.finish();
}

}  // namespace reports
