// What a scenario may say about the provider's hosts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/facts.hpp"
#include "sim/config/describe.hpp"

namespace models::fleet {

struct FleetConfig {
  std::optional<std::string> host{};             ///< instance type of the hosts; none: see host_of()
  std::optional<std::int64_t> hosts_per_zone{};  ///< none: opened on demand, without limit
  std::int64_t zones = 3;
  sim::Bytes hypervisor_memory{};  ///< per host, not available to machines
  sim::config::Choice placement{};
  static const sim::config::Schema& schema();
};

/// The bare-metal type that stands for a host where `machine_type` is placed: the configured one, else the family's
/// .metal size, else m5.metal (microVMs, which have no instance type: pass ""; families without a .metal size).
/// Nothing if that type is unknown.
std::optional<InstanceFacts> host_of(const FleetConfig& config, const Facts& facts, std::string_view machine_type);

/// Reports a host type that does not exist, machines that fit on no host, and too few zones.
void check_fleet(const FleetConfig& config, const Facts& facts, const FleetDemand& demand, ConfigProblems& problems);

}  // namespace models::fleet
