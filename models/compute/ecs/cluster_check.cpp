#include "models/compute/ecs/cluster_check.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/instance_room.hpp"
#include "models/ports/least_replicas.hpp"
#include "sim/units/parse.hpp"

namespace models::ecs {

namespace {

/// Where a task's size and its placement are said.
struct TaskFields {
  std::string cpu{};
  std::string memory{};
  std::string placement{};  ///< what the fields of the placement come after
};

void check_fit(const MachineShape& task, const MachineShape& room, const InstanceFacts& instance,
               const TaskFields& fields, ConfigProblems& problems) {
  if (task.vcpu > room.vcpu) {
    problems.error(fields.cpu, fmt::format("a task takes {} vCPU, but {} {} {}", sim::to_text(task.vcpu), instance.type,
                                           room.vcpu == instance.vcpus ? "has" : "leaves beside the daemons",
                                           sim::to_text(room.vcpu)));
  }
  if (task.memory > room.memory) {
    problems.error(fields.memory,
                   fmt::format("a task takes {}, but {} leaves {} to tasks", sim::memory_to_text(task.memory),
                               instance.type, sim::memory_to_text(room.memory)));
  }
}

void check_zones(const PlacementConfig& placement, std::int64_t zones, const TaskFields& fields,
                 ConfigProblems& problems) {
  for (const std::int64_t zone : placement.placement_constraints.member_of.zones) {
    if (zone >= zones) {
      problems.error(fields.placement + "placement_constraints.member_of.zones",
                     fmt::format("there is no zone {}: the instances are in {}, numbered from 0", zone, zones));
    }
  }
}

/// What is given must be possible. With trunking it need not be in the price book: not every type's figure is.
void check_given_tasks(const EcsConfig& config, const InstanceFacts& instance, ConfigProblems& problems) {
  if (!config.tasks_per_instance || config.network_mode == NetworkMode::kBridge) {
    return;
  }
  EcsConfig derived = config;
  derived.tasks_per_instance.reset();
  const std::optional<std::int64_t> most = tasks_per_instance(derived, instance);
  if (!most || *config.tasks_per_instance <= *most) {
    return;
  }
  const std::string remedy = !config.awsvpc_trunking && instance.trunked_tasks
                                 ? fmt::format("give `awsvpc_trunking: true` (up to {}), ", *instance.trunked_tasks)
                                 : "";
  problems.error("tasks_per_instance",
                 fmt::format("{} tasks with an interface of their own are more than {} has room for{}: at most {}; {}"
                             "use `network_mode: bridge`, or leave it out",
                             *config.tasks_per_instance, instance.type, config.awsvpc_trunking ? " with trunking" : "",
                             *most, remedy));
}

/// At any time of its schedule.
std::int64_t most_replicas(const OtherServiceConfig& service) {
  std::int64_t most = service.replicas;
  for (const ReplicaStep& step : service.schedule) {
    most = std::max(most, step.replicas);
  }
  return most;
}

/// Tasks that each want an instance of their own, `tasks` of them at least.
void check_distinct(const EcsConfig& config, const PlacementConstraints& constraints, std::int64_t tasks,
                    const TaskFields& fields, ConfigProblems& problems) {
  if (!constraints.distinct_instance || !config.capacity_provider) {
    return;
  }
  const std::int64_t zones = config.instances->zones;
  const std::int64_t all = config.capacity_provider->max;
  const std::set<std::int64_t> named{constraints.member_of.zones.begin(), constraints.member_of.zones.end()};
  const auto allowed = static_cast<std::int64_t>(named.size());
  const std::int64_t most = named.empty() ? all : std::min(all, allowed * ((all + zones - 1) / zones));
  if (tasks > most) {
    problems.error(fields.placement + "placement_constraints.distinct_instance",
                   fmt::format("{} tasks at least, each on an instance of its own, but there are {} such instances at "
                               "most: the others would wait for ever; raise capacity_provider.max (now {}), or ask for "
                               "fewer tasks",
                               tasks, most, all));
  }
}

void check_interfaces(const EcsConfig& config, const InstanceFacts& instance, ConfigProblems& problems) {
  if (config.awsvpc_trunking && !config.tasks_per_instance && !instance.trunked_tasks) {
    problems.error(
        "awsvpc_trunking",
        fmt::format("no figure is known of how many tasks {} holds with trunking (T types hold no more); give "
                    "tasks_per_instance",
                    instance.type));
    return;
  }
  check_given_tasks(config, instance, problems);
  if (tasks_per_instance(config, instance).value_or(1) < 1) {
    problems.error("network_mode",
                   fmt::format("{} has {} network interfaces, one of them its own: no task fits in awsvpc mode; use "
                               "bridge, or give tasks_per_instance",
                               instance.type, instance.network_interfaces));
  }
}

}  // namespace

void check_cluster(const EcsConfig& config, const MachineShape& task, const InstanceFacts& instance,
                   ConfigProblems& problems) {
  const MachineShape room = instance_room(config, instance).room;
  const TaskFields own{config.task.cpu ? "task.cpu" : "instances.instance_type",
                       config.task.memory ? "task.memory" : "instances.instance_type", ""};
  check_fit(task, room, instance, own, problems);
  check_zones(config.placement, config.instances->zones, own, problems);
  check_distinct(config, config.placement.placement_constraints, least_replicas(config.scaling), own, problems);
  for (const auto& [name, other] : config.other_services) {
    const std::string field = fmt::format("other_services.{}.", name);
    const TaskFields fields{field + "cpu", field + "memory", field};
    check_fit({other.cpu, other.memory}, room, instance, fields, problems);
    check_zones(other.placement, config.instances->zones, fields, problems);
    check_distinct(config, other.placement.placement_constraints, most_replicas(other), fields, problems);
  }
  check_interfaces(config, instance, problems);
}

}  // namespace models::ecs
