// Facts about the cloud that models need and prices do not: sizes, speeds, limits. Implemented by the price book's
// instance catalogue (models/pricing), handed to models at assembly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/fleet.hpp"
#include "models/ports/workers.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/vcpu.hpp"

namespace models {

/// CPU credits of a burstable type; a credit is one vCPU for one minute.
struct BurstFacts {
  std::int64_t earned_per_hour_milli = 0;  ///< thousandths of a credit
  std::int64_t maximum_milli = 0;          ///< what 24 hours earn; thousandths of a credit
  bool is_unlimited = false;               ///< unless the launch says otherwise
  std::int64_t at_launch = 0;              ///< credits that a new instance has
};

/// An EC2 instance type, as the models need it.
struct InstanceFacts {
  std::string type{};
  sim::Vcpu vcpus{};
  sim::Bytes memory{};
  std::string cpu_architecture{};       ///< "x86_64" or "arm64"
  std::int64_t network_interfaces = 0;  ///< ENIs on the default card
  /// ECS tasks in awsvpc mode with interface trunking; none where unpublished.
  std::optional<std::int64_t> trunked_tasks{};
  std::optional<std::int64_t> coremark{};  ///< iterations per second and thread x 1000; none where unpublished
  bool coremark_derived = false;           ///< taken from the base family (c6id from c6i)
  std::optional<BurstFacts> burst{};       ///< of the T families
};

class Facts {
 public:
  virtual ~Facts() = default;
  virtual std::optional<InstanceFacts> instance(std::string_view type) const = 0;
  virtual std::vector<std::string> instance_types() const = 0;
  /// The family's .metal size (the host such instances are carved from), or none.
  virtual std::optional<InstanceFacts> metal_host(std::string_view type) const = 0;
  /// The smallest Fargate size that holds both, or none.
  virtual std::optional<MachineShape> fargate_size(sim::Vcpu cpu, sim::Bytes memory) const = 0;
  /// Every valid size, smallest first: for error messages.
  virtual std::vector<MachineShape> fargate_sizes() const = 0;
};

}  // namespace models
