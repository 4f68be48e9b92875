#include "scenarios/theory/judgement.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "sim/stats/interval.hpp"

namespace scenarios::theory {

namespace {

using models::MetricId;
using models::TheoryKind;
using models::TheoryVerdict;

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr double kConfidence = 0.95;
/// Values are rounded to six digits before they are compared (half a unit of the last one is at most so much of them),
/// and times to whole nanoseconds while they are simulated.
constexpr double kRounding = 5e-6;
constexpr double kNanosecondInMs = 1e-6;
/// An interval that is wider says too little for "agrees".
constexpr double kWidestHalf = 0.1;
constexpr double kByChance = 7.662e-4;  // P(|T| > 4) with 19 degrees of freedom

double mean_of(const models::ExperimentResult& result, std::size_t architecture, MetricId metric) {
  return result.summary.at(architecture * models::kMetricCount + static_cast<std::size_t>(metric)).mean;
}

std::string obstacle(const models::TheoryPrediction& prediction, const models::ExperimentResult& result,
                     std::size_t architecture) {
  if (!prediction.not_judged.empty()) {
    return prediction.not_judged;
  }
  const double lost = mean_of(result, architecture, MetricId::kRequestsRejected) +
                      mean_of(result, architecture, MetricId::kRequestsTimedOut) +
                      mean_of(result, architecture, MetricId::kRequestsFailed);
  const double retries =
      mean_of(result, architecture, MetricId::kAttempts) - mean_of(result, architecture, MetricId::kRequestsOffered);
  if (prediction.needs_all_served && lost > 0.0) {
    return "requests were refused, gave up or were lost";
  }
  if (retries > 0.0) {
    return "requests were tried again, which no formula here knows of";
  }
  if (!std::isfinite(prediction.judgement.simulated)) {
    return "the quantity is not defined in this run";
  }
  return prediction.judgement.replications < 2 ? "one replication has no standard error" : "";
}

/// A share of the requests of which none was seen, as chance would have it at least as often as an error of four
/// standard errors: exp(-expected number) is more than that.
bool is_too_rare(const models::TheoryPrediction& prediction, double expected_requests) {
  const bool is_share = prediction.quantity == metric_name(MetricId::kRejectedFraction) ||
                        prediction.quantity == metric_name(MetricId::kColdStartFraction);
  const double share = prediction.kind == TheoryKind::kExact ? prediction.value : prediction.low;
  return is_share && prediction.judgement.simulated == 0.0 && share > 0.0 &&
         std::exp(-share * expected_requests) > kByChance;
}

/// Why a value that is not far off can't be said to agree; empty if it can.
std::string weakness(const models::TheoryPrediction& prediction, double half_width) {
  if (prediction.kind == TheoryKind::kBound || half_width <= kWidestHalf * std::abs(prediction.value)) {
    return {};
  }
  return fmt::format("not far off, but the interval is wider than ± {} % of it", 100.0 * kWidestHalf);
}

/// Zero inside [low, high]; beyond it the distance to the nearer end, in standard errors.
double beyond(double simulated, double low, double high, double error) {
  const double above = std::isfinite(high) ? simulated - high : -kInfinite;
  const double below = std::isfinite(low) ? low - simulated : -kInfinite;
  const double distance = std::max({above, below, 0.0});
  if (distance == 0.0) {
    return 0.0;
  }
  return (above > below ? distance : -distance) / error;
}

TheoryVerdict verdict_of(TheoryKind kind, bool is_within) {
  switch (kind) {
    case TheoryKind::kExact:
      return is_within ? TheoryVerdict::kAgrees : TheoryVerdict::kOutside;
    case TheoryKind::kApproximation:
      return is_within ? TheoryVerdict::kWithinError : TheoryVerdict::kBeyondError;
    case TheoryKind::kBound:
      break;
  }
  return is_within ? TheoryVerdict::kHolds : TheoryVerdict::kViolated;
}

void judge(models::TheoryPrediction& prediction, const models::ExperimentResult& result, std::size_t architecture) {
  models::TheoryJudgement& judgement = prediction.judgement;
  const sim::stats::Interval interval = estimate_of(prediction.quantity, result, architecture);
  judgement = {interval.mean,
               interval.low,
               interval.high,
               interval.count,
               models::TheoryJudgement::kNone,
               TheoryVerdict::kNotJudged,
               ""};
  const double error = interval.has_bounds() && interval.count > 1
                           ? interval.half_width() / sim::stats::student_t_critical(interval.count - 1, kConfidence)
                           : models::TheoryJudgement::kNone;
  const bool is_point = prediction.kind == TheoryKind::kExact;
  judgement.reason = obstacle(prediction, result, architecture);
  const double requests =
      mean_of(result, architecture, MetricId::kRequestsOffered) * static_cast<double>(interval.count);
  if (judgement.reason.empty() && is_too_rare(prediction, requests)) {
    judgement.reason = "too rare to be seen in this run";
  }
  if (!judgement.reason.empty()) {
    return;
  }
  const double low = is_point ? prediction.value : prediction.low;
  const double high = is_point ? prediction.value : prediction.high;
  const double slack =
      prediction.allowance + (prediction.unit == "ms" ? kNanosecondInMs : 0.0) +
      kRounding * std::max(std::abs(std::isfinite(low) ? low : 0.0), std::abs(std::isfinite(high) ? high : 0.0));
  const double room = slack + limit_of(interval.count) * error;
  const bool is_within = !(interval.mean < low - room) && !(interval.mean > high + room);
  if (error > 0.0) {
    judgement.standard_errors =
        is_point ? (interval.mean - prediction.value) / error : beyond(interval.mean, low, high, error);
  }
  judgement.reason = is_within ? weakness(prediction, interval.half_width()) : "";
  judgement.verdict = judgement.reason.empty() ? verdict_of(prediction.kind, is_within) : TheoryVerdict::kNotJudged;
}

}  // namespace

double limit_of(std::size_t replications) {
  constexpr double kStandardErrors = 4.0;
  return std::max(kStandardErrors, sim::stats::student_t_critical(replications - 1, 1.0 - kByChance));
}

void judge(models::ExperimentResult& result) {
  for (models::TheoryStatement& statement : result.theory) {
    for (models::TheoryPrediction& prediction : statement.predictions) {
      judge(prediction, result, statement.architecture);
    }
  }
}

}  // namespace scenarios::theory
