#include "scenarios/experiment.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "scenarios/run.hpp"
#include "sim/experiment/parallel.hpp"
#include "sim/experiment/stopwatch.hpp"
#include "sim/stats/interval.hpp"

namespace scenarios {

namespace {

sim::stats::Interval estimate(const models::MetricInfo& info, std::span<const models::RunResult> runs,
                              std::size_t metric) {
  std::vector<double> values;
  std::vector<double> numerators;
  std::vector<double> denominators;
  for (const models::RunResult& run : runs) {
    values.push_back(run.metrics[metric].value);
    numerators.push_back(run.metrics[metric].numerator);
    denominators.push_back(run.metrics[metric].denominator);
  }
  switch (info.estimator) {
    case models::Estimator::kRatio:
      return sim::stats::ratio_interval(numerators, denominators);
    case models::Estimator::kMaximum:
      return sim::stats::range_of(values);
    case models::Estimator::kMean:
      break;
  }
  return sim::stats::mean_interval(values);
}

void describe(models::ExperimentResult& result, const LoadedScenario& loaded) {
  const Scenario& scenario = loaded.scenario();
  result.scenario_name = scenario.name;
  result.question = loaded.question();
  result.scenario_hash = loaded.hash();
  result.region = scenario.region;
  result.seed = static_cast<std::uint64_t>(scenario.seed);
  result.replications = static_cast<std::size_t>(scenario.replications);
  result.duration = scenario.duration;
  result.warm_up = scenario.warm_up;
  result.tick = scenario.tick;
  result.month = scenario.month;
  result.price_book_date = std::string{loaded.prices().newest_date()};
  result.architectures = loaded.architectures();
  result.assumptions = loaded.assumptions();
}

/// "ec2: scaling reached its max of 40 (in 3 of 5 replications)", in the order of architectures and first mention.
std::vector<std::string> limits_that_bound(const models::ExperimentResult& result) {
  std::vector<std::string> warnings;
  for (std::size_t architecture = 0; architecture < result.architectures.size(); ++architecture) {
    std::vector<std::pair<std::string, std::size_t>> limits;
    for (const models::RunResult& run : result.runs) {
      if (run.architecture != architecture) {
        continue;
      }
      for (const std::string& limit : run.limits_reached) {
        const auto known = std::find_if(limits.begin(), limits.end(), [&](const auto& l) { return l.first == limit; });
        if (known == limits.end()) {
          limits.emplace_back(limit, 1);
        } else {
          ++known->second;
        }
      }
    }
    for (const auto& [limit, count] : limits) {
      warnings.push_back(fmt::format("{}: {} (in {} of {} replications)", result.architectures[architecture].name,
                                     limit, count, result.replications));
    }
  }
  return warnings;
}

}  // namespace

std::size_t run_count(const Scenario& scenario) {
  return scenario.architectures.size() * static_cast<std::size_t>(scenario.replications);
}

std::vector<models::SummaryRow> summarise(const std::vector<models::RunResult>& runs, std::size_t architectures,
                                          std::size_t replications) {
  std::vector<models::SummaryRow> rows;
  const auto& catalogue = models::metric_catalogue();
  for (std::size_t architecture = 0; architecture < architectures; ++architecture) {
    const auto own = std::span{runs}.subspan(architecture * replications, replications);
    for (std::size_t metric = 0; metric < catalogue.size(); ++metric) {
      const sim::stats::Interval interval = estimate(catalogue[metric], own, metric);
      rows.push_back({architecture, static_cast<models::MetricId>(metric), interval.mean, interval.low, interval.high,
                      interval.count});
    }
  }
  return rows;
}

models::ExperimentResult simulate(const LoadedScenario& loaded, const ExperimentOptions& options) {
  const sim::experiment::Stopwatch stopwatch;
  const Scenario& scenario = loaded.scenario();
  const Prepared prepared{scenario, loaded.catalog(), loaded.prices(), loaded.workload(), loaded.program()};
  const auto replications = static_cast<std::size_t>(scenario.replications);
  models::ExperimentResult result;
  describe(result, loaded);
  result.runs.resize(run_count(scenario));
  result.threads = options.threads == 0 ? sim::experiment::available_threads() : options.threads;
  sim::experiment::for_each_unit(result.runs.size(), result.threads, [&](std::size_t unit) {
    result.runs[unit] = run(prepared, unit / replications, unit % replications, options.progressed);
  });
  for (const models::RunResult& run : result.runs) {
    result.requests_simulated += run.requests_simulated;
  }
  result.warnings = limits_that_bound(result);
  result.summary = summarise(result.runs, result.architectures.size(), replications);
  result.wall_seconds = stopwatch.seconds();
  return result;
}

}  // namespace scenarios
