// The files with one row per tick: timeseries.csv, timeseries_summary.csv, fleet.csv, and events.csv.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "reports/csv/tables.hpp"
#include "reports/csv/writer.hpp"

namespace reports {

namespace {

double tick_start(const models::ExperimentResult& result, std::size_t tick) {
  return (result.tick * static_cast<std::int64_t>(tick)).seconds();
}

void write_run_ticks(const models::ExperimentResult& result, const models::RunResult& run, CsvWriter& csv) {
  for (std::size_t tick = 0; tick < run.ticks.size(); ++tick) {
    csv.text(result.scenario_name).text(result.architectures[run.architecture].name);
    csv.count(run.replication).number(tick_start(result, tick));
    for (const double value : run.ticks[tick]) {
      csv.number(value);
    }
    csv.end_row();
  }
}

/// Mean, lowest and highest of the values that exist; all NaN when none does.
struct Spread {
  double sum = 0.0;
  std::size_t count = 0;
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();

  void add(double value) {
    if (!std::isfinite(value)) {
      return;
    }
    low = count == 0 ? value : std::min(low, value);
    high = count == 0 ? value : std::max(high, value);
    sum += value;
    ++count;
  }
  double mean() const { return count == 0 ? low : sum / static_cast<double>(count); }
};

}  // namespace

void write_timeseries(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink, {"scenario", "architecture", "replication", "time_s"}};
  for (const std::string_view name : models::tick_column_names()) {
    csv.add_column(name);
  }
  for (const models::RunResult& run : result.runs) {
    if (run.replication == 0) {
      write_run_ticks(result, run, csv);
    }
  }
  csv.finish();
}

void write_timeseries_summary(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink, {"scenario", "architecture", "time_s", "metric", "mean", "low", "high"}};
  for (std::size_t a = 0; a < result.architectures.size(); ++a) {
    std::vector<const models::RunResult*> runs;
    std::size_t ticks = 0;
    for (const models::RunResult& run : result.runs) {
      if (run.architecture == a) {
        runs.push_back(&run);
        ticks = std::max(ticks, run.ticks.size());
      }
    }
    for (std::size_t tick = 0; tick < ticks; ++tick) {
      for (std::size_t column = 0; column < models::kTickColumnCount; ++column) {
        Spread spread;
        for (const models::RunResult* run : runs) {
          spread.add(tick < run->ticks.size() ? run->ticks[tick][column] : std::numeric_limits<double>::quiet_NaN());
        }
        csv.text(result.scenario_name).text(result.architectures[a].name).number(tick_start(result, tick));
        csv.text(models::tick_column_names()[column]).number(spread.mean()).number(spread.low).number(spread.high);
        csv.end_row();
      }
    }
  }
  csv.finish();
}

void write_fleet(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink,
                {"scenario", "architecture", "replication", "time_s", "hosts_in_use", "vcpu_total", "vcpu_allocated",
                 "vcpu_used", "memory_total_gib", "memory_allocated_gib", "vcpu_stranded", "memory_stranded_gib"}};
  for (const models::RunResult& run : result.runs) {
    if (run.replication != 0) {
      continue;
    }
    for (std::size_t tick = 0; tick < run.fleet.size(); ++tick) {
      const models::FleetTick& row = run.fleet[tick];
      csv.text(result.scenario_name).text(result.architectures[run.architecture].name);
      csv.count(run.replication).number(tick_start(result, tick)).number(row.hosts_in_use).number(row.vcpu_total);
      csv.number(row.vcpu_allocated).number(row.vcpu_used).number(row.memory_total_gib);
      csv.number(row.memory_allocated_gib).number(row.vcpu_stranded).number(row.memory_stranded_gib).end_row();
    }
  }
  csv.finish();
}

void write_events(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink, {"scenario", "architecture", "replication", "time_s", "event", "subject", "detail"}};
  for (const models::RunResult& run : result.runs) {
    if (run.replication != 0) {
      continue;
    }
    for (const models::RunEvent& event : run.events) {
      csv.text(result.scenario_name).text(result.architectures[run.architecture].name).count(run.replication);
      csv.number(event.at.seconds()).text(event.what).text(event.subject).text(event.detail).end_row();
    }
  }
  csv.finish();
}

}  // namespace reports
