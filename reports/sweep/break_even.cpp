#include "reports/sweep/break_even.hpp"

#include <cmath>
#include <map>
#include <utility>

#include "reports/material.hpp"
#include "sim/stats/paired.hpp"

namespace reports {

namespace {

/// Searches along the axis between grid points, for two architectures.
class Search {
 public:
  Search(const std::vector<SweepPoint>& points, std::size_t before, std::size_t after, bool is_logarithmic,
         double resolution, const RunPair& run_pair)
      : points_{points},
        before_{before},
        after_{after},
        is_logarithmic_{is_logarithmic},
        resolution_{resolution},
        run_pair_{run_pair} {}

  /// Around the change between points `index` and `index + 1`.
  BreakEven around(std::size_t index) {
    BreakEven found{before_, after_, {}, {}, false};
    std::size_t last_before = index + 1;
    while (last_before > 0 && standing_at(last_before - 1) != Standing::kFirst) {
      --last_before;
    }
    if (last_before > 0) {
      found.low = narrowed(last_before - 1, Standing::kFirst, true);
    }
    std::size_t first_after = index + 1;
    while (first_after < points_.size() && standing_at(first_after) != Standing::kSecond) {
      ++first_after;
    }
    if (first_after < points_.size()) {
      found.high = narrowed(first_after - 1, Standing::kSecond, false);
    }
    found.by_feasibility = feasibility_changes(last_before, first_after);
    return found;
  }

 private:
  Standing standing_at(std::size_t point) const {
    return standing(points_[point].cells[before_], points_[point].cells[after_]);
  }

  bool feasibility_changes(std::size_t last_before, std::size_t first_after) const {
    const std::size_t from = last_before > 0 ? last_before - 1 : 0;
    const std::size_t to = first_after < points_.size() ? first_after : points_.size() - 1;
    return !points_[from].cells[after_].infeasible.empty() || !points_[to].cells[before_].infeasible.empty();
  }

  /// The edge of `wanted` between a grid point and the next; it holds at the lower of them, or at the upper one. What
  /// is returned still belongs to `wanted`.
  double narrowed(std::size_t index, Standing wanted, bool holds_below) {
    double low = points_[index].numbers[0];
    double high = points_[index + 1].numbers[0];
    while (high - low > resolution_ * std::abs(is_logarithmic_ ? low : 0.5 * (low + high))) {
      const double middle = is_logarithmic_ ? std::sqrt(low * high) : 0.5 * (low + high);
      if (!(middle > low && middle < high)) {
        break;
      }
      const auto [first, second] = run_pair_(before_, after_, middle);
      const bool holds = standing(first, second) == wanted;
      (holds == holds_below ? low : high) = middle;
    }
    return holds_below ? low : high;
  }

  const std::vector<SweepPoint>& points_;
  std::size_t before_;
  std::size_t after_;
  bool is_logarithmic_;
  double resolution_;
  const RunPair& run_pair_;
};

bool overlap(const BreakEven& earlier, const BreakEven& later) {
  return !earlier.high || !later.low || *later.low <= *earlier.high;
}

/// Step costs let the cheapest change to and fro where the difference does not matter: what overlaps is one set, and if
/// it ends as it began, none.
std::vector<BreakEven> merged(const std::vector<BreakEven>& found) {
  std::vector<BreakEven> sets;
  for (const BreakEven& next : found) {
    if (!sets.empty() && sets.back().after == next.before && overlap(sets.back(), next)) {
      sets.back().after = next.after;
      sets.back().high = next.high;
      sets.back().by_feasibility = sets.back().by_feasibility || next.by_feasibility;
    } else {
      sets.push_back(next);
    }
    if (sets.back().before == sets.back().after) {
      sets.pop_back();
    }
  }
  return sets;
}

}  // namespace

Standing standing(const SweepCell& first, const SweepCell& second) {
  const bool first_serves = first.infeasible.empty();
  const bool second_serves = second.infeasible.empty();
  if (first_serves != second_serves) {
    return first_serves ? Standing::kFirst : Standing::kSecond;
  }
  if (!first_serves) {
    return Standing::kNeither;
  }
  const sim::stats::PairedDifference found = sim::stats::paired_difference(first.costs, second.costs);
  // One replication, or costs without chance: the difference itself.
  const bool has_interval = std::isfinite(found.relative.low) && std::isfinite(found.relative.high);
  const double low = has_interval ? found.relative.low : found.relative.mean;
  const double high = has_interval ? found.relative.high : found.relative.mean;
  if (low > kMaterial) {
    return Standing::kFirst;
  }
  return high < -kMaterial ? Standing::kSecond : Standing::kNeither;
}

std::optional<std::size_t> cheapest_of(const SweepPoint& point) {
  std::optional<std::size_t> cheapest;
  for (std::size_t i = 0; i < point.cells.size(); ++i) {
    const double cost = point.cells[i].metric(models::MetricId::kCostPerMonth).mean;
    if (point.cells[i].infeasible.empty() && std::isfinite(cost) &&
        (!cheapest || cost < point.cells[*cheapest].metric(models::MetricId::kCostPerMonth).mean)) {
      cheapest = i;
    }
  }
  return cheapest;
}

std::vector<BreakEven> find_break_evens(const std::vector<SweepPoint>& points, bool is_logarithmic, double resolution,
                                        const RunPair& run_pair) {
  std::vector<BreakEven> found;
  std::optional<std::size_t> leader;
  std::size_t leader_at = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::optional<std::size_t> next = cheapest_of(points[i]);
    if (!next) {
      continue;
    }
    if (leader && *leader != *next) {
      found.push_back(Search{points, *leader, *next, is_logarithmic, resolution, run_pair}.around(leader_at));
    }
    leader = next;
    leader_at = i;
  }
  return merged(found);
}

}  // namespace reports
