#include "models/ports/machine_group_config.hpp"

#include <cmath>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/facts.hpp"
#include "models/ports/workers.hpp"
#include "sim/config/describe.hpp"
#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace models {
namespace {

constexpr const char* kColdBoot = "brevdev/ec2-coldboot-research 0f8ef4f8, AL2023 on m7i.large, 3 launches";
constexpr const char* kColdBootDate = "2026-01-31";

void describe_start_up(sim::config::Describe<MachineGroupConfig>& d) {
  d.field<&MachineGroupConfig::api>("api", "Time that the RunInstances call takes; the instance is then pending.")
      .defaults_to("4.8s")
      .source(kColdBoot, kColdBootDate);
  d.field<&MachineGroupConfig::pending>("pending", "From pending to running; billing starts at running.")
      .defaults_to("17.81s")
      .source(kColdBoot, kColdBootDate);
  d.field<&MachineGroupConfig::boot>("boot", "From running until the operating system is up.")
      .defaults_to("3.22s")
      .source(kColdBoot, kColdBootDate);
  d.field<&MachineGroupConfig::user_data>(
       "user_data",
       "What a new instance does once before it is of use, after its first boot: installing, downloading. Instances "
       "of a warm pool have done it.")
      .range("0s", "1d")
      .defaults_to("0s");
  d.field<&MachineGroupConfig::shutdown>(
       "shutdown", "From shutting-down to terminated: not billed, but the volume and the host are still held.")
      .defaults_to("0s")
      .source("no measurement found", "2026-11")
      .unverified();
  d.field<&MachineGroupConfig::placement_retry>(
       "placement_retry", "How long the group waits before it asks again for an instance that no host had room for.")
      .positive()
      .defaults_to("60s")
      .source("our choice: one control period; the real group backs off", "2026-11")
      .unverified();
}

void describe_credits(sim::config::Describe<MachineGroupConfig>& d) {
  d.field<&MachineGroupConfig::cpu_credits>(
       "cpu_credits",
       "Burstable types (T2, T3, T3a, T4g): what happens when CPU credits are spent. Left out: unlimited, but for T2. "
       "What each type earns and holds stands in the price book.")
      .choices({{"standard", CreditMode::kStandard, "The CPU is held to the type's baseline."},
                {"unlimited", CreditMode::kUnlimited,
                 "Surplus credits are borrowed, and charged when they exceed what 24 hours earn or when the instance "
                 "ends."}})
      .example("standard");
  d.field<&MachineGroupConfig::credits_at_launch>(
       "credits_at_launch",
       "Burstable types: credits of a new instance, and of those that are there when the run begins. Left out: none, "
       "but 30 a vCPU for T2, as AWS gives them.")
      .unit_hint("credits")
      .range("0", "10000")
      .example("100");
}

}  // namespace

const sim::config::Schema& GuestOs::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<GuestOs> d{"guest_os", "What an instance's own operating system takes."};
    d.memory<&GuestOs::memory>("memory", "Memory in use by the idle system.")
        .range("0MiB", "")
        .defaults_to("200MiB")
        .source("middle of the 150 to 250 MB that an idle AL2023 is said to take", "2026-11")
        .unverified();
    d.field<&GuestOs::hidden_memory>("hidden_memory",
                                     "Part of the nominal memory that firmware and kernel keep (not in MemTotal).")
        .range("0%", "99%")
        .defaults_to("4%")
        .source("middle of the 3 to 5 % by which MemTotal is said to fall short", "2026-11")
        .unverified();
    d.field<&GuestOs::cpu>("cpu", "CPU that agents and daemons use all the time, in vCPU.")
        .range("0", "")
        .defaults_to("0")
        .source("no published figure found", "2026-11")
        .unverified();
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& MachineGroupConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<MachineGroupConfig> d{"machines", "A group of EC2 instances of one type."};
    d.field<&MachineGroupConfig::instance_type>("instance_type", "EC2 instance type.").example("m7i.large");
    d.field<&MachineGroupConfig::zones>("zones", "Availability zones over which instances are balanced.")
        .range("1", "6")
        .defaults_to("3");
    d.field<&MachineGroupConfig::cpu_speed>(
         "cpu_speed",
         "Speed of one vCPU relative to the reference CPU. Left out: the relation of the two types' CoreMark figures.")
        .range("0.01", "100")
        .example("1.2");
    describe_credits(d);
    describe_start_up(d);
    d.field<&MachineGroupConfig::guest_os>("guest_os", "What the instance's operating system takes.").defaults_to("{}");
    d.memory<&MachineGroupConfig::ebs>("ebs", "gp3 volume of each instance, billed while it exists.")
        .range("0GiB", "16384GiB")
        .defaults_to("8GiB")
        .source("root volume of the AL2023 images", "2023-06")
        .unverified();
    d.field<&MachineGroupConfig::monitoring>("monitoring", "How often CloudWatch gets the instances' metrics.")
        .choices({{"detailed", Monitoring::kDetailed, "Every minute; seven metrics per instance are billed."},
                  {"basic", Monitoring::kBasic, "Every five minutes, free."}})
        .defaults_to("detailed");
    return d.done();
  }();
  return schema;
}

std::string MachineGroupConfig::stream_name(std::string_view purpose) const {
  return name.empty() ? std::string{purpose} : fmt::format("{}.{}", purpose, name);
}

std::vector<std::string> type_names(const MachineGroupConfig& machines, const GroupOptions& options) {
  const bool has_several = options.mixed_instances && !options.mixed_instances->instance_types.empty();
  return has_several ? options.mixed_instances->instance_types : std::vector<std::string>{machines.instance_type};
}

void check_machine_group(const MachineGroupConfig& config, const Facts& facts, ConfigProblems& problems) {
  const std::optional<InstanceFacts> instance = facts.instance(config.instance_type);
  if (!instance) {
    const std::optional<std::string> near = sim::config::closest(config.instance_type, facts.instance_types());
    problems.error("instance_type",
                   near ? fmt::format("unknown instance type '{}'; did you mean '{}'?", config.instance_type, *near)
                        : fmt::format("unknown instance type '{}'; write one such as m7i.large", config.instance_type));
    return;
  }
  if (!config.cpu_speed && !instance->coremark) {
    problems.error("cpu_speed", fmt::format("no CoreMark figure is published for {} or its family; give cpu_speed, the "
                                            "speed of its vCPU relative to the reference CPU",
                                            instance->type));
  }
  const bool says_credits = config.cpu_credits || config.credits_at_launch;
  if (says_credits && !instance->burst && !config.options.mixed_instances) {
    problems.error(
        config.cpu_credits ? "cpu_credits" : "credits_at_launch",
        fmt::format("{} has no CPU credits: they belong to the T families, such as t3.medium", instance->type));
  }
  if (usable_memory(config, *instance) <= sim::Bytes{}) {
    problems.error("guest_os.memory",
                   fmt::format("the guest OS takes {} and {} of the {} that {} has; nothing is left",
                               sim::memory_to_text(config.guest_os.memory), sim::to_text(config.guest_os.hidden_memory),
                               sim::memory_to_text(instance->memory), instance->type));
  }
  if (config.guest_os.cpu >= instance->vcpus) {
    problems.error("guest_os.cpu",
                   fmt::format("{} vCPU is all that {} has", sim::to_text(config.guest_os.cpu), instance->type));
  }
}

bool may_be_throttled(const MachineGroupConfig& config, const InstanceFacts& instance) {
  const bool is_unlimited = config.cpu_credits ? *config.cpu_credits == CreditMode::kUnlimited
                                               : instance.burst && instance.burst->is_unlimited;
  return instance.burst && !is_unlimited;
}

sim::Bytes usable_memory(const MachineGroupConfig& config, const InstanceFacts& instance) {
  const sim::Int128 hidden =
      static_cast<sim::Int128>(instance.memory.count()) * config.guest_os.hidden_memory.billionths() / 1'000'000'000;
  return instance.memory - sim::Bytes::bytes(static_cast<std::int64_t>(hidden)) - config.guest_os.memory;
}

std::optional<CpuSpeed> speed_of(const MachineGroupConfig& config, const InstanceFacts& instance,
                                 const InstanceFacts& reference) {
  if (config.cpu_speed) {
    return CpuSpeed::q32(static_cast<std::uint64_t>(std::llround(*config.cpu_speed * 4294967296.0)));
  }
  if (!instance.coremark || !reference.coremark) {
    return std::nullopt;
  }
  return CpuSpeed::ratio(static_cast<std::uint64_t>(*instance.coremark),
                         static_cast<std::uint64_t>(*reference.coremark));
}

}  // namespace models
