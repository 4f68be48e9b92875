// The YAML of `kind: lambda_managed_instances`.
#pragma once

#include <cstdint>
#include <optional>

#include "models/compute/group_config.hpp"
#include "models/ports/facts.hpp"
#include "sim/config/schema.hpp"

namespace models::lambda_managed_instances {

/// What decides how many invocations an execution environment takes at once by default.
enum class Language : std::uint8_t { kPython, kNodejs, kJava, kDotnet };

struct ManagedInstancesConfig : compute::GroupConfig {
  sim::Bytes memory{};               ///< of an execution environment
  std::int64_t memory_per_vcpu = 2;  ///< GiB; 2, 4 or 8
  Language runtime = Language::kNodejs;
  std::optional<std::int64_t> max_concurrency{};  ///< of an execution environment; none: as the runtime has it
  sim::Fraction management_fee{};                 ///< of the instances' on-demand price
  sim::config::Choice scaling{};
  static const sim::config::Schema& schema();

  sim::Vcpu vcpus() const;
  /// Invocations that an execution environment takes at once.
  std::int64_t concurrency() const;
  /// Execution environments that an instance of that type has room for.
  std::int64_t environments_on(const InstanceFacts& instance) const;
};

}  // namespace models::lambda_managed_instances
