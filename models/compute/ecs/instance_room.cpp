#include "models/compute/ecs/instance_room.hpp"

#include "models/ports/machine_group_config.hpp"

namespace models::ecs {

InstanceRoom instance_room(const EcsConfig& config, const InstanceFacts& instance) {
  const sim::Bytes registered =
      usable_memory(*config.instances, instance) + config.instances->guest_os.memory - config.reserved_memory;
  InstanceRoom room{{instance.vcpus, registered}, tasks_per_instance(config, instance)};
  for (const auto& [name, daemon] : config.daemons) {
    room.room.vcpu -= daemon.cpu;
    room.room.memory -= daemon.memory;
  }
  return room;
}

std::optional<std::int64_t> tasks_per_instance(const EcsConfig& config, const InstanceFacts& instance) {
  if (config.tasks_per_instance) {
    return config.tasks_per_instance;
  }
  if (config.network_mode == NetworkMode::kBridge) {
    return std::nullopt;
  }
  if (config.awsvpc_trunking) {
    return instance.trunked_tasks;
  }
  return instance.network_interfaces - 1;  // the first one is the instance's own
}

}  // namespace models::ecs
