// What `--precision` asks for, and what runs say to it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "models/ports/run_result.hpp"
#include "sim/experiment/precision.hpp"

namespace scenarios {

/// The names that a PrecisionGoal can have: the metrics of summary.csv that have an interval (a maximum has none), and
/// `availability`, completed over offered requests.
std::vector<std::string> precision_metrics();
/// What is asked for if nobody says: cost per month, latency p99, availability.
std::vector<std::string> default_precision_metrics();

/// With a precision: the fewest replications before the stopping rule is asked.
inline constexpr std::size_t kLeastReplications = 10;

/// The runs of each architecture, in replication order.
using RunsByArchitecture = std::vector<std::vector<models::RunResult>>;

/// The goal's metrics of each architecture. Fractions are known well enough at a half-width of 1e-4.
std::vector<sim::experiment::Measure> measures_of(const models::PrecisionGoal& goal,
                                                  const std::vector<models::ArchitectureInfo>& architectures,
                                                  const RunsByArchitecture& runs);

/// A sentence for each measure that is not known well enough: what was reached.
std::vector<std::string> unreached_precision(const std::vector<sim::experiment::Measure>& measures,
                                             std::size_t replications, const sim::experiment::PrecisionRule& rule);

}  // namespace scenarios
