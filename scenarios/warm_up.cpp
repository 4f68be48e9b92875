#include "scenarios/warm_up.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "sim/stats/interval.hpp"
#include "sim/stats/series.hpp"
#include "sim/units/parse.hpp"

namespace scenarios {

namespace {

using models::TickColumn;
using State = models::WarmUpProposal::State;

constexpr std::array kColumns{TickColumn::kRequestsInFlight, TickColumn::kReplicasReady, TickColumn::kLatencyP50,
                              TickColumn::kLatencyP99};

/// One column of one architecture, by replication and tick; NaN where nothing completed.
using Curves = std::vector<std::vector<double>>;

Curves curves_of(const models::ExperimentResult& result, std::size_t architecture, TickColumn column) {
  Curves curves;
  for (const models::RunResult& run : result.runs) {
    if (run.architecture == architecture) {
      std::vector<double>& curve = curves.emplace_back();
      for (const models::TickRow& row : run.ticks) {
        curve.push_back(row[static_cast<std::size_t>(column)]);
      }
    }
  }
  return curves;
}

/// Over what is defined; NaN if nothing is.
double mean_of(std::span<const double> values) {
  double sum = 0.0;
  double count = 0.0;
  for (const double value : values) {
    if (!std::isnan(value)) {
      sum += value;
      count += 1.0;
    }
  }
  return count > 0.0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> mean_curve(const Curves& curves) {
  std::vector<double> means;
  std::vector<double> at_tick(curves.size());
  for (std::size_t tick = 0; tick < curves.front().size(); ++tick) {
    for (std::size_t replication = 0; replication < curves.size(); ++replication) {
      at_tick[replication] = curves[replication][tick];
    }
    means.push_back(mean_of(at_tick));
  }
  return means;
}

/// Whether cutting the first `ticks` is more than noise, and matters.
bool is_worth_cutting(const Curves& curves, std::size_t ticks, double confidence) {
  constexpr double kMaterial = 0.01;
  std::vector<double> shifts;  // of the mean, by cutting
  std::vector<double> stay;
  for (const std::vector<double>& curve : curves) {
    stay.push_back(mean_of(std::span{curve}.subspan(ticks)));
    shifts.push_back(stay.back() - mean_of(curve));
  }
  const sim::stats::Interval shift = sim::stats::mean_interval(shifts, confidence);
  const bool is_certain = shift.has_bounds() && (shift.low > 0.0 || shift.high < 0.0);
  return is_certain && std::abs(shift.mean) > kMaterial * std::abs(sim::stats::mean_interval(stay).mean);
}

/// The curve that asks for the longest cut.
struct Longest {
  std::size_t ticks = 0;
  bool has_settled = true;
  std::size_t architecture = 0;
  TickColumn column{};
};

Longest longest_cut(const models::ExperimentResult& result) {
  // A proposal is advice; to refuse a run takes more.
  constexpr double kErrorOfProposal = 1e-2;
  constexpr double kErrorOfRefusal = 1e-4;
  const double curves_looked_at = static_cast<double>(result.architectures.size() * kColumns.size());
  Longest longest;
  for (std::size_t architecture = 0; architecture < result.architectures.size(); ++architecture) {
    for (const TickColumn column : kColumns) {
      const Curves curves = curves_of(result, architecture, column);
      const std::vector<double> means = mean_curve(curves);
      if (std::any_of(means.begin(), means.end(), [](double value) { return std::isnan(value); })) {
        continue;
      }
      const std::size_t half = means.size() / 2;
      const std::size_t cut = sim::stats::mser5(means);
      const bool settles = cut <= half;
      const double error = (settles ? kErrorOfProposal : kErrorOfRefusal) / curves_looked_at;
      if (cut > longest.ticks && is_worth_cutting(curves, std::min(cut, half), 1.0 - error)) {
        longest = {cut, settles, architecture, column};
      }
    }
  }
  return longest;
}

std::string sentence_of(const Longest& longest, const models::ExperimentResult& result, sim::Duration proposed) {
  if (longest.ticks == 0) {
    return fmt::format(
        "{} is enough; MSER-5 would cut nothing more off requests in flight, replicas ready or latencies",
        sim::to_text(result.warm_up));
  }
  const std::string curve =
      fmt::format("{} of {}", models::tick_column_names()[static_cast<std::size_t>(longest.column)],
                  result.architectures[longest.architecture].name);
  if (longest.has_settled) {
    return fmt::format("{} had not settled when the window began; MSER-5 proposes warm_up: {} instead of {}", curve,
                       sim::to_text(proposed), sim::to_text(result.warm_up));
  }
  return fmt::format(
      "{} had not settled by the middle of the window: these results are those of a transient, not of a steady state. "
      "Make warm_up and duration longer, and see whether the architecture can carry the load at all",
      curve);
}

}  // namespace

models::WarmUpProposal propose_warm_up(const models::ExperimentResult& result) {
  models::WarmUpProposal proposal{State::kTooShort, result.warm_up, {}};
  const std::size_t ticks = result.runs.empty() ? 0 : result.runs.front().ticks.size();
  if (ticks < kLeastTicks || result.replications < kLeastToAgree) {
    proposal.sentence =
        fmt::format("whether {} is enough can be told from {} ticks and {} replications; here are {} and {}",
                    sim::to_text(result.warm_up), kLeastTicks, kLeastToAgree, ticks, result.replications);
    return proposal;
  }
  const Longest longest = longest_cut(result);
  proposal.state = longest.ticks == 0 ? State::kEnough : (longest.has_settled ? State::kLonger : State::kNeverSettled);
  if (proposal.state == State::kLonger) {
    proposal.warm_up += static_cast<std::int64_t>(longest.ticks) * result.tick;
  }
  proposal.sentence = sentence_of(longest, result, proposal.warm_up);
  return proposal;
}

}  // namespace scenarios
