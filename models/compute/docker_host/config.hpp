// The YAML of `kind: docker_host`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/compute/group_config.hpp"
#include "models/compute/network_config.hpp"
#include "sim/config/schema.hpp"

namespace models::docker_host {

/// What a container waits for before it is started.
enum class Condition : std::uint8_t { kServiceStarted, kServiceHealthy };
struct Dependency {
  Condition condition = Condition::kServiceStarted;
  static const sim::config::Schema& schema();
};

enum class Restart : std::uint8_t { kNo, kOnFailure, kAlways, kUnlessStopped };

/// What the compose file says of one of the application's containers.
struct ServiceConfig {
  std::int64_t replicas = 1;
  Restart restart = Restart::kNo;
  std::optional<std::int64_t> max_retries{};                     ///< with kOnFailure; none: for ever
  std::vector<std::pair<std::string, Dependency>> depends_on{};  ///< besides those of the application
  static const sim::config::Schema& schema();
};

enum class Images : std::uint8_t { kPulled, kBaked };

struct DockerHostConfig : compute::GroupConfig {
  std::optional<std::int64_t> hosts{};
  std::optional<sim::config::Choice> scaling{};  ///< none: as many as `hosts`
  std::int64_t copies = 1;
  std::vector<std::pair<std::string, ServiceConfig>> services{};
  Images images = Images::kPulled;
  compute::NetworkConfig registry{};
  sim::Duration container_start{};
  static const sim::config::Schema& schema();

  std::int64_t fixed_hosts() const { return hosts.value_or(1); }
  /// What it says of that container; the defaults where it says nothing.
  ServiceConfig service(const std::string& container) const;
};

}  // namespace models::docker_host
