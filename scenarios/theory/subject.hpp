// One architecture of a scenario as theory sees it, and the parts of a statement.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/theory.hpp"
#include "scenarios/theory/traffic.hpp"
#include "scenarios/theory/work.hpp"

namespace scenarios::theory {

/// How many replicas scaling allows, and which of them gets a request.
struct ReplicaCount {
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::string routing{};
  bool is_fixed() const { return least == most; }
};

struct Subject {
  std::size_t architecture = 0;
  Traffic traffic{};
  models::ServiceModel model{};
  Work work{};
  ReplicaCount count{};  ///< of an architecture of replicas
};

using Statements = std::vector<models::TheoryStatement>;

/// A warm-up of so many relaxation times leaves less than 5e-5 of where a queue began.
inline constexpr double kRelaxationTimes = 10.0;

/// Six significant digits: what a formula says is not the same to the last bit on every machine, what is printed and
/// compared has to be.
double rounded(double value);
/// A number in a sentence: three significant digits.
std::string said(double value);

models::TheoryPrediction exactly(std::string_view quantity, double value);
models::TheoryPrediction at_least(std::string_view quantity, double low);
models::TheoryPrediction at_most(std::string_view quantity, double high);
/// From `low` to `high` by an error that `note` names; NaN: no error is known, and nothing is judged.
models::TheoryPrediction about(std::string_view quantity, double value, double low, double high, std::string note);

/// Why a steady state can't be judged: the warm-up is shorter than so many times `relaxation` seconds. Empty: it can.
std::string too_short_for(double relaxation, const Traffic& traffic, double times = kRelaxationTimes);

/// Requests open at the ends of the window bring work in and carry work out: `moment` of each per unit of rate, at most
/// (seconds squared). In a steady state the two are equal on average, and nothing is allowed for.
void allow_for_ends(models::TheoryPrediction& prediction, const Subject& subject, double moment);

// What holds for (nearly) everything, for replicas, and for environments. Each appends what applies, and what doesn't
// with its reason.
void add_laws(const Subject& subject, Statements& statements);
void add_stability(const Subject& subject, Statements& statements);
void add_waiting(const Subject& subject, Statements& statements);
void add_concurrency(const Subject& subject, Statements& statements);
void add_keep_alive(const Subject& subject, Statements& statements);
/// Of users who wait for their answers; nothing else is said of them.
void add_closed_load(const Subject& subject, Statements& statements);

}  // namespace scenarios::theory
