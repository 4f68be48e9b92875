// What a load balancer costs: hours, addresses, and capacity units, of which each hour is billed the dimension that it
// used most.
// Source: Elastic Load Balancing pricing page, as quoted by the Vantage handbook (read 2026) for ALB; for NLB recalled
//   (aws-behaviour 5.4, 5.5).
// Units: millionths of an LCU-hour or NLCU-hour.
#pragma once

#include <cstdint>
#include <string_view>

#include "models/ports/run_context.hpp"
#include "models/ports/traffic_count.hpp"
#include "sim/stats/time_weighted.hpp"

namespace models::routing {

/// Elastic Load Balancing API reference, SetSubnets (read 2026-11): an Application Load Balancer needs subnets in two
/// zones at least, whatever its targets are in.
inline constexpr std::int64_t kLeastAlbZones = 2;

/// How much of each dimension one unit covers; 0 where that dimension is not billed.
struct CapacityUnit {
  std::int64_t new_connections_per_second = 0;
  std::int64_t active_connections = 0;
  std::int64_t bytes_per_hour = 0;
  std::int64_t rule_evaluations_per_second = 0;
};

/// What happened within one hour, or a part of one.
struct CapacityUse {
  std::int64_t new_connections = 0;
  sim::Int128 connection_nanoseconds = 0;
  std::int64_t bytes = 0;
  std::int64_t rule_evaluations = 0;
};

/// Millionths of a unit-hour: the largest of the four dimensions, rounded down.
std::int64_t unit_millionths(const CapacityUnit& unit, const CapacityUse& use);

/// What one kind of balancer is billed for.
struct CapacityPrice {
  std::string_view hour_sku{};
  std::string_view unit_sku{};
  CapacityUnit unit{};
  std::int64_t evaluations_per_request = 0;  ///< of rules, beyond the free ones
  std::int64_t least_zones = 1;              ///< that it must be in; it has a public address in each
};

/// Meters of one load balancer. arrived() and connections() are an addition each; one kernel slot, an event an hour.
/// It is in the zones that its targets are in (Application Load Balancers user guide, subnets; read 2026-11).
class CapacityMeters {
 public:
  CapacityMeters(const CapacityPrice& price, const RunContext& context);

  void start(sim::Time now);
  void arrived(std::uint16_t request_class) { traffic_.add(request_class); }
  /// A step of rates.
  void flowed(const FlowStep& step);
  /// So many more requests in progress; each is a connection while it lasts.
  void in_progress(sim::Time now, std::int64_t more) { in_progress_.add(now, more); }
  /// What was used since the last full hour is metered up to now.
  void finish(sim::Time now);

 private:
  void hour_ended(std::uint32_t unused, sim::Time now);
  void meter_units(sim::Time now);

  sim::Kernel& kernel_;
  Meters& meters_;
  CapacityPrice price_;
  TrafficCount traffic_;  ///< of this hour
  std::int64_t zones_;
  sim::SlotId hour_slot_;
  MeterId hours_meter_;
  MeterId units_meter_;
  MeterId address_meter_;
  sim::Time metered_to_{};
  sim::stats::TimeWeighted in_progress_{};
  sim::Int128 flowing_ = 0;  ///< connection-nanoseconds of rates since the last full hour
};

}  // namespace models::routing
