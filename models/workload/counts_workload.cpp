#include "models/workload/counts_workload.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace models::workload {

CountsWorkload::CountsWorkload(CountsTimeline timeline, RateProfile factor, std::string name)
    : timeline_{std::move(timeline)}, factor_{std::move(factor)}, name_{std::move(name)} {}

std::unique_ptr<ArrivalStream> CountsWorkload::open(const ArrivalContext& context) const {
  return std::make_unique<CountsStream>(timeline_, factor_, context);
}

sim::Rate CountsWorkload::rate_at(sim::Time at) const {
  const auto count = static_cast<double>(timeline_.count_of(timeline_.index_of(at.nanoseconds())));
  return sim::Rate::per_second(count / timeline_.table.interval.seconds() * factor_.rate_at(at));
}

double CountsWorkload::expected_arrivals(sim::Time from, sim::Time to) const {
  double sum = 0.0;
  const double seconds = timeline_.table.interval.seconds();
  std::int64_t t = from.nanoseconds();
  double mass = factor_.mass_until(t);
  for (std::int64_t index = timeline_.index_of(t); t < to.nanoseconds(); ++index) {
    t = std::min(timeline_.begin_of(index + 1), to.nanoseconds());
    const double next = factor_.mass_until(t);
    sum += static_cast<double>(timeline_.count_of(index)) / seconds * (next - mass);
    mass = next;
  }
  return sum;
}

std::optional<double> CountsWorkload::count_variance(sim::Time from, sim::Time to, double) const {
  double sum = 0.0;
  std::int64_t t = from.nanoseconds();
  for (std::int64_t index = timeline_.index_of(t); t < to.nanoseconds(); ++index) {
    const std::int64_t end = std::min(timeline_.begin_of(index + 1), to.nanoseconds());
    const double share = static_cast<double>(end - t) / static_cast<double>(timeline_.table.interval.nanoseconds());
    const double factor = factor_.rate_at(sim::Time::at_nanoseconds(t));
    const double kept_by_chance = factor - std::floor(factor);
    // Of one request of the file: floor(factor) copies that are kept, one more by chance, each in this part of the
    // interval with probability `share`.
    const double copies = std::floor(factor) * share * (1.0 - share);
    const double last = kept_by_chance * share * (1.0 - kept_by_chance * share);
    sum += static_cast<double>(timeline_.count_of(index)) * (copies + last);
    t = end;
  }
  return sum;
}

sim::Time CountsWorkload::rows_end() const {
  return sim::Time::at_nanoseconds(timeline_.begin_of(static_cast<std::int64_t>(timeline_.table.counts.size())));
}

}  // namespace models::workload
