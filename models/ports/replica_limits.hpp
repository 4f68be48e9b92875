// What a replica accepts: the YAML fields that every replica-based compute model shares.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/config/schema.hpp"
#include "sim/units/time.hpp"

namespace models {

struct ReplicaLimits {
  std::optional<std::int64_t> concurrency{};     ///< requests served at once; none: no limit
  std::optional<std::int64_t> queue{};           ///< requests that may wait; none: no bound
  std::optional<sim::Duration> queue_timeout{};  ///< longest wait; none: for ever
  static const sim::config::Schema& schema();
};

}  // namespace models
