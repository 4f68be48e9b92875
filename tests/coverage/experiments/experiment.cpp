#include "tests/coverage/experiments/experiment.hpp"

#include <cmath>
#include <memory>
#include <span>
#include <vector>

#include <boost/math/distributions/binomial.hpp>

#include "sim/experiment/parallel.hpp"
#include "sim/experiment/precision.hpp"
#include "sim/random/stream.hpp"
#include "sim/stats/interval.hpp"
#include "tests/coverage/experiments/run_length.hpp"

namespace coverage {

namespace {

using sim::stats::Interval;

/// The day on which it was set: after the plan, and before any experiment was made with it.
constexpr std::uint64_t kSeed = 20'261'128;

/// Replication `replication` of experiment `experiment`.
Measured replicate(const Cell& cell, const std::string& name, std::size_t experiment, std::size_t replication,
                   sim::stats::LatencyHistogram& histogram) {
  constexpr std::uint64_t kMostReplications = 100'000;
  const std::uint64_t number = experiment * kMostReplications + replication;
  return simulate_mmc(cell.queue(), cell.window, sim::random::make_stream(kSeed, number, name, "arrivals"),
                      sim::random::make_stream(kSeed, number, name, "services"), histogram);
}

/// What one experiment found.
struct Intervals {
  Interval present{};
  Interval time{};
  Interval p99{};
};

Intervals run_experiment(const Cell& cell, const std::string& name, std::size_t experiment) {
  const auto histogram = std::make_unique<sim::stats::LatencyHistogram>();
  std::vector<double> present;
  std::vector<double> seconds;
  std::vector<double> requests;
  std::vector<double> p99;
  for (std::size_t replication = 0; replication < cell.replications; ++replication) {
    const Measured measured = replicate(cell, name, experiment, replication, *histogram);
    present.push_back(measured.mean_present);
    seconds.push_back(measured.seconds_in_system);
    requests.push_back(measured.requests);
    p99.push_back(measured.p99_seconds);
  }
  return {sim::stats::mean_interval(present, kConfidence), sim::stats::ratio_interval(seconds, requests, kConfidence),
          sim::stats::mean_interval(p99, kConfidence)};
}

bool holds(const Interval& interval, double exact) {
  return interval.low <= exact && exact <= interval.high;
}

Outcome judge(std::span<const Intervals> all, Interval Intervals::*which, double exact) {
  Outcome outcome;
  double sum = 0.0;
  for (const Intervals& intervals : all) {
    outcome.hits += holds(intervals.*which, exact) ? 1U : 0U;
    sum += (intervals.*which).half_width();
  }
  outcome.mean_half_width = sum / static_cast<double>(all.size());
  return outcome;
}

}  // namespace

sim::theory::MmcQueue Cell::queue() const {
  return {load * static_cast<double>(servers), 1.0, servers};
}

CellOutcome run_cell(const Cell& cell, const std::string& name, std::size_t threads) {
  std::vector<Intervals> all(cell.experiments);
  sim::experiment::for_each_unit(cell.experiments, threads, [&](std::size_t experiment) {
    all[experiment] = run_experiment(cell, name, experiment);
  });
  const sim::theory::QueueMeans exact = *mmc_means(cell.queue());
  return {judge(all, &Intervals::present, exact.in_system), judge(all, &Intervals::time, exact.sojourn),
          judge(all, &Intervals::p99, *mmc_sojourn_quantile(cell.queue(), 0.99))};
}

StoppedOutcome run_precision(const Cell& cell, double relative, const std::string& name, std::size_t threads) {
  struct Stopped {
    sim::experiment::Precision reached{};
    std::size_t replications = 0;
  };
  const sim::experiment::PrecisionRule rule{.relative = relative, .confidence = kConfidence};
  std::vector<Stopped> all(cell.experiments);
  sim::experiment::for_each_unit(cell.experiments, threads, [&](std::size_t experiment) {
    const auto histogram = std::make_unique<sim::stats::LatencyHistogram>();
    std::vector<sim::experiment::Measure> measures{{.name = "present"}};
    std::size_t done = 0;
    bool enough = false;
    while (!enough && done < cell.replications) {
      measures.front().values.push_back(replicate(cell, name, experiment, done, *histogram).mean_present);
      ++done;
      enough = sim::experiment::enough_replications(measures, done, done, rule).has_value();
    }
    all[experiment] = {sim::experiment::precision_after(measures, done, rule).front(), done};
  });
  const double exact = mmc_means(cell.queue())->in_system;
  StoppedOutcome outcome;
  double sum = 0.0;
  for (const Stopped& stopped : all) {
    outcome.hits += holds(stopped.reached.interval, exact) ? 1U : 0U;
    outcome.within += std::abs(stopped.reached.interval.mean - exact) <= relative * exact ? 1U : 0U;
    outcome.unfinished += stopped.reached.enough ? 0U : 1U;
    sum += static_cast<double>(stopped.replications);
  }
  outcome.mean_replications = sum / static_cast<double>(all.size());
  return outcome;
}

Region acceptance(std::size_t experiments) {
  constexpr double kOutside = 0.0005;
  const boost::math::binomial_distribution<double> law{static_cast<double>(experiments), kConfidence};
  Region region{0, experiments};
  while (boost::math::cdf(law, static_cast<double>(region.low)) <= kOutside) {
    ++region.low;
  }
  while (boost::math::cdf(boost::math::complement(law, static_cast<double>(region.high) - 1.0)) <= kOutside) {
    --region.high;
  }
  return region;
}

double miss_probability(std::size_t experiments, double coverage) {
  const boost::math::binomial_distribution<double> law{static_cast<double>(experiments), coverage};
  const Region region = acceptance(experiments);
  return boost::math::cdf(law, static_cast<double>(region.low) - 1.0) +
         boost::math::cdf(boost::math::complement(law, static_cast<double>(region.high)));
}

}  // namespace coverage
