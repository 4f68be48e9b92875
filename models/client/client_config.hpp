// What clients do besides sending requests. Read from YAML, the same for every architecture of a scenario.
#pragma once

#include <optional>

#include "sim/config/schema.hpp"
#include "sim/units/time.hpp"

namespace models::client {

struct ClientConfig {
  std::optional<sim::Duration> timeout{};  ///< none: waits for ever
  static const sim::config::Schema& schema();
};

}  // namespace models::client
