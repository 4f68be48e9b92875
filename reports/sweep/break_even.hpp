// Where, along a parameter, another architecture becomes the cheapest.
//
// What: at each point the cheapest is the feasible architecture with the lowest mean cost. Where it changes from A to
//   B, the loads at which neither is materially cheaper than the other are bracketed between grid points and then
//   narrowed by further runs of A and B: the set of loads where the 95 % interval of the paired relative cost
//   difference meets +-1 %, as far as the search resolves it.
// Assumes: between two neighbouring grid points the sign changes at most once; a finer grid sees more.
// Checked against: tests/unit/reports/sweep/break_even_test.cpp.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reports/sweep/sweep_result.hpp"

namespace reports {

/// From `before` to `after`: below `low` the first is the cheapest, above `high` the second; in between there is no
/// material difference, or none of the two is feasible. An edge that lies beyond the points is absent.
struct BreakEven {
  std::size_t before = 0;  ///< indices of architectures
  std::size_t after = 0;
  std::optional<double> low{};
  std::optional<double> high{};
  bool by_feasibility = false;  ///< at one of its edges one of them begins or ceases to meet the objectives
};

/// Runs the two architectures at a number of the axis: their cells, in that order.
using RunPair = std::function<std::pair<SweepCell, SweepCell>(std::size_t first, std::size_t second, double number)>;

/// Who of two is the one to take at a point.
enum class Standing { kFirst, kNeither, kSecond };
Standing standing(const SweepCell& first, const SweepCell& second);

/// The cheapest feasible architecture of a point by its mean cost; none where none is feasible.
std::optional<std::size_t> cheapest_of(const SweepPoint& point);

/// `points`: of a single numeric axis, ascending. Each edge is narrowed until it is known to `resolution` of its value
/// (0.01: to 1 %), at the cost of one run of two architectures per halving.
std::vector<BreakEven> find_break_evens(const std::vector<SweepPoint>& points, bool is_logarithmic, double resolution,
                                        const RunPair& run_pair);

}  // namespace reports
