#include "models/workload/profile_workload.hpp"

#include <utility>

#include "models/workload/inverted_stream.hpp"
#include "models/workload/unit_points.hpp"

namespace models::workload {

ProfileWorkload::ProfileWorkload(RateProfile profile, Spacing spacing, bool is_constant)
    : profile_{std::move(profile)}, spacing_{spacing}, is_constant_{is_constant} {}

std::unique_ptr<ArrivalStream> ProfileWorkload::open(const ArrivalContext& context) const {
  const ProfileSource source{profile_, context.from.nanoseconds() - 1};
  if (spacing_ == Spacing::kEven) {
    return std::make_unique<InvertedStream<EvenPoints, ProfileSource>>(EvenPoints{}, source, context);
  }
  const UnitPoisson points{sim::random::stream_key(context.seed, context.replication, "workload", "arrivals")};
  return std::make_unique<InvertedStream<UnitPoisson, ProfileSource>>(points, source, context);
}

sim::Rate ProfileWorkload::rate_at(sim::Time at) const {
  return sim::Rate::per_second(profile_.rate_at(at));
}

double ProfileWorkload::expected_arrivals(sim::Time from, sim::Time to) const {
  return profile_.mass_until(to.nanoseconds()) - profile_.mass_until(from.nanoseconds());
}

bool ProfileWorkload::is_stationary() const {
  return is_constant_ && !profile_.has_crowds();
}

}  // namespace models::workload
