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

/// An EC2 instance type, as the models need it.
struct InstanceFacts {
  std::string type{};
  sim::Vcpu vcpus{};
  sim::Bytes memory{};
  std::string cpu_architecture{};          ///< "x86_64" or "arm64"
  std::int64_t network_interfaces = 0;     ///< ENIs on the default card
  std::optional<std::int64_t> coremark{};  ///< iterations per second and thread x 1000; none where unpublished
  bool coremark_derived = false;           ///< taken from the base family (c6id from c6i)
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
