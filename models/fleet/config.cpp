#include "models/fleet/config.hpp"

#include <fmt/core.h>

#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace models::fleet {
namespace {

constexpr std::string_view kDefaultHost = "m5.metal";

}  // namespace

const sim::config::Schema& FleetConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<FleetConfig> d{
        "fleet", "The provider's hosts, on which VMs and microVMs are placed. vCPUs are not oversubscribed."};
    d.field<&FleetConfig::host>("host",
                                "Bare-metal instance type whose size a host has. Left out: the .metal size of the "
                                "instance type's family; m5.metal for Fargate, Lambda and families without one.")
        .example("m5.metal");
    d.field<&FleetConfig::hosts_per_zone>("hosts_per_zone",
                                          "Hosts that exist in each zone; a machine that finds no room is refused. "
                                          "Left out: hosts are opened on demand, without limit.")
        .range("1", "1000000")
        .example("20");
    d.field<&FleetConfig::zones>("zones", "Availability zones.")
        .range("1", "6")
        .defaults_to("3")
        .source("AWS global infrastructure page: every region has at least three", "2023-06")
        .unverified();
    d.memory<&FleetConfig::hypervisor_memory>("hypervisor_memory", "Memory of each host that no machine can have.")
        .defaults_to("0MiB")
        .source("EC2 instance sizes: m5.24xlarge is sold with all 384 GiB of m5.metal", "2025-04");
    d.one_of<&FleetConfig::placement>("placement", "placement", "Which open host of a zone takes a new machine.")
        .defaults_to("first_fit");
    return d.done();
  }();
  return schema;
}

std::optional<InstanceFacts> host_of(const FleetConfig& config, const Facts& facts, std::string_view machine_type) {
  if (config.host) {
    return facts.instance(*config.host);
  }
  if (!machine_type.empty()) {
    if (std::optional<InstanceFacts> metal = facts.metal_host(machine_type)) {
      return metal;
    }
  }
  return facts.instance(kDefaultHost);
}

void check_fleet(const FleetConfig& config, const Facts& facts, const FleetDemand& demand, ConfigProblems& problems) {
  const std::optional<InstanceFacts> host = host_of(config, facts, demand.machine_type);
  if (!host) {
    const std::string name = config.host.value_or(std::string{kDefaultHost});
    const std::optional<std::string> near = sim::config::closest(name, facts.instance_types());
    problems.error("host", near ? fmt::format("unknown instance type '{}'; did you mean '{}'?", name, *near)
                                : fmt::format("unknown instance type '{}'; write one such as m5.metal", name));
    return;
  }
  if (config.hypervisor_memory >= host->memory) {
    problems.error("hypervisor_memory", fmt::format("{} leaves nothing of the {} that a host ({}) has",
                                                    sim::memory_to_text(config.hypervisor_memory),
                                                    sim::memory_to_text(host->memory), host->type));
  } else if (demand.largest.vcpu > host->vcpus || demand.largest.memory > host->memory - config.hypervisor_memory) {
    problems.error(
        "host", fmt::format("a machine of {} vCPU and {} fits on no host ({}: {} vCPU, {})",
                            sim::to_text(demand.largest.vcpu), sim::memory_to_text(demand.largest.memory), host->type,
                            sim::to_text(host->vcpus), sim::memory_to_text(host->memory - config.hypervisor_memory)));
  }
  if (demand.zones > config.zones) {
    problems.error("zones", fmt::format("there are {} zones but an architecture uses {}", config.zones, demand.zones));
  }
}

}  // namespace models::fleet
