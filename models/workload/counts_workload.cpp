#include "models/workload/counts_workload.hpp"

#include <algorithm>
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

sim::Time CountsWorkload::rows_end() const {
  return sim::Time::at_nanoseconds(timeline_.begin_of(static_cast<std::int64_t>(timeline_.table.counts.size())));
}

}  // namespace models::workload
