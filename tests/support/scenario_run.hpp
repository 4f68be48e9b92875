// Runs a scenario that a test states as YAML text: read, checked and simulated as the program does it.
#pragma once

#include <cstddef>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/ports/run_result.hpp"
#include "models/pricing/price_book.hpp"
#include "scenarios/experiment.hpp"
#include "scenarios/load.hpp"
#include "tests/support/temp_folder.hpp"

namespace test_support {

using Sets = std::vector<std::pair<std::string, std::string>>;

inline const models::pricing::PriceBook& embedded_prices() {
  static const models::pricing::PriceBook prices = models::pricing::PriceBook::embedded();
  return prices;
}

/// Throws what is wrong with the scenario, as the program tells it.
inline std::unique_ptr<scenarios::LoadedScenario> load_file(
    const std::string& path, const Sets& sets = {}, const models::pricing::PriceBook& prices = embedded_prices()) {
  sim::config::Diagnostics diagnostics;
  scenarios::Overrides overrides;
  overrides.set = sets;
  auto loaded = scenarios::load(path, overrides, prices, diagnostics);
  if (loaded == nullptr) {
    throw std::runtime_error{diagnostics.to_text()};
  }
  return loaded;
}

inline models::ExperimentResult run_file(const std::string& path, const Sets& sets = {}, std::size_t threads = 2,
                                         const models::pricing::PriceBook& prices = embedded_prices()) {
  scenarios::ExperimentOptions options;
  options.threads = threads;
  return scenarios::simulate(*load_file(path, sets, prices), options);
}

inline models::ExperimentResult run_text(const std::string& yaml, const Sets& sets = {}, std::size_t threads = 2,
                                         const models::pricing::PriceBook& prices = embedded_prices()) {
  const TempFolder folder;
  const std::string path = (folder.path() / "scenario.yaml").string();
  std::ofstream{path} << yaml;
  return run_file(path, sets, threads, prices);
}

/// A metric over the replications, and in one of them.
inline const models::SummaryRow& summary_of(const models::ExperimentResult& result, models::MetricId metric,
                                            std::size_t architecture = 0) {
  return result.summary.at(architecture * models::kMetricCount + static_cast<std::size_t>(metric));
}
inline double metric_of(const models::RunResult& run, models::MetricId metric) {
  return run.metrics.at(static_cast<std::size_t>(metric)).value;
}
inline double column_of(const models::TickRow& row, models::TickColumn column) {
  return row.at(static_cast<std::size_t>(column));
}

/// Total of a meter over the run; 0 if there is none of that SKU. All variants together.
inline std::int64_t metered(const models::RunResult& run, std::string_view sku) {
  std::int64_t total = 0;
  for (const models::MeterUsage& meter : run.usage.meters) {
    for (const std::int64_t quantity : meter.per_hour) {
      total += meter.key.sku == sku ? quantity : 0;
    }
  }
  return total;
}

/// When events of that kind happened, in seconds since the window began.
inline std::vector<double> times_of(const models::RunResult& run, std::string_view what) {
  std::vector<double> times;
  for (const models::RunEvent& event : run.events) {
    if (event.what == what) {
      times.push_back(event.at.seconds());
    }
  }
  return times;
}

}  // namespace test_support
