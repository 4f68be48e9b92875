// The YAML of `kind: lambda`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/compute/lambda/event_queue.hpp"
#include "models/compute/lambda/limits.hpp"
#include "models/compute/lambda/provisioned.hpp"
#include "models/compute/lambda/start_times.hpp"
#include "models/ports/service_model.hpp"
#include "sim/config/schema.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

enum class CpuArchitecture : std::uint8_t { kX86, kArm };
enum class FrontDoorKind : std::uint8_t { kFunctionUrl, kAlb };

struct LambdaConfig {
  sim::Bytes memory{};
  sim::Bytes ephemeral_storage{};
  Runtime runtime{};
  Package package{};
  CpuArchitecture architecture{};
  FrontDoorKind front_door{};
  std::vector<std::string> containers{};
  sim::random::DistributionSpec placement{};
  std::optional<sim::random::DistributionSpec> init{};
  bool snap_start = false;
  sim::random::DistributionSpec restore{};
  ReuseOrder reuse = ReuseOrder::kMostRecentlyUsed;
  sim::random::DistributionSpec idle_expiry{};
  std::optional<sim::random::DistributionSpec> lifetime{};
  LimitsConfig limits{};
  InvocationConfig invocation{};
  std::optional<ProvisionedConfig> provisioned_concurrency{};
  double cpu_speed = 0.0;
  static const sim::config::Schema& schema();
};

/// Python and .NET pay for cached and restored snapshots, Java does not.
bool is_snapshot_charged(Runtime runtime);

/// The bounds of an idle expiry, which is constant or uniform.
sim::Duration shortest_of(const sim::random::DistributionSpec& expiry);
sim::Duration longest_of(const sim::random::DistributionSpec& expiry);

/// INIT, as it is given, or as it was measured for the runtime and package.
StartTime init_of(const LambdaConfig& config);

}  // namespace models::lambda
