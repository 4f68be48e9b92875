// When a sequential experiment has replications enough: the stopping rule, decided from values in replication order, so
// that it can't matter on how many threads or in which order they were computed.
// Source: Law, "Simulation Modeling and Analysis", 5th ed., 9.4.1: an estimate whose half-width is at most
// r / (1 + r) of the estimate itself is within r of the true value with about the stated confidence; Bonferroni's
// inequality over several measures (9.7). A rule that looks at the data to stop may do so on a variance that happens to
// be small; the least number of replications bounds what that costs.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/stats/interval.hpp"

namespace sim::experiment {

/// One quantity that must be known precisely, with its values in replication order (NaN: not defined there).
struct Measure {
  std::string name{};
  std::vector<double> values{};        ///< or the numerators of a ratio
  std::vector<double> denominators{};  ///< empty: a mean with Student's t; else a ratio of means with the jackknife
  double floor = 0.0;                  ///< a half-width that is always small enough, in the measure's own unit
};

struct PrecisionRule {
  double relative = 0.05;    ///< r, above 0: the error allowed, as a share of the true value
  double confidence = 0.95;  ///< of all measures at once
  std::size_t least = 10;    ///< replications before the rule is asked at all, at least 2
};

/// What a number of replications reached for one measure.
struct Precision {
  sim::stats::Interval interval{};  ///< at the confidence of its share of Bonferroni's error
  double allowed = 0.0;             ///< half-width at which it is enough; NaN where the measure is nowhere defined
  bool enough = false;              ///< false, too, where there is no interval
};

/// Each measure after the first `replications` of its values. Requires as many values.
std::vector<Precision> precision_after(std::span<const Measure> measures, std::size_t replications,
                                       const PrecisionRule& rule);

/// The first number of replications, from max(`from`, rule.least) to `to`, after which every measure is precise enough;
/// none if there isn't one. Requires `to` values in each measure.
std::optional<std::size_t> enough_replications(std::span<const Measure> measures, std::size_t from, std::size_t to,
                                               const PrecisionRule& rule);

}  // namespace sim::experiment
