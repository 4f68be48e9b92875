// The part of a load balancer's config that Application and Network Load Balancers share: their target group.
#pragma once

#include <cstdint>

#include "sim/config/schema.hpp"
#include "sim/units/time.hpp"

namespace models::routing {

struct TargetGroupConfig {
  sim::Duration health_check_interval{};  ///< zero: no checks, a target serves at once and for ever
  bool health_check_waits = false;        ///< in the replica's queue
  sim::Duration health_check_timeout{};
  std::int64_t healthy_threshold = 1;    ///< successes in a row that bring a target back
  std::int64_t unhealthy_threshold = 1;  ///< failures in a row that take it out
  sim::Duration deregistration_delay{};
  static const sim::config::Schema& schema();
};

}  // namespace models::routing
