#include "models/ports/capacity_provider.hpp"

#include <algorithm>
#include <limits>

#include <fmt/core.h>

#include "sim/config/describe.hpp"
#include "sim/units/int128.hpp"

namespace models {
namespace {

constexpr const char* kGuide = "Amazon ECS developer guide, cluster auto scaling";
constexpr const char* kGuideDate = "2023-06";
constexpr const char* kStep =
    "Amazon ECS API reference, ManagedScaling: what \"Amazon ECS will scale out at one time\" is the number of "
    "instances "
    "added, as here; the developer guide's words can be read as of the metric, before the target divides it";
constexpr const char* kApiDate = "2026-11";
constexpr const char* kAlarms = "alarms that AWS generated for an ECS capacity provider";
constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();

/// An instance that is being filled.
struct Bin {
  MachineShape free{};
  std::int64_t tasks = 0;
};

/// How many tasks of that group still fit; groups are filled in one after the other, so that of distinct ones none is
/// there yet.
std::int64_t places(const Bin& bin, const WaitingTasks& group) {
  const MachineShape& task = group.task;
  std::int64_t count = group.is_distinct ? std::min<std::int64_t>(bin.tasks, 1) : bin.tasks;
  if (task.vcpu > sim::Vcpu{}) {
    count = std::min(count, bin.free.vcpu.milli() / task.vcpu.milli());
  }
  if (task.memory > sim::Bytes{}) {
    count = std::min(count, bin.free.memory.count() / task.memory.count());
  }
  return count;
}

void fill(Bin& bin, const MachineShape& task, std::int64_t count) {
  bin.free.vcpu -= task.vcpu * count;
  bin.free.memory -= task.memory * count;
  if (bin.tasks != kUnlimited) {
    bin.tasks -= count;
  }
}

/// Whether task `a` takes a larger part of an instance than `b`, by the resource that it takes most of.
bool takes_more(const MachineShape& a, const MachineShape& b, const MachineShape& room) {
  const auto share = [&room](const MachineShape& task) {
    const sim::Int128 vcpu = static_cast<sim::Int128>(task.vcpu.milli()) * room.memory.count();
    const sim::Int128 memory = static_cast<sim::Int128>(task.memory.count()) * room.vcpu.milli();
    return std::max(vcpu, memory);
  };
  return share(a) > share(b);
}

Bin empty_bin(const InstanceRoom& instance) {
  return {instance.room, instance.tasks.value_or(kUnlimited)};
}

}  // namespace

InstanceRooms extremes(const std::vector<InstanceRoom>& types) {
  InstanceRooms rooms{types.at(0), types.at(0)};
  for (const InstanceRoom& type : types) {
    rooms.smallest.room.vcpu = std::min(rooms.smallest.room.vcpu, type.room.vcpu);
    rooms.smallest.room.memory = std::min(rooms.smallest.room.memory, type.room.memory);
    rooms.largest.room.vcpu = std::max(rooms.largest.room.vcpu, type.room.vcpu);
    rooms.largest.room.memory = std::max(rooms.largest.room.memory, type.room.memory);
    if (type.tasks) {
      rooms.smallest.tasks = std::min(*type.tasks, rooms.smallest.tasks.value_or(kUnlimited));
    }
    rooms.largest.tasks =
        type.tasks && rooms.largest.tasks ? std::optional{std::max(*type.tasks, *rooms.largest.tasks)} : std::nullopt;
  }
  return rooms;
}

bool none_fits(const std::vector<WaitingTasks>& waiting, const InstanceRooms& instances) {
  const Bin smallest = empty_bin(instances.smallest);
  bool waits = false;
  for (const WaitingTasks& group : waiting) {
    if (group.count > 0 && places(smallest, group) > 0) {
      return false;
    }
    waits = waits || group.count > 0;
  }
  return waits;
}

std::int64_t instances_needed(const std::vector<WaitingTasks>& waiting, const InstanceRooms& instances) {
  std::vector<WaitingTasks> groups = waiting;
  std::stable_sort(groups.begin(), groups.end(), [&instances](const WaitingTasks& a, const WaitingTasks& b) {
    return takes_more(a.task, b.task, instances.largest.room);
  });
  const Bin smallest = empty_bin(instances.smallest);
  const Bin empty = empty_bin(instances.largest);
  std::vector<Bin> bins;
  for (const WaitingTasks& group : groups) {
    std::int64_t left = group.count;
    const std::int64_t per_instance = places(empty, group);
    if (left <= 0 || places(smallest, group) <= 0) {
      continue;
    }
    for (Bin& bin : bins) {
      const std::int64_t taken = std::min(left, places(bin, group));
      fill(bin, group.task, taken);
      left -= taken;
    }
    while (left > 0) {
      Bin bin = empty;
      const std::int64_t taken = std::min(left, per_instance);
      fill(bin, group.task, taken);
      left -= taken;
      bins.push_back(bin);
    }
  }
  return static_cast<std::int64_t>(bins.size());
}

namespace {

/// The metric, and the alarms that read it.
void describe_alarms(sim::config::Describe<ManagedScalingConfig>& d) {
  d.field<&ManagedScalingConfig::period>("period", "How often the reservation is computed and judged.")
      .range("1s", "1h")
      .defaults_to("60s")
      .source(kGuide, kGuideDate);
  d.field<&ManagedScalingConfig::publication_delay>(
       "publication_delay",
       "From the computing of the reservation until its alarm fires. AWS's guide names this latency and gives no "
       "figure; its workshop says that the alarm takes a minute (awslabs/ec2-spot-workshops, managed-scaling.md). "
       "docs/validation.md has the scale-out of 2022 with both: a minute is right for its beginning, less for the "
       "rest.")
      .range("0s", "1h")
      .defaults_to("0s")
      .source("our choice", "2026-11")
      .unverified();
  d.field<&ManagedScalingConfig::out_datapoints>("out_datapoints", "Periods in a row above target before scaling out.")
      .range("1", "64")
      .defaults_to("1")
      .source(kAlarms, kGuideDate);
  d.field<&ManagedScalingConfig::in_datapoints>("in_datapoints",
                                                "Periods in a row below target before scaling in. From then on empty "
                                                "instances go in each period: one at least, beyond that less than half "
                                                "of those that run, and none that the target wants. A scale-out "
                                                "begins the count anew.")
      .range("1", "64")
      .defaults_to("15")
      .source(
          "alarms that AWS generated for an ECS capacity provider; the half: Amazon ECS developer guide, cluster "
          "auto "
          "scaling",
          kGuideDate);
}

}  // namespace

const sim::config::Schema& ManagedScalingConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ManagedScalingConfig> d{"managed_scaling",
                                                  "A capacity provider: keeps as many instances as the tasks need, and "
                                                  "the spare asked for. Empty instances go step "
                                                  "by step: see in_datapoints."};
    d.field<&ManagedScalingConfig::min>("min", "Fewest instances.").range("0", "5000").defaults_to("0");
    d.field<&ManagedScalingConfig::max>("max", "Most instances.").range("1", "5000").example("40");
    d.field<&ManagedScalingConfig::target_capacity>(
         "target_capacity", "Part of the instances that tasks should take; the rest is kept spare.")
        .range("1%", "100%")
        .defaults_to("100%")
        .source(kGuide, kGuideDate);
    d.field<&ManagedScalingConfig::minimum_scaling_step_size>(
         "minimum_scaling_step_size", "Fewest instances added at one time, also where fewer would do.")
        .range("1", "10000")
        .defaults_to("1")
        .source(kStep, kApiDate);
    d.field<&ManagedScalingConfig::maximum_scaling_step_size>("maximum_scaling_step_size",
                                                              "Most instances added at one time.")
        .range("1", "10000")
        .defaults_to("10000")
        .source(kStep, kApiDate);
    d.field<&ManagedScalingConfig::warm_up>(
         "warm_up", "instanceWarmupPeriod: how long a new instance blocks the next scale-out, from its launch on.")
        .range("0s", "1d")
        .defaults_to("300s")
        .source(
            "Amazon ECS developer guide, managed scale-out: only once all existing instances have "
            "passed the period (now minus the instance launch time)",
            kApiDate);
    describe_alarms(d);
    d.field<&ManagedScalingConfig::managed_termination_protection>(
         "managed_termination_protection",
         "Whether only instances without tasks are taken away. If not, the group's termination policy chooses, and the "
         "tasks of its choice are drained and launched elsewhere.")
        .defaults_to("true")
        .source("what the AWS CDK's capacity provider sets; the API's own default is off", "2023-06")
        .unverified();
    d.check([](const ManagedScalingConfig& config, sim::config::Checker& check) {
      if (config.min > config.max) {
        check.error("min", fmt::format("min is {} but max is {}; min must not exceed max", config.min, config.max));
      }
      if (config.minimum_scaling_step_size > config.maximum_scaling_step_size) {
        check.error("minimum_scaling_step_size",
                    fmt::format("the smallest step is {} but the largest is {}", config.minimum_scaling_step_size,
                                config.maximum_scaling_step_size));
      }
    });
    return d.done();
  }();
  return schema;
}

}  // namespace models
