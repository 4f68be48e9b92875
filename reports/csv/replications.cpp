#include "reports/csv/replications.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "reports/csv/metric_cell.hpp"
#include "reports/csv/reader.hpp"

namespace reports {

namespace {

/// Rows come in blocks of one architecture, so the last one is tried first.
ReplicationSeries& series_of(std::vector<ReplicationSeries>& all, const std::string& name) {
  if (!all.empty() && all.back().name == name) {
    return all.back();
  }
  const auto found = std::find_if(all.begin(), all.end(), [&](const ReplicationSeries& s) { return s.name == name; });
  if (found != all.end()) {
    return *found;
  }
  all.emplace_back();
  all.back().name = name;
  return all.back();
}

void check_complete(const std::vector<ReplicationSeries>& all, std::string_view name) {
  if (all.empty()) {
    throw CsvError{fmt::format("{}: holds no replication", name)};
  }
  const std::size_t replications = all.front().values.front().size();
  for (const ReplicationSeries& series : all) {
    for (std::size_t i = 0; i < models::kMetricCount; ++i) {
      if (series.values[i].size() != replications) {
        throw CsvError{fmt::format("{}: {} has {} values of {} where the table has {} replications; it is not whole",
                                   name, series.name, series.values[i].size(),
                                   models::metric_name(static_cast<models::MetricId>(i)), replications)};
      }
    }
  }
}

}  // namespace

std::vector<ReplicationSeries> read_replications(std::string text, std::string_view name) {
  CsvReader csv{std::move(text), std::string{name}};
  const std::size_t architecture = csv.column("architecture");
  const std::size_t replication = csv.column("replication");
  const std::size_t metric = csv.column("metric");
  const std::size_t value = csv.column("value");
  std::vector<ReplicationSeries> all;
  while (csv.next()) {
    const models::MetricId id = metric_in(csv, metric);
    ReplicationSeries& series = series_of(all, csv.text(architecture));
    std::vector<double>& values = series.values[static_cast<std::size_t>(id)];
    if (csv.count(replication) != values.size()) {
      csv.fail(fmt::format("replication {} of {} in {} where {} is expected", csv.count(replication),
                           models::metric_name(id), series.name, values.size()));
    }
    values.push_back(csv.number(value));
  }
  check_complete(all, name);
  return all;
}

}  // namespace reports
