#include "models/compute/ecs/cluster_check.hpp"

#include <algorithm>
#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/instance_room.hpp"
#include "models/compute/group_facts.hpp"
#include "sim/units/parse.hpp"

namespace models::ecs {

namespace {

/// Tasks of one size, and where that and their placement is said.
struct CheckedTask {
  MachineShape size{};
  const PlacementConfig* placement = nullptr;
  std::string cpu{};     ///< empty: it follows from the containers; what is wrong is the instance type
  std::string memory{};  ///< as `cpu`
  std::string prefix{};  ///< what the fields of the placement come after
};

/// One capacity provider's instances.
class ClusterCheck {
 public:
  ClusterCheck(const EcsConfig& config, const ClusterProvider& provider, const std::vector<InstanceFacts>& types,
               ConfigProblems& problems)
      : config_{config}, provider_{provider}, types_{types}, problems_{problems} {
    for (const InstanceFacts& type : types_) {
      rooms_.push_back(instance_room(config_, provider_.instances.machines, type).room);
    }
  }

  void check_task(const CheckedTask& task) const {
    const bool fits_some = std::any_of(rooms_.begin(), rooms_.end(), [&task](const MachineShape& room) {
      return task.size.vcpu <= room.vcpu && task.size.memory <= room.memory;
    });
    for (std::size_t i = 0; i < types_.size(); ++i) {
      check_fit(task, types_[i], rooms_[i], fits_some);
    }
    check_constraints(task);
  }

  void check_interfaces() const {
    for (const InstanceFacts& type : types_) {
      check_interfaces_of(type);
    }
  }

 private:
  std::string field_of(const std::string& field, const InstanceFacts& type) const {
    return field.empty() ? fmt::format("{}.{}", provider_.field, compute::field_of(provider_.instances.machines, type))
                         : field;
  }

  void check_fit(const CheckedTask& task, const InstanceFacts& type, const MachineShape& room, bool fits_some) const {
    if (task.size.vcpu > room.vcpu) {
      report(field_of(task.cpu, type), fits_some,
             fmt::format("a task takes {} vCPU, but {} {} {}", sim::to_text(task.size.vcpu), type.type,
                         room.vcpu == type.vcpus ? "has" : "leaves beside the daemons", sim::to_text(room.vcpu)));
    }
    if (task.size.memory > room.memory) {
      report(field_of(task.memory, type), fits_some,
             fmt::format("a task takes {}, but {} leaves {} to tasks", sim::memory_to_text(task.size.memory), type.type,
                         sim::memory_to_text(room.memory)));
    }
  }

  void report(const std::string& field, bool fits_some, std::string message) const {
    if (fits_some) {
      problems_.warning(field, message +
                                   "; managed scaling launches no instance for tasks that do not fit on a group's "
                                   "smallest type");
    } else {
      problems_.error(field, std::move(message));
    }
  }

  void check_constraints(const CheckedTask& task) const {
    const MemberOf& member_of = task.placement->placement_constraints.member_of;
    const std::int64_t zones = provider_.instances.machines.zones;
    for (const std::int64_t zone : member_of.zones) {
      if (zone >= zones) {
        problems_.error(task.prefix + "placement_constraints.member_of.zones",
                        fmt::format("there is no zone {}: the instances are in {}, numbered from 0", zone, zones));
      }
    }
    const std::vector<std::string>& wanted = member_of.instance_types;
    const bool has_one = std::any_of(types_.begin(), types_.end(), [&wanted](const InstanceFacts& type) {
      return std::find(wanted.begin(), wanted.end(), type.type) != wanted.end();
    });
    if (!wanted.empty() && !types_.empty() && !has_one) {
      problems_.error(task.prefix + "placement_constraints.member_of.instance_types",
                      fmt::format("no instance is of such a type; {} launches {}", provider_.field, names()));
    }
  }

  std::string names() const {
    std::string text;
    for (const InstanceFacts& type : types_) {
      text += (text.empty() ? "" : ", ") + type.type;
    }
    return text;
  }

  void check_interfaces_of(const InstanceFacts& type) const {
    if (config_.awsvpc_trunking && !config_.tasks_per_instance && !type.trunked_tasks) {
      problems_.error(
          "awsvpc_trunking",
          fmt::format("no figure is known of how many tasks {} holds with trunking (T types hold no more); give "
                      "tasks_per_instance",
                      type.type));
      return;
    }
    if (tasks_per_instance(config_, type).value_or(1) < 1) {
      problems_.error("network_mode",
                      fmt::format("{} has {} network interfaces, one of them its own: no task fits in awsvpc mode; use "
                                  "bridge, or give tasks_per_instance",
                                  type.type, type.network_interfaces));
    }
  }

  const EcsConfig& config_;
  const ClusterProvider& provider_;
  const std::vector<InstanceFacts>& types_;
  ConfigProblems& problems_;
  std::vector<MachineShape> rooms_{};  ///< by type
};

}  // namespace

void check_cluster(const EcsConfig& config, const MachineShape& task, const ClusterProvider& provider,
                   const std::vector<InstanceFacts>& types, ConfigProblems& problems) {
  const ClusterCheck check{config, provider, types, problems};
  check.check_task({.size = task,
                    .placement = &config.placement,
                    .cpu = config.task.cpu ? "task.cpu" : "",
                    .memory = config.task.memory ? "task.memory" : "",
                    .prefix = ""});
  for (const auto& [name, other] : config.other_services) {
    const std::string prefix = fmt::format("other_services.{}.", name);
    check.check_task({.size = {other.cpu, other.memory},
                      .placement = &other.placement,
                      .cpu = prefix + "cpu",
                      .memory = prefix + "memory",
                      .prefix = prefix});
  }
  check.check_interfaces();
}

}  // namespace models::ecs
