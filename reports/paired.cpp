#include "reports/paired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include <fmt/core.h>

#include "reports/comparison.hpp"
#include "reports/json/run_json.hpp"
#include "reports/material.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

namespace {

using models::MetricId;

constexpr double kLevel = 0.05;

/// The first is the one that a decision is made on; the others are exploratory.
constexpr MetricId kMetrics[] = {MetricId::kCostPerMonth, MetricId::kLatencyP50, MetricId::kLatencyP99,
                                 MetricId::kCpuUtilisation, MetricId::kRejectedFraction};

/// One side of a pair: its values and, where it does not meet the objective, the reason.
struct Side {
  std::string label{};
  const ReplicationSeries* series = nullptr;
  std::string infeasible{};
};

std::vector<Side> sides_of(const PairedSource& source) {
  const std::vector<std::string> reasons = verdict(source.model).infeasible;
  std::vector<Side> sides;
  for (std::size_t i = 0; i < source.series.size(); ++i) {
    sides.push_back({source.series[i].name, &source.series[i], reasons[i]});
  }
  return sides;
}

PairedComparison paired(const Side& first, const Side& second, std::size_t replications) {
  PairedComparison pair;
  pair.first = first.label;
  pair.second = second.label;
  for (const MetricId id : kMetrics) {
    const std::span a{first.series->of(id)};
    const std::span b{second.series->of(id)};
    pair.metrics.push_back({id, sim::stats::paired_difference(a.first(replications), b.first(replications))});
  }
  return pair;
}

bool is_clear_of_material(const sim::stats::Interval& relative) {
  const bool against_nothing = std::isnan(relative.mean);  // the first costs nothing
  return against_nothing || relative.low > kMaterial || relative.high < -kMaterial;
}

std::string why_not_significant(const PairedComparison& pair, std::size_t tests) {
  const sim::stats::PairedDifference& cost = pair.metrics.front().found;
  const bool corrected_away = cost.p_value < kLevel;
  return fmt::format("No significant difference in cost between {} and {}{}.", pair.first, pair.second,
                     corrected_away ? fmt::format(": p = {:.2g} after the correction for {} pairs", pair.p_holm, tests)
                                    : std::string{});
}

/// Says who is cheaper only where that is significant, material, and not bought with a missed objective.
void judge(PairedComparison& pair, const Side& first, const Side& second, std::size_t tests) {
  const sim::stats::PairedDifference& cost = pair.metrics.front().found;
  if (cost.difference.count == 0) {
    pair.sentence = fmt::format("The costs of {} and {} are not known.", pair.first, pair.second);
    return;
  }
  if (!cost.difference.has_bounds()) {
    pair.sentence =
        fmt::format("{} and {}: one replication can't tell how sure a difference is.", pair.first, pair.second);
    return;
  }
  pair.significant = pair.p_holm < kLevel;
  if (!pair.significant) {
    pair.sentence = why_not_significant(pair, tests);
    return;
  }
  if (!is_clear_of_material(cost.relative)) {
    pair.sentence =
        fmt::format("No material difference in cost between {} and {}: {} is significant, but not clearly above 1 %.",
                    pair.first, pair.second, percent(std::abs(cost.relative.mean)));
    return;
  }
  const bool second_is_cheaper = cost.difference.mean < 0.0;
  const Side& cheap = second_is_cheaper ? second : first;
  const Side& dear = second_is_cheaper ? first : second;
  const double dear_cost = second_is_cheaper ? cost.first_mean : cost.second_mean;
  const std::string saving = dollars(std::abs(cost.difference.mean));
  const std::string share = percent(std::abs(cost.difference.mean) / dear_cost);
  if (!cheap.infeasible.empty()) {
    pair.sentence =
        fmt::format("{} costs {} per month less than {}, but {}.", cheap.label, saving, dear.label, cheap.infeasible);
    return;
  }
  pair.cheaper_is_known = true;
  pair.sentence = fmt::format("{} costs {} per month less than {} ({}).", cheap.label, saving, dear.label, share);
}

/// Corrects over the pairs and puts the costs into words.
void judge_all(PairedReport& report, const std::vector<std::pair<Side, Side>>& sides) {
  std::vector<double> p_values;
  for (const PairedComparison& pair : report.pairs) {
    p_values.push_back(pair.metrics.front().found.p_value);
  }
  const std::vector<double> adjusted = sim::stats::holm_adjusted(p_values);
  for (std::size_t i = 0; i < report.pairs.size(); ++i) {
    report.pairs[i].p_holm = adjusted[i];
    judge(report.pairs[i], sides[i].first, sides[i].second, report.pairs.size());
  }
}

void add_pairs(PairedReport& report, const std::vector<std::pair<Side, Side>>& sides) {
  for (const auto& [first, second] : sides) {
    report.pairs.push_back(paired(first, second, report.replications));
  }
  judge_all(report, sides);
}

/// In one run only users who wait for their answers send less to one architecture than to another.
void warn_of_unequal_load(const std::vector<Side>& sides, PairedReport& report) {
  const std::vector<double>& first = sides.front().series->of(MetricId::kRequestsOffered);
  if (std::any_of(sides.begin(), sides.end(),
                  [&](const Side& side) { return side.series->of(MetricId::kRequestsOffered) != first; })) {
    report.warnings.push_back(
        "closed load: users who wait longer send less, so the architectures were not offered the same requests; one "
        "that "
        "costs less may only have served fewer (requests_offered and cost_usd_per_million_requests in summary.csv)");
  }
}

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::size_t replications_of(const PairedSource& source) {
  return source.series.front().values.front().size();
}

const Side* find(const std::vector<Side>& sides, const std::string& name) {
  const auto found = std::find_if(sides.begin(), sides.end(), [&](const Side& s) { return s.series->name == name; });
  return found == sides.end() ? nullptr : &*found;
}

void warn_of_lone(const std::vector<Side>& all, const std::vector<Side>& others, const std::string& label,
                  PairedReport& report) {
  for (const Side& side : all) {
    if (find(others, side.series->name) == nullptr) {
      report.warnings.push_back(fmt::format("{} is only in {}; it is not compared", side.series->name, label));
    }
  }
}

}  // namespace

PairedSource paired_source(std::string label, std::string_view run_json, std::string replications_csv) {
  PairedSource source;
  source.label = std::move(label);
  parse_run_json(run_json, source.label + "/run.json", source.model);
  source.series = read_replications(std::move(replications_csv), source.label + "/replications.csv");
  std::vector<ArchitectureReport>& architectures = source.model.architectures;
  const bool same = std::equal(architectures.begin(), architectures.end(), source.series.begin(), source.series.end(),
                               [](const auto& a, const auto& b) { return a.name == b.name; });
  if (!same) {
    throw PairedError{source.label +
                      ": run.json and replications.csv name different architectures; the files come from different "
                      "runs"};
  }
  for (std::size_t i = 0; i < architectures.size(); ++i) {
    for (std::size_t m = 0; m < models::kMetricCount; ++m) {
      constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
      architectures[i].metrics[m] = {sim::stats::mean_interval(source.series[i].values[m]).mean, kNone, kNone};
    }
  }
  return source;
}

PairedReport compare_architectures(const PairedSource& source) {
  const std::vector<Side> sides = sides_of(source);
  if (sides.size() < 2) {
    throw PairedError{
        fmt::format("{} holds one architecture, {}; a comparison needs two", source.label, sides.front().label)};
  }
  PairedReport report;
  report.title = source.model.run.question.empty() ? source.model.run.scenario : source.model.run.question;
  report.scenario = source.model.run.scenario;
  report.seed = source.model.run.seed;
  report.replications = replications_of(source);
  report.subject = fmt::format("{} · {} · {} · seed {}", report.scenario, counted(sides.size(), "architecture"),
                               counted(report.replications, "replication"), report.seed);
  std::vector<std::pair<Side, Side>> pairs;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    for (std::size_t j = i + 1; j < sides.size(); ++j) {
      pairs.emplace_back(sides[i], sides[j]);
    }
  }
  add_pairs(report, pairs);
  warn_of_unequal_load(sides, report);
  return report;
}

PairedReport compare_runs(const PairedSource& first, const PairedSource& second) {
  const RunInfo& before = first.model.run;
  const RunInfo& after = second.model.run;
  if (before.seed != after.seed) {
    throw PairedError{
        fmt::format("{} has seed {}, {} has seed {}: they share no random numbers and can't be paired; "
                    "run one of them again with the other's --seed",
                    first.label, before.seed, second.label, after.seed)};
  }
  PairedReport report;
  report.between_runs = true;
  report.title = fmt::format("{} against {}", second.label, first.label);
  report.scenario = before.scenario == after.scenario ? before.scenario : before.scenario + ", " + after.scenario;
  report.seed = before.seed;
  report.replications = std::min(replications_of(first), replications_of(second));
  report.subject =
      fmt::format("{} · {} · seed {}", report.scenario, counted(report.replications, "replication"), report.seed);
  const std::vector<Side> old_sides = sides_of(first);
  const std::vector<Side> new_sides = sides_of(second);
  std::vector<std::pair<Side, Side>> pairs;
  for (const Side& side : old_sides) {
    if (const Side* partner = find(new_sides, side.series->name)) {
      Side a = side;
      Side b = *partner;
      a.label += fmt::format(" ({})", first.label);
      b.label += fmt::format(" ({})", second.label);
      pairs.emplace_back(std::move(a), std::move(b));
    }
  }
  if (pairs.empty()) {
    throw PairedError{fmt::format("{} and {} have no architecture in common", first.label, second.label)};
  }
  warn_of_lone(old_sides, new_sides, first.label, report);
  warn_of_lone(new_sides, old_sides, second.label, report);
  if (before.scenario_hash == after.scenario_hash) {
    report.warnings.push_back("both runs are of the same scenario and seed; they can't differ");
  }
  if (replications_of(first) != replications_of(second)) {
    report.warnings.push_back(fmt::format("{} has {}, {} has {}; the first {} are compared", first.label,
                                          counted(replications_of(first), "replication"), second.label,
                                          counted(replications_of(second), "replication"), report.replications));
  }
  add_pairs(report, pairs);
  return report;
}

}  // namespace reports
