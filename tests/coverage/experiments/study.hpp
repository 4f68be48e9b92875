// Which coverage experiments are made: the rows of docs/coverage.md.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/coverage/experiments/experiment.hpp"
#include "tests/coverage/experiments/run_length.hpp"

namespace coverage {

/// Why a row is in the table.
enum class Kind : std::uint8_t {
  kJudged,    ///< planned by theory: its hits must lie in acceptance()
  kOverload,  ///< load 0.95 in the window of the highest load that is judged
  kShort,     ///< a fiftieth of the window, and no warm-up
};

struct Row {
  Cell cell{};
  Target target = Target::kMeans;
  Kind kind = Kind::kJudged;
  /// Of its random streams.
  std::string name() const;
};

/// The rows of one table, the judged ones first. `experiments` is for those; load 0.95 has a tenth, its requests being
/// the dearest.
std::vector<Row> rows_of(Target target, std::size_t experiments);

/// What a row of the stopping rule is held to.
enum class Held : std::uint8_t {
  kAll,      ///< its intervals, and that estimates are as close as asked
  kPromise,  ///< the latter
  kNothing,  ///< windows that are long enough for a fixed number of replications, but not for a rule that stops
};

struct PrecisionRow {
  Cell cell{};               ///< `replications`: the most, ten times those expected
  std::size_t expected = 0;  ///< replications until it stops, by theory
  double relative = 0.0;     ///< what is asked for, rounded to two digits
  Held held = Held::kAll;
  std::string name() const;
};

std::vector<PrecisionRow> precision_rows(std::size_t experiments);

}  // namespace coverage
