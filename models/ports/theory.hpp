// What theory says of a scenario, and what the simulation says to that. A statement is one theory applied to one
// architecture: what it assumes and whether that is so, and the values that follow where all of it is so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace models {

enum class TheoryKind : std::uint8_t {
  kExact,          ///< the expected value, up to rounding
  kApproximation,  ///< near the expected value: from `low` to `high` by its stated error, if it has one
  kBound,          ///< the expected value is not below `low`, not above `high`
};

/// What comparing with the simulation came to. Only an exact value can agree, and only an approximation can be within
/// its error.
enum class TheoryVerdict : std::uint8_t {
  kNotJudged,
  kAgrees,
  kOutside,
  kHolds,
  kViolated,
  kWithinError,
  kBeyondError,
};

/// NaN where there is no such number.
struct TheoryJudgement {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  double simulated = kNone;  ///< mean over the replications
  double low = kNone;        ///< of its 95 % interval
  double high = kNone;
  std::size_t replications = 0;    ///< 0: nothing was simulated
  double standard_errors = kNone;  ///< by which the simulated mean lies above what theory says; below: negative
  TheoryVerdict verdict = TheoryVerdict::kNotJudged;
  std::string reason{};  ///< of kNotJudged
};

struct TheoryPrediction {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  std::string quantity{};  ///< a metric of summary.csv, or one of scenarios/theory/quantities.hpp
  std::string unit{};
  TheoryKind kind = TheoryKind::kExact;
  double value = kNone;
  double low = kNone;
  double high = kNone;
  double allowance = 0.0;        ///< by which the simulated mean may differ besides its sampling error, and
  std::string note{};            ///< why; or what a stated error stands on
  bool needs_all_served = true;  ///< says nothing once requests are refused or give up
  std::string not_judged{};      ///< why it can't be held against the simulation; empty: it can
  TheoryJudgement judgement{};
};

struct TheoryCondition {
  std::string text{};  ///< "arrivals are Poisson"; without "; ", which separates them in theory.csv
  bool is_met = false;
};

struct TheoryStatement {
  std::size_t architecture = 0;  ///< index into ExperimentResult::architectures
  std::string theory{};          ///< "M/M/c, Erlang C"
  std::string source{};          ///< where it stands
  std::string says{};            ///< one sentence for people; may be empty
  std::vector<TheoryCondition> conditions{};
  std::vector<TheoryPrediction> predictions{};  ///< none where a condition is not met
};

}  // namespace models
