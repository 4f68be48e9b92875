#include "models/compute/ecs/cluster_check.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <set>
#include <string>

#include <fmt/core.h>

#include "models/compute/ecs/instance_room.hpp"
#include "models/compute/ecs/provider_division.hpp"
#include "models/compute/group_facts.hpp"
#include "models/ports/least_replicas.hpp"
#include "sim/units/parse.hpp"

namespace models::ecs {

namespace {

/// Tasks of one size, and where that and their placement is said.
struct CheckedTask {
  MachineShape size{};
  std::int64_t least = 0;  ///< so many there are at some time, whatever happens
  const PlacementConfig* placement = nullptr;
  std::string cpu{};     ///< empty: it follows from the containers; what is wrong is the instance type
  std::string memory{};  ///< as `cpu`
  std::string prefix{};  ///< what the fields of the placement come after
  std::string count{};   ///< the field that says how many there are
};

/// Of every service, how many tasks it has at least.
struct Moment {
  sim::Duration at{};
  std::vector<CheckedTask> tasks{};
};

std::int64_t quotient_up(std::int64_t part, std::int64_t whole) {
  return (part + whole - 1) / whole;
}

/// In whole MiB: what an instance registers is a share of what it has.
std::string memory_left(sim::Bytes memory) {
  const std::int64_t mib = memory.count() >> 20;
  return mib > 0 ? sim::memory_to_text(sim::Bytes::mib(mib)) : "nothing";
}

/// One capacity provider's instances.
class ClusterCheck {
 public:
  ClusterCheck(const EcsConfig& config, const ClusterProvider& provider, const std::vector<InstanceFacts>& types,
               ConfigProblems& problems)
      : config_{config}, provider_{provider}, types_{types}, problems_{problems} {
    for (const InstanceFacts& type : types_) {
      rooms_.push_back(instance_room(config_, provider_.instances.machines, type));
    }
  }

  void check_task(const CheckedTask& task) const {
    const bool fits_some = std::any_of(rooms_.begin(), rooms_.end(), [&task](const InstanceRoom& type) {
      return task.size.vcpu <= type.room.vcpu && task.size.memory <= type.room.memory;
    });
    for (std::size_t i = 0; i < types_.size(); ++i) {
      check_fit(task, types_[i], rooms_[i].room, fits_some);
    }
    check_constraints(task);
    check_distinct(task);
    check_capacity(task);
  }

  /// Fewest instances that hold so many tasks, as if tasks were liquid; 0: no type has anything to give.
  std::int64_t instances_for(const std::vector<CheckedTask>& tasks) const {
    const InstanceRoom wanted = total(tasks);
    if (rooms_.empty()) {
      return 0;
    }
    const InstanceRoom one = extremes(rooms_).largest;
    if (one.room.vcpu <= sim::Vcpu{} || one.room.memory <= sim::Bytes{}) {
      return 0;
    }
    return std::max({quotient_up(wanted.room.vcpu.milli(), one.room.vcpu.milli()),
                     quotient_up(wanted.room.memory.count(), one.room.memory.count()),
                     one.tasks ? quotient_up(*wanted.tasks, std::max<std::int64_t>(*one.tasks, 1)) : 0});
  }

  /// Whether what all services want at one time is more than all instances have. Where one of them alone is, that has
  /// been said.
  void check_together(const Moment& moment) const {
    const std::int64_t max = provider_.managed_scaling.max;
    const std::int64_t needed = instances_for(moment.tasks);
    const bool is_said = std::any_of(moment.tasks.begin(), moment.tasks.end(),
                                     [this, max](const CheckedTask& task) { return instances_for({task}) > max; });
    if (needed <= max || is_said) {
      return;
    }
    const InstanceRoom wanted = total(moment.tasks);
    problems_.warning(
        max_field(),
        fmt::format("at {} all services together have {} tasks{} at least, which take {} "
                    "vCPU and {}; {} instances of {} do not hold them: some wait in vain; "
                    "raise it to {} at least, or ask for fewer tasks",
                    sim::to_text(moment.at), *wanted.tasks, provider_.name.empty() ? "" : " on " + provider_.name,
                    sim::to_text(wanted.room.vcpu), sim::memory_to_text(wanted.room.memory), max, names(), needed));
  }

  void check_interfaces() const {
    for (const InstanceFacts& type : types_) {
      check_interfaces_of(type);
    }
  }

 private:
  /// What this capacity provider gets of them.
  InstanceRoom total(const std::vector<CheckedTask>& tasks) const {
    InstanceRoom wanted{{}, 0};
    for (const CheckedTask& task : tasks) {
      const std::int64_t count = share_of(task.least);
      wanted.room.vcpu += task.size.vcpu * count;
      wanted.room.memory += task.size.memory * count;
      *wanted.tasks += count;
    }
    return wanted;
  }

  std::string field_of(const std::string& field, const InstanceFacts& type) const {
    return field.empty() ? fmt::format("{}.{}", provider_.field, compute::field_of(provider_.instances.machines, type))
                         : field;
  }

  void check_fit(const CheckedTask& task, const InstanceFacts& type, const MachineShape& room, bool fits_some) const {
    if (task.size.vcpu > room.vcpu) {
      report(field_of(task.cpu, type), fits_some,
             fmt::format("a task takes {} vCPU, but {} {} {} vCPU", sim::to_text(task.size.vcpu), type.type,
                         room.vcpu == type.vcpus ? "has" : "leaves beside the daemons", sim::to_text(room.vcpu)));
    }
    if (task.size.memory > room.memory) {
      report(field_of(task.memory, type), fits_some,
             fmt::format("a task takes {}, but {} leaves {} to tasks", sim::memory_to_text(task.size.memory), type.type,
                         memory_left(room.memory)));
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

  /// Of those that there may be, how many are in zones where such tasks may go.
  std::int64_t most_instances(const MemberOf& member_of) const {
    const std::int64_t zones = provider_.instances.machines.zones;
    const std::int64_t all = provider_.managed_scaling.max;
    const std::int64_t allowed = zones_named(member_of);
    return allowed == 0 ? all : std::min(all, allowed * ((all + zones - 1) / zones));
  }

  static std::int64_t zones_named(const MemberOf& member_of) {
    return std::ssize(std::set<std::int64_t>{member_of.zones.begin(), member_of.zones.end()});
  }

  /// Tasks that each want an instance of their own. Several capacity providers may each have too few.
  void check_distinct(const CheckedTask& task) const {
    const PlacementConstraints& constraints = task.placement->placement_constraints;
    if (!constraints.distinct_instance || !provider_.name.empty()) {
      return;
    }
    const std::int64_t most = most_instances(constraints.member_of);
    if (task.least > most) {
      problems_.error(task.prefix + "placement_constraints.distinct_instance",
                      fmt::format("{} tasks at least, each on an instance of its own, but there are {} such instances "
                                  "at most: the others would wait for ever; raise capacity_provider.max (now {}), or "
                                  "ask for fewer tasks",
                                  task.least, most, provider_.managed_scaling.max));
    }
  }

  /// What cannot be placed on all instances that there may be and that it may go to, though nobody else wants room.
  void check_capacity(const CheckedTask& task) const {
    const PlacementConstraints& constraints = task.placement->placement_constraints;
    if (constraints.distinct_instance || types_.empty()) {
      return;  // check_distinct() has looked
    }
    std::int64_t on_one = 0;
    std::string names;
    for (std::size_t i = 0; i < types_.size(); ++i) {
      if (may_go_to(constraints.member_of, types_[i])) {
        on_one = std::max(on_one, most_on(rooms_[i], task.size));
        names += (names.empty() ? "" : ", ") + types_[i].type;
      }
    }
    const std::int64_t instances = most_instances(constraints.member_of);
    const std::int64_t wanted = share_of(task.least);
    if (on_one == 0 || wanted <= instances * on_one) {
      return;
    }
    const std::int64_t allowed = zones_named(constraints.member_of);
    const std::int64_t needed = quotient_up(wanted, on_one);
    const std::int64_t max =
        allowed == 0 ? needed : quotient_up(needed, allowed) * provider_.instances.machines.zones;  // each zone's part
    problems_.warning(
        task.count,
        fmt::format(
            "{} tasks at least{}, but {} {} of {}{} {} {} of them: the others wait in vain; raise {} (now {}) to "
            "{}, or ask for fewer tasks",
            wanted, provider_.name.empty() ? "" : " on " + provider_.name, instances,
            instances == 1 ? "instance" : "instances", names, allowed == 0 ? "" : " in the zones that they may go to",
            instances == 1 ? "holds" : "hold", instances * on_one, max_field(), provider_.managed_scaling.max, max));
  }

  static bool may_go_to(const MemberOf& member_of, const InstanceFacts& type) {
    const std::vector<std::string>& wanted = member_of.instance_types;
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), type.type) != wanted.end();
  }

  std::string max_field() const {
    return provider_.name.empty() ? std::string{"capacity_provider.max"}
                                  : fmt::format("capacity_providers.{}.managed_scaling.max", provider_.name);
  }

  static std::int64_t most_on(const InstanceRoom& type, const MachineShape& task) {
    std::int64_t most = type.tasks.value_or(std::numeric_limits<std::int32_t>::max());
    if (task.vcpu > sim::Vcpu{}) {
      most = std::min(most, type.room.vcpu.milli() / task.vcpu.milli());
    }
    if (task.memory > sim::Bytes{}) {
      most = std::min(most, type.room.memory.count() / task.memory.count());
    }
    return most;
  }

  /// Of that many tasks of a service, what this capacity provider gets.
  std::int64_t share_of(std::int64_t tasks) const {
    const std::vector<ClusterProvider> providers = config_.providers();
    std::vector<ProviderShare> shares;
    std::size_t own = 0;
    for (const ClusterProvider& provider : providers) {
      own = provider.name == provider_.name ? shares.size() : own;
      shares.push_back(provider.share);
    }
    return ProviderDivision{shares}.divide(tasks)[own];
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
          fmt::format(
              "the price book does not say how many tasks {} holds with trunking{}; give tasks_per_instance, or "
              "leave this out",
              type.type, type.burst ? " (no T type holds more with it)" : ": its list is AWS's of June 2023"));
      return;
    }
    check_given_tasks(type);
    if (tasks_per_instance(config_, type).value_or(1) < 1) {
      problems_.error("network_mode",
                      fmt::format("{} has {} network interfaces, one of them its own: no task fits in awsvpc mode; use "
                                  "bridge, or give tasks_per_instance",
                                  type.type, type.network_interfaces));
    }
  }

  /// What is given must be possible. With trunking it need not be in the price book: not every type's figure is.
  void check_given_tasks(const InstanceFacts& type) const {
    if (!config_.tasks_per_instance || config_.network_mode == NetworkMode::kBridge) {
      return;
    }
    EcsConfig derived = config_;
    derived.tasks_per_instance.reset();
    const std::optional<std::int64_t> most = tasks_per_instance(derived, type);
    if (!most || *config_.tasks_per_instance <= *most) {
      return;
    }
    const std::string remedy = !config_.awsvpc_trunking && type.trunked_tasks
                                   ? fmt::format("give `awsvpc_trunking: true` (up to {}), ", *type.trunked_tasks)
                                   : "";
    problems_.error("tasks_per_instance",
                    fmt::format("{} tasks with an interface of their own are more than {} has room for{}: at most {}; "
                                "{}use `network_mode: bridge`, or leave it out",
                                *config_.tasks_per_instance, type.type, config_.awsvpc_trunking ? " with trunking" : "",
                                *most, remedy));
  }

  const EcsConfig& config_;
  const ClusterProvider& provider_;
  const std::vector<InstanceFacts>& types_;
  ConfigProblems& problems_;
  std::vector<InstanceRoom> rooms_{};  ///< by type
};

/// At any time of its schedule.
std::int64_t most_replicas(const OtherServiceConfig& service) {
  std::int64_t most = service.replicas;
  for (const ReplicaStep& step : service.schedule) {
    most = std::max(most, step.replicas);
  }
  return most;
}

std::int64_t replicas_at(const OtherServiceConfig& service, sim::Duration at) {
  std::int64_t replicas = service.replicas;
  for (const ReplicaStep& step : service.schedule) {
    replicas = step.at <= at ? step.replicas : replicas;
  }
  return replicas;
}

/// The first of those at which the services want most instances.
Moment worst_moment(const EcsConfig& config, const CheckedTask& own, const ClusterCheck& check) {
  std::set<sim::Duration> times{sim::Duration{}};
  for (const auto& [name, other] : config.other_services) {
    for (const ReplicaStep& step : other.schedule) {
      times.insert(step.at);
    }
  }
  Moment worst;
  for (const sim::Duration at : times) {
    Moment moment{at, {own}};
    for (const auto& [name, other] : config.other_services) {
      moment.tasks.push_back({.size = {other.cpu, other.memory}, .least = replicas_at(other, at)});
    }
    if (worst.tasks.empty() || check.instances_for(moment.tasks) > check.instances_for(worst.tasks)) {
      worst = moment;
    }
  }
  return worst;
}

}  // namespace

void check_cluster(const EcsConfig& config, const MachineShape& task, const ClusterProvider& provider,
                   const std::vector<InstanceFacts>& types, ConfigProblems& problems) {
  const ClusterCheck check{config, provider, types, problems};
  const CheckedTask own{.size = task,
                        .least = least_replicas(config.scaling),
                        .placement = &config.placement,
                        .cpu = config.task.cpu ? "task.cpu" : "",
                        .memory = config.task.memory ? "task.memory" : "",
                        .prefix = "",
                        .count = "scaling"};
  check.check_task(own);
  for (const auto& [name, other] : config.other_services) {
    const std::string prefix = fmt::format("other_services.{}.", name);
    check.check_task({.size = {other.cpu, other.memory},
                      .least = most_replicas(other),
                      .placement = &other.placement,
                      .cpu = prefix + "cpu",
                      .memory = prefix + "memory",
                      .prefix = prefix,
                      .count = prefix + "replicas"});
  }
  check.check_together(worst_moment(config, own, check));
  check.check_interfaces();
}

}  // namespace models::ecs
