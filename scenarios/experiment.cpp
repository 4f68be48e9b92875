#include "scenarios/experiment.hpp"

#include <algorithm>
#include <atomic>
#include <deque>
#include <iterator>
#include <mutex>
#include <span>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "scenarios/fidelity.hpp"
#include "scenarios/run.hpp"
#include "scenarios/theory/judgement.hpp"
#include "scenarios/theory/statements.hpp"
#include "scenarios/warm_up.hpp"
#include "sim/check.hpp"
#include "sim/experiment/parallel.hpp"
#include "sim/experiment/precision.hpp"
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

/// With what is known of queues from other experiments.
Prepared prepared_of(const LoadedScenario& loaded, const ExperimentOptions& options) {
  Prepared prepared = prepared_of(loaded);
  prepared.keeps_events = options.keeps_events;
  if (fidelity_of(prepared) == Fidelity::kFluid) {
    prepared.flow_laws = options.flow_laws->of(loaded.scenario().application);
  }
  return prepared;
}

void describe(models::ExperimentResult& result, const LoadedScenario& loaded) {
  const Scenario& scenario = loaded.scenario();
  result.scenario_name = scenario.name;
  result.question = loaded.question();
  result.region = scenario.region;
  result.seed = static_cast<std::uint64_t>(scenario.seed);
  result.replications = static_cast<std::size_t>(scenario.replications);
  result.duration = scenario.duration;
  result.warm_up = scenario.warm_up;
  result.tick = scenario.tick;
  result.month = scenario.month;
  result.price_book_date = std::string{loaded.prices().newest_date()};
  result.fidelity = fidelity_of(prepared_of(loaded)) == Fidelity::kFluid ? "fluid" : "requests";
  result.quotas = scenario.quotas == sim::config::Quotas::kUnlimited ? "unlimited" : "account";
  result.architectures = loaded.architectures();
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

/// Brings every architecture to `replications`, counted from those that it has.
void run_more(const Prepared& prepared, const ExperimentOptions& options, std::size_t threads, std::size_t replications,
              RunsByArchitecture& runs) {
  const std::size_t done = runs.front().size();
  const std::size_t more = replications - done;
  for (std::vector<models::RunResult>& own : runs) {
    own.resize(replications);
  }
  sim::experiment::for_each_unit(runs.size() * more, threads, [&](std::size_t unit) {
    const std::size_t replication = done + unit % more;
    runs[unit / more][replication] = run(prepared, unit / more, replication, options.progressed);
  });
}

/// Replications in batches of a fixed size, the rule asked after each one in order; what a batch has beyond the one
/// that is enough is discarded, so that the result is the same at any number of threads. Sets result.replications;
/// returns what is to be said where the scenario's number ended first.
std::vector<std::string> run_until_precise(const Prepared& prepared, const ExperimentOptions& options,
                                           models::ExperimentResult& result, RunsByArchitecture& runs) {
  constexpr std::size_t kBatch = 5;
  const std::size_t most = result.replications;
  const models::PrecisionGoal& goal = *options.precision;
  const sim::experiment::PrecisionRule rule{.relative = goal.relative, .least = kLeastReplications};
  SIM_CHECK(most >= rule.least, "a precision needs as many replications as its rule asks for");
  std::size_t done = 0;
  while (done < most) {
    const std::size_t next = std::min(most, done == 0 ? rule.least : done + kBatch);
    run_more(prepared, options, result.threads, next, runs);
    const auto enough =
        sim::experiment::enough_replications(measures_of(goal, result.architectures, runs), done + 1, next, rule);
    if (enough) {
      for (std::vector<models::RunResult>& own : runs) {
        own.resize(*enough);
      }
      result.replications = *enough;
      return {};
    }
    done = next;
  }
  return unreached_precision(measures_of(goal, result.architectures, runs), most, rule);
}

/// From the runs to all that is said of them.
void conclude(models::ExperimentResult& result, const LoadedScenario& loaded, RunsByArchitecture runs,
              const std::vector<std::string>& unreached) {
  for (std::vector<models::RunResult>& own : runs) {
    std::move(own.begin(), own.end(), std::back_inserter(result.runs));
  }
  for (const models::RunResult& run : result.runs) {
    result.requests_simulated += run.requests_simulated;
  }
  result.warnings = limits_that_bound(result);
  if (std::string note = fidelity_note(prepared_of(loaded)); !note.empty()) {
    result.warnings.insert(result.warnings.begin(), std::move(note));
  }
  if (loaded.workload().users() != nullptr && result.architectures.size() > 1) {
    result.warnings.push_back(
        "closed load: users who wait longer send less, so requests_offered differs between the architectures; compare "
        "cost_usd_per_million_requests, too");
  }
  result.warnings.insert(result.warnings.end(), unreached.begin(), unreached.end());
  result.summary = summarise(result.runs, result.architectures.size(), result.replications);
  if (result.fidelity == "requests") {  // rates are theory themselves
    result.theory = theory::statements_of(loaded);
    theory::judge(result);
  }
  if (loaded.workload().is_stationary()) {
    result.warm_up_proposal = propose_warm_up(result);
  }
}

/// An experiment of a series, from its first run to its last.
class UnderWay {
 public:
  /// The experiment is loaded by whoever needs it first; false if it is not to begin any more.
  bool begin(const ExperimentSeries& series, std::size_t index, const ExperimentOptions& options) {
    const std::lock_guard lock{mutex_};
    if (!has_begun_ && !(series.stops && series.stops())) {
      has_begun_ = true;
      loaded_ = series.load(index);
      prepared_.emplace(prepared_of(*loaded_, options));
      runs_.resize(loaded_->scenario().architectures.size());
      for (std::vector<models::RunResult>& own : runs_) {
        own.resize(static_cast<std::size_t>(loaded_->scenario().replications));
      }
      left_ = series.runs[index];
    }
    return has_begun_;
  }

  /// One of its runs; whoever makes the last one concludes.
  void run_one(const ExperimentSeries& series, std::size_t index, std::size_t unit, const Progressed& progressed) {
    const std::size_t replications = runs_.front().size();
    models::RunResult& place = runs_[unit / replications][unit % replications];
    place = run(*prepared_, unit / replications, unit % replications, progressed);
    if (left_.fetch_sub(1) > 1) {
      return;
    }
    models::ExperimentResult result;
    describe(result, *loaded_);
    conclude(result, *loaded_, std::move(runs_), {});
    series.done(index, *loaded_, std::move(result));
    prepared_.reset();
    loaded_.reset();
  }

 private:
  std::mutex mutex_{};
  bool has_begun_ = false;
  std::unique_ptr<LoadedScenario> loaded_{};
  std::optional<Prepared> prepared_{};
  RunsByArchitecture runs_{};
  std::atomic<std::size_t> left_ = 0;
};

}  // namespace

void simulate_series(const ExperimentSeries& series, const ExperimentOptions& options) {
  std::vector<std::size_t> first;  // unit of each experiment
  std::size_t units = 0;
  for (const std::size_t runs : series.runs) {
    first.push_back(units);
    units += runs;
  }
  std::deque<UnderWay> experiments(series.runs.size());
  sim::experiment::for_each_unit(units, options.threads, [&](std::size_t unit) {
    const auto index = static_cast<std::size_t>(std::upper_bound(first.begin(), first.end(), unit) - first.begin()) - 1;
    if (experiments[index].begin(series, index, options)) {
      experiments[index].run_one(series, index, unit - first[index], options.progressed);
    }
  });
}

Prepared prepared_of(const LoadedScenario& loaded) {
  return {loaded.scenario(), loaded.catalog(), loaded.prices(), loaded.workload(), loaded.program()};
}

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
  const Prepared prepared = prepared_of(loaded, options);
  models::ExperimentResult result;
  describe(result, loaded);
  result.scenario_hash = loaded.hash();
  result.assumptions = loaded.assumptions();
  result.threads = options.threads == 0 ? sim::experiment::available_threads() : options.threads;
  RunsByArchitecture runs(result.architectures.size());
  std::vector<std::string> unreached;
  result.precision = options.precision;
  if (options.precision) {
    unreached = run_until_precise(prepared, options, result, runs);
  } else {
    run_more(prepared, options, result.threads, result.replications, runs);
  }
  conclude(result, loaded, std::move(runs), unreached);
  result.wall_seconds = stopwatch.seconds();
  return result;
}

}  // namespace scenarios
