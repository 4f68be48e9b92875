#include "scenarios/theory/subject.hpp"

#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "sim/stats/format.hpp"

namespace scenarios::theory {

double rounded(double value) {
  constexpr int kDigits = 6;
  return sim::stats::round_significant(value, kDigits);
}

std::string said(double value) {
  constexpr int kDigits = 3;
  return sim::stats::format_significant(value, kDigits);
}

models::TheoryPrediction exactly(std::string_view quantity, double value) {
  models::TheoryPrediction prediction;
  prediction.quantity = quantity;
  prediction.unit = unit_of(quantity);
  prediction.value = rounded(value);
  return prediction;
}

models::TheoryPrediction at_least(std::string_view quantity, double low) {
  models::TheoryPrediction prediction = exactly(quantity, models::TheoryPrediction::kNone);
  prediction.kind = models::TheoryKind::kBound;
  prediction.low = rounded(low);
  return prediction;
}

models::TheoryPrediction at_most(std::string_view quantity, double high) {
  models::TheoryPrediction prediction = exactly(quantity, models::TheoryPrediction::kNone);
  prediction.kind = models::TheoryKind::kBound;
  prediction.high = rounded(high);
  return prediction;
}

models::TheoryPrediction about(std::string_view quantity, double value, double low, double high, std::string note) {
  models::TheoryPrediction prediction = exactly(quantity, value);
  prediction.kind = models::TheoryKind::kApproximation;
  prediction.low = rounded(low);
  prediction.high = rounded(high);
  prediction.note = std::move(note);
  if (!std::isfinite(low) || !std::isfinite(high)) {
    prediction.not_judged = "no bound of its error is known";
  }
  return prediction;
}

std::string too_short_for(double relaxation, const Traffic& traffic, double times) {
  if (traffic.warm_up >= times * relaxation) {
    return {};
  }
  return fmt::format("the warm-up of {} s is shorter than {} relaxation times of {} s", said(traffic.warm_up),
                     said(times), said(relaxation));
}

void allow_for_ends(models::TheoryPrediction& prediction, const Subject& subject, double moment) {
  const Traffic& traffic = subject.traffic;
  if (traffic.is_stationary && too_short_for(subject.work.service, traffic).empty()) {
    return;
  }
  prediction.allowance = rounded((traffic.at_start + traffic.at_end) * moment / traffic.duration);
  prediction.note = "allows for requests that are open at the ends of the window";
}

}  // namespace scenarios::theory
