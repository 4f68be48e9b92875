// How large a task is: what the scenario says, or what its containers need.
#pragma once

#include <optional>
#include <string>

#include "models/compute/ecs/config.hpp"
#include "models/ports/application.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/fleet.hpp"

namespace models::ecs {

/// A size, or the field that is wrong and what is wrong with it.
struct TaskSize {
  std::optional<MachineShape> size{};
  std::string field{};
  std::string problem{};
};

/// Fargate: the valid size with the given parts, or the smallest that holds the containers. EC2: the given parts, else
/// the sums over the containers. A size that does not hold the containers is a problem, as in ECS.
TaskSize task_size(const EcsConfig& config, const Application& application, const Facts& facts);

/// "2 vCPU 4GiB".
std::string to_text(const MachineShape& size);

}  // namespace models::ecs
