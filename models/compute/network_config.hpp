// How containers get their images and write their logs: the fields that ecs and docker_host share.
#pragma once

#include <cstdint>

#include "sim/config/schema.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/time.hpp"

namespace models::compute {

enum class Network : std::uint8_t { kEndpoints, kNat, kPublicIp };

struct NetworkConfig {
  Network network{};
  sim::Bytes pull_bandwidth{};  ///< per second
  static const sim::config::Schema& schema();

  /// Time to pull `image`, rounded up to the nanosecond.
  sim::Duration pull_time(sim::Bytes image) const;
};

}  // namespace models::compute
