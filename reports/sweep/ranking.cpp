#include "reports/sweep/ranking.hpp"

#include <cmath>

#include "reports/material.hpp"
#include "sim/stats/paired.hpp"

namespace reports {

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
  if (found.first_mean == 0.0) {  // beside nothing whatever costs anything is materially dearer
    return found.second_mean > 0.0 ? Standing::kFirst : Standing::kNeither;
  }
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
  double least = 0.0;
  for (std::size_t i = 0; i < point.cells.size(); ++i) {
    if (!point.cells[i].infeasible.empty()) {
      continue;
    }
    const double cost = point.cells[i].metric(models::MetricId::kCostPerMonth).mean;
    if (std::isfinite(cost) && (!cheapest || cost < least)) {
      cheapest = i;
      least = cost;
    }
  }
  return cheapest;
}

std::vector<std::size_t> best_of(const SweepPoint& point) {
  const std::optional<std::size_t> cheapest = cheapest_of(point);
  if (!cheapest) {
    return {};
  }
  std::vector<std::size_t> best{*cheapest};
  for (std::size_t i = 0; i < point.cells.size(); ++i) {
    if (i != *cheapest && standing(point.cells[*cheapest], point.cells[i]) != Standing::kFirst) {
      best.push_back(i);
    }
  }
  return best;
}

std::string best_text(const SweepPoint& point, const std::vector<std::string>& architectures) {
  std::string text;
  for (const std::size_t i : best_of(point)) {
    text += (text.empty() ? "" : " or ") + architectures[i];
  }
  return text.empty() ? "none" : text;
}

}  // namespace reports
