#include "reports/theory.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include <fmt/core.h>

#include "sim/stats/format.hpp"

namespace reports {

namespace {

using models::TheoryKind;
using models::TheoryVerdict;

std::string number(double value, int digits = 5) {
  return sim::stats::format_significant(value, digits);
}

std::string theory_text(const models::TheoryPrediction& prediction) {
  const bool has_low = std::isfinite(prediction.low);
  const bool has_high = std::isfinite(prediction.high);
  switch (prediction.kind) {
    case TheoryKind::kExact:
      return number(prediction.value);
    case TheoryKind::kApproximation:
      return "≈ " + number(prediction.value, 4) +
             (has_low && has_high ? fmt::format(" ({} to {})", number(prediction.low, 4), number(prediction.high, 4))
                                  : "");
    case TheoryKind::kBound:
      break;
  }
  if (has_low && has_high) {
    return fmt::format("{} to {}", number(prediction.low), number(prediction.high));
  }
  return has_low ? "≥ " + number(prediction.low) : "≤ " + number(prediction.high);
}

std::string verdict_text(const models::TheoryJudgement& judgement) {
  switch (judgement.verdict) {
    case TheoryVerdict::kAgrees:
      return "agrees";
    case TheoryVerdict::kOutside:
      return "outside";
    case TheoryVerdict::kHolds:
      return "bound holds";
    case TheoryVerdict::kViolated:
      return "bound violated";
    case TheoryVerdict::kWithinError:
      return "within its error";
    case TheoryVerdict::kBeyondError:
      return "beyond its error";
    case TheoryVerdict::kNotJudged:
      break;
  }
  return judgement.reason.empty() ? "" : "not judged: " + judgement.reason;
}

Tone tone_of(TheoryVerdict verdict) {
  switch (verdict) {
    case TheoryVerdict::kAgrees:
    case TheoryVerdict::kHolds:
      return Tone::kGood;
    case TheoryVerdict::kOutside:
    case TheoryVerdict::kViolated:
    case TheoryVerdict::kBeyondError:
      return Tone::kBad;
    case TheoryVerdict::kWithinError:
    case TheoryVerdict::kNotJudged:
      break;
  }
  return Tone::kPlain;
}

/// Judged predictions of one kind, and how many of them fit.
struct Count {
  std::size_t judged = 0;
  std::size_t fit = 0;
};

}  // namespace

TheoryLine theory_line(const models::TheoryPrediction& prediction) {
  const models::TheoryJudgement& judgement = prediction.judgement;
  TheoryLine line;
  line.quantity = prediction.quantity;
  line.theory = theory_text(prediction);
  if (judgement.replications > 0 && std::isfinite(judgement.simulated)) {
    const double half = (judgement.high - judgement.low) / 2.0;
    line.simulated = number(judgement.simulated) + (std::isfinite(half) ? " ± " + number(half, 2) : "");
  }
  if (std::isfinite(judgement.standard_errors) && judgement.standard_errors != 0.0) {
    line.difference = fmt::format("{:+.1f}", judgement.standard_errors);
  }
  line.verdict = verdict_text(judgement);
  line.tone = tone_of(judgement.verdict);
  return line;
}

std::string conditions_text(const models::TheoryStatement& statement, bool met) {
  std::string text;
  for (const models::TheoryCondition& condition : statement.conditions) {
    if (condition.is_met == met) {
      text.append(text.empty() ? "" : kConditionSeparator).append(condition.text);
    }
  }
  return text;
}

std::string theory_tally(const std::vector<models::TheoryStatement>& statements) {
  std::array<Count, 3> counts{};
  std::size_t unjudged = 0;  // though simulated
  for (const models::TheoryStatement& statement : statements) {
    for (const models::TheoryPrediction& prediction : statement.predictions) {
      const bool is_judged = prediction.judgement.verdict != TheoryVerdict::kNotJudged;
      Count& count = counts[static_cast<std::size_t>(prediction.kind)];
      count.judged += is_judged ? 1U : 0U;
      count.fit += is_judged && tone_of(prediction.judgement.verdict) != Tone::kBad ? 1U : 0U;
      unjudged += !is_judged && prediction.judgement.replications > 0 ? 1U : 0U;
    }
  }
  constexpr std::array<const char*, 3> kPhrases{"of {} exact values {} agree",
                                                "of {} approximations {} are within "
                                                "their stated error",
                                                "of {} bounds {} hold"};
  std::string text;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i].judged > 0) {
      text += (text.empty() ? "" : "; ") + fmt::format(fmt::runtime(kPhrases[i]), counts[i].judged, counts[i].fit);
    }
  }
  if (unjudged > 0) {
    text += fmt::format("{}{} not judged", text.empty() ? "" : "; ", unjudged);
  }
  return text;
}

}  // namespace reports
