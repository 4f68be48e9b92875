// replications.csv in memory: what paired comparisons are made from.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/run_result.hpp"

namespace reports {

/// One architecture's values, per metric one for each replication in order; NaN where a metric is not defined.
struct ReplicationSeries {
  std::string name{};
  std::array<std::vector<double>, models::kMetricCount> values{};

  const std::vector<double>& of(models::MetricId id) const { return values[static_cast<std::size_t>(id)]; }
};

/// Reads the text of replications.csv; `name` is what messages call the file. Architectures come in the order of the
/// file. Throws CsvError, also where a replication of a metric is missing, appears twice, or is out of order.
std::vector<ReplicationSeries> read_replications(std::string text, std::string_view name);

}  // namespace reports
