// Coverage experiments: the same experiment thousands of times, each with its own random numbers; how often does its
// interval hold the exact value?
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/theory/mmc.hpp"
#include "tests/coverage/experiments/mmc_replication.hpp"

namespace coverage {

/// One cell of a table: `experiments` experiments of `replications` replications each. Service takes a second on
/// average.
struct Cell {
  std::int64_t servers = 1;
  double load = 0.0;  ///< per server
  std::size_t replications = 0;
  Window window{};
  std::size_t experiments = 0;

  sim::theory::MmcQueue queue() const;
};

/// How the intervals of one estimator did.
struct Outcome {
  std::size_t hits = 0;          ///< intervals that hold the exact value
  double mean_half_width = 0.0;  ///< in the unit of what is estimated
};

struct CellOutcome {
  Outcome present{};  ///< mean number present, Student's t
  Outcome time{};     ///< mean time in the system as a ratio of means (time over requests), jackknife
  Outcome p99{};      ///< 99th percentile of the time in the system, t over the replications' histogram quantiles
};

/// `name` names the random streams, `threads` as in sim::experiment::for_each_unit; the outcome does not depend on it.
CellOutcome run_cell(const Cell& cell, const std::string& name, std::size_t threads);

/// How the stopping rule of --precision did on the mean number present. `replications` is the most that it may take.
struct StoppedOutcome {
  std::size_t hits = 0;            ///< intervals, as they were when it stopped, that hold the exact value
  std::size_t within = 0;          ///< estimates that are within `relative` of the exact value: what the user asked for
  std::size_t unfinished = 0;      ///< experiments whose replications ended first; counted by hits and within, too
  double mean_replications = 0.0;  ///< until it stopped
};
StoppedOutcome run_precision(const Cell& cell, double relative, const std::string& name, std::size_t threads);

/// Numbers of hits at which 95 % is not refuted: all but the outer 0.05 % on either side of the binomial law.
struct Region {
  std::size_t low = 0;
  std::size_t high = 0;
  bool holds(std::size_t hits) const { return hits >= low && hits <= high; }
};
Region acceptance(std::size_t experiments);

/// How likely a row falls outside of it whose intervals hold the exact value with probability `coverage`.
double miss_probability(std::size_t experiments, double coverage);

}  // namespace coverage
