#include "models/ports/group_options.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/facts.hpp"
#include "sim/config/describe.hpp"
#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace models {
namespace {

constexpr const char* kColdBoot = "brevdev/ec2-coldboot-research 0f8ef4f8, AL2023 on m7i.large";
constexpr const char* kColdBootDate = "2026-01-31";
constexpr const char* kDistribution = "Amazon EC2 Auto Scaling API reference, InstancesDistribution";
constexpr const char* kUserGuideDate = "2023-06";

void describe_pool_times(sim::config::Describe<WarmPoolConfig>& d) {
  d.field<&WarmPoolConfig::stop>("stop", "From stopping to stopped; billed only on the way to hibernation.")
      .range("0s", "1h")
      .defaults_to("17s")
      .source("awslabs/ec2-spot-workshops: launch into the pool 260 s, into the group 243 s", "2026-01-28");
  d.field<&WarmPoolConfig::start_api>("start_api", "Time that the StartInstances call takes.")
      .range("0s", "1h")
      .defaults_to("1.76s")
      .source(kColdBoot, kColdBootDate);
  d.field<&WarmPoolConfig::start_pending>("start_pending",
                                          "From pending to running of an instance that was stopped or hibernated.")
      .range("0s", "1h")
      .defaults_to("16.37s")
      .source(kColdBoot, kColdBootDate);
  d.field<&WarmPoolConfig::start_boot>("start_boot", "Stopped: from running until the operating system is up.")
      .range("0s", "1h")
      .defaults_to("3.04s")
      .source(kColdBoot, kColdBootDate);
  d.field<&WarmPoolConfig::resume>("resume", "Hibernated: from running until its memory is back.")
      .range("0s", "1h")
      .defaults_to("2.57s")
      .source("brevdev/ec2-coldboot-research 0f8ef4f8: 20.7 s in all, less the call and pending of a stopped instance",
              kColdBootDate);
}

void check_mixed(const MixedInstancesConfig& config, sim::config::Checker& check) {
  const bool has_spot = config.on_demand_percentage_above_base_capacity < sim::Fraction::percent(100);
  if (!has_spot && config.capacity_rebalance) {
    check.error(
        "capacity_rebalance",
        "all instances are On-Demand, which EC2 does not take back; give on_demand_percentage_above_base_capacity "
        "below 100%");
  }
  if (!has_spot && !config.reclaims.empty()) {
    check.error("reclaims", "all instances are On-Demand; give on_demand_percentage_above_base_capacity below 100%");
  }
  if (has_spot && config.capacity_rebalance && config.instance_types.size() == 1) {
    check.warning("instance_types",
                  "with one type, what replaces an instance at risk comes from the same pool; name several");
  }
}

void describe_spot(sim::config::Describe<MixedInstancesConfig>& d) {
  d.field<&MixedInstancesConfig::interrupted_per_month>(
       "interrupted_per_month",
       "Share of the Spot instances that EC2 takes back within 730 h, each independently of how long it has run.")
      .range("0%", "99.9%")
      .defaults_to("5%")
      .source("EC2 Spot Instance Advisor: upper end of its lowest band; ec2_spot.csv has each type's band",
              "2025-06-28")
      .unverified();
  d.field<&MixedInstancesConfig::interruption_notice>(
       "interruption_notice",
       "From the interruption notice until the instance is gone. One that "
       "EC2 takes in its first hour is not charged; one that the group "
       "ends before EC2 does is.")
      .range("0s", "1h")
      .defaults_to("2min")
      .source(
          "Amazon EC2 user guide, Spot Instance interruption notices; billing for interrupted Spot Instances (2026-11)",
          kUserGuideDate);
  d.field<&MixedInstancesConfig::rebalance_recommendation>(
       "rebalance_recommendation", "How long before that notice the rebalance recommendation comes; zero: with it.")
      .range("0s", "1h")
      .defaults_to("0s")
      .source("AWS: it can come sooner than the notice, and is not promised to", "2020-11-04")
      .unverified();
  d.field<&MixedInstancesConfig::capacity_rebalance>(
       "capacity_rebalance",
       "Launches another instance when one is recommended to be replaced, and drains the old one when that serves.")
      .defaults_to("false")
      .source("Amazon EC2 Auto Scaling user guide, Capacity Rebalancing", kUserGuideDate);
  d.field<&MixedInstancesConfig::reclaims>("reclaims",
                                           "Times at which EC2 takes Spot instances back, to see what then.")
      .defaults_to("[]")
      .example("[{at: 2h, share: 50%}]");
}

void check_types(const MachineGroupConfig& machines, const MixedInstancesConfig& mixed, const Facts& facts,
                 ConfigProblems& problems) {
  const std::optional<InstanceFacts> first = facts.instance(machines.instance_type);
  if (!mixed.instance_types.empty() && mixed.instance_types.front() != machines.instance_type) {
    problems.error("mixed_instances.instance_types",
                   fmt::format("begins with {}, but instance_type is {}; put {} first or change instance_type",
                               mixed.instance_types.front(), machines.instance_type, machines.instance_type));
  }
  for (std::size_t i = 0; i < mixed.instance_types.size(); ++i) {
    const std::string& name = mixed.instance_types[i];
    const std::string at = fmt::format("mixed_instances.instance_types[{}]", i);
    const std::optional<InstanceFacts> type = facts.instance(name);
    if (!type) {
      problems.error(at, fmt::format("unknown instance type '{}'{}", name,
                                     sim::config::hint(name, facts.instance_types(), "types")));
    } else if (std::count(mixed.instance_types.begin(), mixed.instance_types.end(), name) > 1) {
      problems.error(at, fmt::format("{} is named twice; each type has one priority", name));
    } else if (first && type->cpu_architecture != first->cpu_architecture) {
      problems.error(at, fmt::format("{} is {}, {} is {}; one AMI does not run on both", name, type->cpu_architecture,
                                     first->type, first->cpu_architecture));
    } else if (!machines.cpu_speed && !type->coremark) {
      problems.error(at, fmt::format("no CoreMark figure is published for {} or its family; leave it out or give "
                                     "cpu_speed, which then holds for all types",
                                     name));
    }
  }
}

void check_reclaims(const MachineGroupConfig& machines, const MixedInstancesConfig& mixed, ConfigProblems& problems) {
  const std::vector<std::string> types =
      mixed.instance_types.empty() ? std::vector<std::string>{machines.instance_type} : mixed.instance_types;
  for (std::size_t i = 0; i < mixed.reclaims.size(); ++i) {
    const SpotReclaim& reclaim = mixed.reclaims[i];
    if (reclaim.instance_type && std::find(types.begin(), types.end(), *reclaim.instance_type) == types.end()) {
      problems.error(fmt::format("mixed_instances.reclaims[{}].instance_type", i),
                     fmt::format("the group has no {}{}", *reclaim.instance_type,
                                 sim::config::hint(*reclaim.instance_type, types, "its types")));
    }
    if (reclaim.zone && *reclaim.zone >= machines.zones) {
      problems.error(fmt::format("mixed_instances.reclaims[{}].zone", i),
                     fmt::format("there are {} zones, numbered from 0", machines.zones));
    }
  }
}

}  // namespace

const sim::config::Schema& WarmPoolConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<WarmPoolConfig> d{
        "warm_pool", "Instances that have started once and wait beside the group until it scales out."};
    d.field<&WarmPoolConfig::state>("state", "How they wait.")
        .choices(
            {{"stopped", PoolState::kStopped, "Only their volumes are billed."},
             {"running", PoolState::kRunning, "Billed in full; in service at once."},
             {"hibernated", PoolState::kHibernated, "Stopped with their memory on the volume: what ran, runs on."}})
        .defaults_to("stopped")
        .source("Amazon EC2 Auto Scaling user guide, warm pools", kUserGuideDate);
    d.field<&WarmPoolConfig::min_size>("min_size", "Fewest instances that wait, however large the group is.")
        .range("0", "1000000")
        .defaults_to("0")
        .source("Amazon EC2 Auto Scaling user guide, warm pools", kUserGuideDate);
    d.field<&WarmPoolConfig::max_group_prepared_capacity>(
         "max_group_prepared_capacity",
         "As many instances as this less the group's desired capacity wait. Left out: the group's max.")
        .range("0", "1000000")
        .example("10");
    d.field<&WarmPoolConfig::reuse_on_scale_in>("reuse_on_scale_in",
                                                "Scaling in sends instances back to the pool instead of ending them.")
        .defaults_to("false")
        .source("Amazon EC2 Auto Scaling user guide, instance reuse policy", kUserGuideDate);
    describe_pool_times(d);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& SpotReclaim::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<SpotReclaim> d{"spot_reclaim", "A time at which EC2 takes Spot instances back."};
    d.field<&SpotReclaim::at>("at", "When the interruption notices are given.").range("0s", "3660d").example("2h");
    d.field<&SpotReclaim::share>("share", "Share of the instances concerned, rounded up, the oldest first.")
        .range("0%", "100%")
        .defaults_to("100%");
    d.field<&SpotReclaim::instance_type>("instance_type", "Only of this type. Left out: of every type.")
        .example("m7i.large");
    d.field<&SpotReclaim::zone>("zone", "Only in this zone, numbered from 0. Left out: in every zone.")
        .range("0", "5")
        .example("0");
    d.field<&SpotReclaim::lasts>("lasts", "For so long after that no new Spot instance of the kind is to be had.")
        .range("0s", "366d")
        .defaults_to("1h")
        .source("our choice; nothing is published", "2026-11")
        .unverified();
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& MixedInstancesConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<MixedInstancesConfig> d{"mixed_instances",
                                                  "Several instance types and purchase options in one group. Each "
                                                  "instance counts as one: weights are not modelled."};
    d.field<&MixedInstancesConfig::instance_types>("instance_types",
                                                   "By priority: a new instance is of the first type with capacity in "
                                                   "its zone (no strategy looks at prices). The "
                                                   "first one is the group's instance_type. Left out: that one alone.")
        .defaults_to("[]")
        .example("[m7i.large, m6i.large]");
    d.field<&MixedInstancesConfig::on_demand_base_capacity>("on_demand_base_capacity",
                                                            "So many instances are On-Demand before any is Spot.")
        .range("0", "1000000")
        .defaults_to("0")
        .source(kDistribution, kUserGuideDate);
    d.field<&MixedInstancesConfig::on_demand_percentage_above_base_capacity>(
         "on_demand_percentage_above_base_capacity",
         "Share of On-Demand among the instances above the base, rounded up (the rounding is unverified).")
        .range("0%", "100%")
        .defaults_to("100%")
        .source(kDistribution, kUserGuideDate);
    describe_spot(d);
    d.check(&check_mixed);
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& GroupOptions::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<GroupOptions> d{"group_options", "What an Auto Scaling group does with its instances."};
    d.field<&GroupOptions::warm_pool>("warm_pool", "Instances that wait beside the group.")
        .example("{state: stopped, min_size: 2}");
    d.field<&GroupOptions::mixed_instances>("mixed_instances", "Several instance types, On-Demand and Spot.")
        .example("{on_demand_base_capacity: 2, on_demand_percentage_above_base_capacity: 0%}");
    d.field<&GroupOptions::az_rebalance>(
         "az_rebalance",
         "Moves instances between zones that have become uneven: launches first, ends then, and may "
         "exceed max by a tenth, but at least one.")
        .defaults_to("true")
        .source("Amazon EC2 Auto Scaling user guide, rebalancing activities", kUserGuideDate);
    d.field<&GroupOptions::health_check_period>("health_check_period",
                                                "How long it takes the group to notice that an instance is gone.")
        .range("0s", "1h")
        .defaults_to("60s")
        .source("no figure found", "2026-11")
        .unverified();
    return d.done();
  }();
  return schema;
}

void check_group_options(const MachineGroupConfig& machines, const GroupOptions& options, const Facts& facts,
                         ConfigProblems& problems) {
  if (options.warm_pool && options.mixed_instances) {
    problems.error("warm_pool",
                   "a group with mixed_instances has no warm pool (EC2 Auto Scaling user guide, 2023-06); leave one of "
                   "them out");
  }
  if (options.mixed_instances) {
    check_types(machines, *options.mixed_instances, facts, problems);
    check_reclaims(machines, *options.mixed_instances, problems);
  }
}

}  // namespace models
