#include "models/routing/capacity_units.hpp"

#include <algorithm>

#include "models/ports/flow.hpp"
#include "models/ports/skus.hpp"

namespace models::routing {

std::int64_t unit_millionths(const CapacityUnit& unit, const CapacityUse& use) {
  constexpr sim::Int128 kMillion = 1'000'000;
  constexpr sim::Int128 kHourSeconds = 3'600;
  constexpr sim::Int128 kHour = kHourSeconds * 1'000'000'000;  // nanoseconds
  const auto share = [](sim::Int128 used, sim::Int128 covered) { return covered == 0 ? 0 : used * kMillion / covered; };
  return static_cast<std::int64_t>(std::max(
      {share(use.new_connections, unit.new_connections_per_second * kHourSeconds),
       share(use.connection_nanoseconds, unit.active_connections * kHour), share(use.bytes, unit.bytes_per_hour),
       share(use.rule_evaluations, unit.rule_evaluations_per_second * kHourSeconds)}));
}

CapacityMeters::CapacityMeters(const CapacityPrice& price, const RunContext& context)
    : kernel_{context.kernel},
      meters_{context.meters},
      price_{price},
      traffic_{context.application},
      zones_{
          std::max(price.least_zones, context.zones.value_or(static_cast<std::int64_t>(context.fleet.zone_count())))},
      hour_slot_{kernel_.open(sim::bind<&CapacityMeters::hour_ended>(*this), sim::Phase::kCompletion)},
      hours_meter_{meters_.open({std::string{price.hour_sku}, "", std::string{sku::kOnDemand}})},
      units_meter_{meters_.open({std::string{price.unit_sku}, "", std::string{sku::kOnDemand}})},
      address_meter_{meters_.open({std::string{sku::kPublicIpv4}, "", std::string{sku::kOnDemand}})} {}

void CapacityMeters::start(sim::Time now) {
  in_progress_ = sim::stats::TimeWeighted{now};
  meters_.level(hours_meter_, now, 1);
  meters_.level(address_meter_, now, zones_);
  kernel_.schedule(hour_slot_, sim::Time{});
}

void CapacityMeters::flowed(const FlowStep& step) {
  for (std::size_t i = 0; i < step.by_class.size(); ++i) {
    traffic_.add(i, step.by_class[i]);
  }
  flowing_ += static_cast<sim::Int128>(step.in_system * static_cast<double>((step.to - step.from).nanoseconds()));
}

/// Rings at 0, where measuring begins, and then at the end of every hour; before the arrivals of that instant, which
/// belong to the hour that begins.
void CapacityMeters::hour_ended(std::uint32_t, sim::Time now) {
  meter_units(now);
  kernel_.schedule(hour_slot_, now + sim::Duration::hours(1));
}

void CapacityMeters::finish(sim::Time now) {
  if (now > metered_to_) {
    meter_units(now);
  }
}

/// Units are the largest dimension of the hour, or of its last part.
void CapacityMeters::meter_units(sim::Time now) {
  const sim::Int128 connection_time = in_progress_.cut(now) + flowing_;
  flowing_ = 0;
  if (now > sim::Time{}) {
    const CapacityUse use{traffic_.connections(), connection_time, traffic_.bytes(),
                          traffic_.requests() * price_.evaluations_per_request};
    meters_.add_spread(units_meter_, metered_to_, now, unit_millionths(price_.unit, use));
  }
  traffic_.reset();
  metered_to_ = now;
}

}  // namespace models::routing
