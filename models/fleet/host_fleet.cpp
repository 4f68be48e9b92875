// The fleet of one run.
//
// What: hosts of one size, numbered within each zone. A machine goes where the placement algorithm says; when no open
//   host has room, the lowest closed number is opened, up to the limit; else the machine is refused. A host whose last
//   machine leaves is closed.
// Units: thousandths of a vCPU; bytes; means over ticks in vCPU and GiB.
// Assumes: no foreign tenants; vCPUs are not oversubscribed; a machine never moves.
// Leaves out: failures of hosts; NUMA; local disks.
// Checked against: tests/unit/models/fleet/host_fleet_test.cpp.
#include "models/fleet/host_fleet.hpp"

#include <algorithm>
#include <limits>

#include "sim/check.hpp"

namespace models::fleet {
namespace {

constexpr double kBytesPerGib = 1024.0 * 1024.0 * 1024.0;
constexpr double kMilliPerVcpu = 1'000.0;

/// Before zero nothing is measured: a level that is set then counts from zero.
sim::Time in_window(sim::Time now) {
  return std::max(now, sim::Time{});
}

}  // namespace

HostFleet::HostFleet(const HostSupply& supply, const PlacementEntry& placement, const void* placement_config)
    : supply_{supply} {
  SIM_CHECK(supply.zones > 0, "a fleet has at least one zone");
  zones_.resize(supply.zones);
  for (Zone& zone : zones_) {
    zone.placement = placement.make(placement_config);
  }
}

std::optional<HostId> HostFleet::place(ZoneId zone_id, const MachineShape& shape, sim::Time now) {
  SIM_CHECK(zone_id.index() < zones_.size(), "the zone exists");
  if (shape.vcpu > supply_.host.vcpu || shape.memory > supply_.host.memory) {
    return std::nullopt;
  }
  note_smallest(shape, now);
  Zone& zone = zones_[zone_id.index()];
  std::optional<std::uint32_t> number = zone.placement->choose(shape);
  if (!number) {
    number = open_host(zone, now);
    if (!number) {
      return std::nullopt;
    }
  }
  Host& host = zone.hosts[*number];
  give(host, shape, +1, now);
  zone.placement->changed(*number, host.free);
  return HostId{static_cast<std::uint32_t>(*number * zones_.size() + zone_id.index())};
}

void HostFleet::release(HostId host_id, const MachineShape& shape, sim::Time now) {
  Zone& zone = zones_[host_id.index() % zones_.size()];
  const auto number = static_cast<std::uint32_t>(host_id.index() / zones_.size());
  SIM_CHECK(number < zone.hosts.size() && zone.hosts[number].machines > 0, "only what was placed is released");
  Host& host = zone.hosts[number];
  give(host, shape, -1, now);
  if (host.machines == 0) {
    SIM_CHECK(host.free.vcpu == supply_.host.vcpu && host.free.memory == supply_.host.memory,
              "an empty host has all its room back");
    zone.placement->closed(number);
    zone.closed.push(number);
    hosts_.add(in_window(now), -1);
  } else {
    zone.placement->changed(number, host.free);
  }
}

std::optional<std::uint32_t> HostFleet::open_host(Zone& zone, sim::Time now) {
  std::uint32_t number = 0;
  if (!zone.closed.empty()) {
    number = zone.closed.top();
    zone.closed.pop();
  } else {
    const auto known = static_cast<std::int64_t>(zone.hosts.size());
    if (known >= supply_.hosts_per_zone.value_or(std::numeric_limits<std::int64_t>::max())) {
      return std::nullopt;
    }
    number = static_cast<std::uint32_t>(known);
    zone.hosts.emplace_back();
  }
  zone.hosts[number] = Host{supply_.host, 0};
  hosts_.add(in_window(now), +1);
  return number;
}

void HostFleet::give(Host& host, const MachineShape& shape, std::int64_t sign, sim::Time now) {
  const sim::Time at = in_window(now);
  last_change_ = at;
  const MachineShape before = stranded_on(host);
  host.free.vcpu -= shape.vcpu * sign;
  host.free.memory -= shape.memory * sign;
  host.machines += sign;
  const MachineShape after = stranded_on(host);
  vcpu_allocated_.add(at, sign * shape.vcpu.milli());
  memory_allocated_.add(at, sign * shape.memory.count());
  vcpu_stranded_.add(at, after.vcpu.milli() - before.vcpu.milli());
  memory_stranded_.add(at, after.memory.count() - before.memory.count());
}

void HostFleet::note_smallest(const MachineShape& shape, sim::Time now) {
  if (!smallest_) {
    smallest_ = shape;
    return;
  }
  if (shape.vcpu < smallest_->vcpu || shape.memory < smallest_->memory) {
    smallest_ = MachineShape{std::min(shape.vcpu, smallest_->vcpu), std::min(shape.memory, smallest_->memory)};
    recount_stranded(now);
  }
}

/// What is free on an open host but can't be sold, since the other resource is used up.
MachineShape HostFleet::stranded_on(const Host& host) const {
  MachineShape stranded;
  if (host.machines > 0 && smallest_) {
    if (host.free.memory < smallest_->memory) {
      stranded.vcpu = host.free.vcpu;
    }
    if (host.free.vcpu < smallest_->vcpu) {
      stranded.memory = host.free.memory;
    }
  }
  return stranded;
}

void HostFleet::recount_stranded(sim::Time now) {
  MachineShape total;
  for (const Zone& zone : zones_) {
    for (const Host& host : zone.hosts) {
      const MachineShape stranded = stranded_on(host);
      total.vcpu += stranded.vcpu;
      total.memory += stranded.memory;
    }
  }
  vcpu_stranded_.set(in_window(now), total.vcpu.milli());
  memory_stranded_.set(in_window(now), total.memory.count());
}

FleetTick HostFleet::sample(sim::Time tick_start, sim::Time tick_end) {
  FleetTick tick;
  if (tick_end <= sim::Time{}) {
    return tick;
  }
  SIM_CHECK(in_window(tick_start) == last_sample_ && tick_end > last_sample_, "ticks adjoin each other");
  const sim::Duration length = tick_end - last_sample_;
  const auto mean = [&](sim::stats::TimeWeighted& level) {
    return sim::stats::mean_level(level.cut(tick_end), length);
  };
  const double hosts = mean(hosts_);
  tick.hosts_in_use = hosts;
  tick.vcpu_total = hosts * supply_.host.vcpu.in_vcpu();
  tick.vcpu_allocated = mean(vcpu_allocated_) / kMilliPerVcpu;
  tick.memory_total_gib = hosts * supply_.host.memory.in_gib();
  tick.memory_allocated_gib = mean(memory_allocated_) / kBytesPerGib;
  tick.vcpu_stranded = mean(vcpu_stranded_) / kMilliPerVcpu;
  tick.memory_stranded_gib = mean(memory_stranded_) / kBytesPerGib;
  last_sample_ = tick_end;
  last_change_ = std::max(last_change_, tick_end);
  checkpoints_.push_back({tick_end, hosts_.integral(tick_end)});
  return tick;
}

sim::Int128 HostFleet::host_time(sim::Time until) const {
  if (until <= sim::Time{}) {
    return 0;
  }
  if (until >= last_change_) {
    return hosts_.integral(until);
  }
  const auto found = std::lower_bound(checkpoints_.begin(), checkpoints_.end(), until,
                                      [](const Checkpoint& point, sim::Time at) { return point.at < at; });
  SIM_CHECK(found != checkpoints_.end() && found->at == until, "means are over whole sampled ticks");
  return found->hosts;
}

double HostFleet::mean_hosts(sim::Time from, sim::Time to) const {
  return sim::stats::mean_level(host_time(to) - host_time(from), to - from);
}

double HostFleet::mean_host_vcpus(sim::Time from, sim::Time to) const {
  return mean_hosts(from, to) * supply_.host.vcpu.in_vcpu();
}

std::unique_ptr<Fleet> make_fleet(const FleetConfig& config, const Facts& facts, const PlacementEntry& placement,
                                  std::string_view machine_type) {
  const std::optional<InstanceFacts> host = host_of(config, facts, machine_type);
  SIM_CHECK(host.has_value(), "the fleet's configuration was checked");
  HostSupply supply;
  supply.host = {host->vcpus, host->memory - config.hypervisor_memory};
  supply.zones = static_cast<std::size_t>(config.zones);
  supply.hosts_per_zone = config.hosts_per_zone;
  return std::make_unique<HostFleet>(supply, placement, config.placement.config.get());
}

}  // namespace models::fleet
