// Where, along a parameter, another architecture becomes the cheapest.
//
// What: at each value one architecture is the cheapest by more than 1 %, or none is (the 95 % interval of the paired
//   relative cost difference meets +-1 %), or none meets the objectives. Between neighbouring points where that
//   differs, the middle is simulated, again and again, until every edge is known to the resolution. What the middles
//   show counts like the grid's points: a stretch of another architecture found there gets its own edges.
// Two neighbours where none is the cheapest, but another one by its mean, are halved twice: a step of the costs may
// hide
//   behind such a change of sign, and chance alone must not cost a search.
// Assumes: between neighbours that say the same, nothing else holds; a finer grid sees more.
// Cost: an edge takes log2(distance of the points / resolution) runs of the architectures that matter there. Ten edges
//   between two points, and two trials per point and 64 more in all, are the most; the edges are then known less well.
// Checked against: tests/unit/reports/sweep/break_even_test.cpp.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "reports/sweep/ranking.hpp"
#include "reports/sweep/sweep_result.hpp"

namespace reports {

/// A value of the axis to simulate, and the architectures that matter there.
struct Trial {
  double number = 0.0;
  std::vector<std::size_t> architectures{};  ///< ascending
};
/// Runs them all. Returns as many points, their number being what was simulated (the axis may round), with a cell per
/// architecture of the sweep; with fewer points the search ends, and they are not looked at.
using RunTrials = std::function<std::vector<SweepPoint>(const std::vector<Trial>&)>;

/// `points`: at least one, of a single numeric axis, in any order. An edge is searched until it is known to
/// `resolution` of its value (0.01: to 1 %).
Crossings find_crossings(const std::vector<SweepPoint>& points, bool is_logarithmic, double resolution,
                         const RunTrials& run_trials);

}  // namespace reports
