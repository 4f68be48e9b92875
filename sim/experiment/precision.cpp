#include "sim/experiment/precision.hpp"

#include <algorithm>
#include <cmath>

#include "sim/check.hpp"

namespace sim::experiment {

std::vector<Precision> precision_after(std::span<const Measure> measures, std::size_t replications,
                                       const PrecisionRule& rule) {
  SIM_CHECK(rule.relative > 0.0, "a relative precision must be above 0");
  // Bonferroni: each measure may err with an equal share of the error that all together may have.
  const double confidence =
      1.0 - (1.0 - rule.confidence) / static_cast<double>(std::max<std::size_t>(measures.size(), 1));
  std::vector<Precision> list;
  for (const Measure& measure : measures) {
    SIM_CHECK(measure.values.size() >= replications, "a measure has fewer values than replications");
    const std::span values = std::span{measure.values}.first(replications);
    Precision reached;
    if (measure.denominators.empty()) {
      reached.interval = stats::mean_interval(values, confidence);
    } else {
      SIM_CHECK(measure.denominators.size() >= replications, "a ratio has fewer denominators than replications");
      const std::span denominators = std::span{measure.denominators}.first(replications);
      reached.interval = stats::ratio_interval(values, denominators, confidence);
    }
    const double share = rule.relative / (1.0 + rule.relative) * std::abs(reached.interval.mean);
    reached.allowed = std::isnan(share) ? share : std::max(share, measure.floor);
    reached.enough = reached.interval.half_width() <= reached.allowed;  // false for a NaN
    list.push_back(reached);
  }
  return list;
}

std::optional<std::size_t> enough_replications(std::span<const Measure> measures, std::size_t from, std::size_t to,
                                               const PrecisionRule& rule) {
  SIM_CHECK(rule.least >= 2, "an interval needs two replications");
  for (std::size_t n = std::max(from, rule.least); n <= to; ++n) {
    const std::vector<Precision> list = precision_after(measures, n, rule);
    if (std::all_of(list.begin(), list.end(), [](const Precision& p) { return p.enough; })) {
      return n;
    }
  }
  return std::nullopt;
}

}  // namespace sim::experiment
