// The name of a metric, read from a cell.
#pragma once

#include <fmt/core.h>

#include "models/ports/run_result.hpp"
#include "reports/csv/reader.hpp"

namespace reports {

/// Throws CsvError for a name that no metric has.
inline models::MetricId metric_in(const CsvReader& csv, std::size_t column) {
  const auto metric = models::metric_named(csv.text(column));
  if (!metric) {
    csv.fail(fmt::format("unknown metric '{}'", csv.text(column)));
  }
  return *metric;
}

}  // namespace reports
