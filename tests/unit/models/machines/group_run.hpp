// One Auto Scaling group in a run of its own: kernel, fleet, meters and an owner that notes what it is told.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/catalog.hpp"
#include "models/fleet/host_fleet.hpp"
#include "models/machines/auto_scaling_group.hpp"
#include "models/ports/skus.hpp"
#include "tests/unit/models/fleet/test_facts.hpp"

namespace models::machines {

/// Three m7i.large per zone unless said otherwise; 4 s API, 16 s pending, 5 s boot.
struct GroupSetup {
  MachineGroupConfig config{};
  std::optional<std::int64_t> hosts_per_zone{};
  std::int64_t machines_per_host = 4;
  std::size_t zones = 3;
  sim::Time start{};
  sim::Duration duration = sim::Duration::hours(1);

  GroupSetup() {
    config.instance_type = "m7i.large";
    config.api = sim::random::constant(sim::Duration::seconds(4));
    config.pending = sim::random::constant(sim::Duration::seconds(16));
    config.boot = sim::random::constant(sim::Duration::seconds(5));
    config.shutdown = sim::random::constant(sim::Duration::seconds(10));
    config.placement_retry = sim::Duration::seconds(60);
    config.guest_os.memory = sim::Bytes::mib(200);
    config.guest_os.cpu = sim::Vcpu::milli(10);
    config.ebs = sim::Bytes::gib(8);
  }
};

class NoOutcomes : public Outcomes {
 public:
  void completed(RequestId /*request*/, sim::Time /*now*/) override {}
  void refused(RequestId /*request*/, Refusal /*reason*/, sim::Time /*now*/) override {}
  void cold_start(RequestId /*request*/, sim::Time /*now*/) override {}
};

class GroupRun : public MachineOwner {
 public:
  explicit GroupRun(const GroupSetup& setup = {})
      : kernel{setup.start},
        meters{setup.duration, sim::Duration::minutes(1)},
        fleet{supply_of(setup), fleet::first_fit(), nullptr} {
    gauges.begin(setup.start);
    context.architecture = "ec2";
    context.reference_cpu = "m7i.large";
    context.seed = 1;
    context.start = setup.start;
    context.duration = setup.duration;
    group = std::make_unique<AutoScalingGroup>(setup.config, context);
    group->set_owner(*this);
  }

  void machine_booted(MachineId machine, sim::Time now) override {
    booted.push_back(machine);
    booted_at.push_back(now);
    if (serves_at_once) {
      group->in_service(machine, now);
    }
  }
  void machine_noticed(MachineId machine, sim::Time now) override { noticed.emplace_back(machine, now); }
  void machine_lost(MachineId machine, sim::Time now) override {
    lost.push_back(machine);
    lost_at.push_back(now);
  }
  std::int64_t cpu_used(MachineId /*machine*/, sim::Time now) override { return cpu_use(now); }
  void limit_cpu(MachineId /*machine*/, sim::Vcpu capacity, sim::Time now) override {
    limits.emplace_back(now.seconds(), capacity.milli());
  }
  void machine_leaving(MachineId machine, sim::Time now) override {
    leaving.push_back(machine);
    if (releases_at_once) {
      group->release(machine, now);
    }
  }

  void set_desired(std::int64_t desired, bool up = false) { group->set_desired(desired, kernel.now(), up); }
  void run_until(double seconds) {
    kernel.run_until(sim::Time::at_nanoseconds(static_cast<std::int64_t>(seconds * 1e9)));
  }
  /// Instances of each zone among those that booted.
  std::vector<std::int64_t> booted_in_zones() const {
    std::vector<std::int64_t> counts(fleet.zone_count());
    for (const MachineId machine : booted) {
      ++counts[group->zone_of(machine).index()];
    }
    return counts;
  }
  std::int64_t metered(std::string_view sku, std::string_view variant = "",
                       std::string_view purchase_option = sku::kOnDemand) {
    return meters.total(meters.open({std::string{sku}, std::string{variant}, std::string{purchase_option}}));
  }
  std::int64_t instance_ms() { return metered(sku::kEc2Instance, "m7i.large"); }
  std::int64_t level(Gauge gauge) const { return gauges.level(gauge); }
  std::vector<std::string> event_names() {
    std::vector<std::string> names;
    for (const RunEvent& event : events.take()) {
      names.push_back(event.what);
    }
    return names;
  }
  /// When events of that kind happened, in seconds; takes all events away.
  std::vector<double> times_of(std::string_view what) {
    std::vector<double> times;
    for (const RunEvent& event : events.take()) {
      if (event.what == what) {
        times.push_back(event.at.seconds());
      }
    }
    return times;
  }

  sim::Kernel kernel;
  RequestTable requests{1};
  NoOutcomes outcomes{};
  Gauges gauges{};
  Meters meters;
  EventLog events{true};
  fleet::HostFleet fleet;
  test::TestFacts facts{};
  Application application{};
  Program program{application};
  RunContext context{kernel, requests, outcomes, gauges, meters, events, fleet, facts, application, program};
  std::unique_ptr<AutoScalingGroup> group{};
  std::vector<MachineId> booted{};
  std::vector<sim::Time> booted_at{};
  std::vector<MachineId> leaving{};
  std::vector<std::pair<MachineId, sim::Time>> noticed{};
  std::vector<MachineId> lost{};
  std::vector<sim::Time> lost_at{};
  std::function<std::int64_t(sim::Time)> cpu_use = [](sim::Time) { return std::int64_t{0}; };
  std::vector<std::pair<double, std::int64_t>> limits{};  ///< when instances were held to how many milli-vCPU
  bool releases_at_once = true;
  bool serves_at_once = true;

 private:
  static fleet::HostSupply supply_of(const GroupSetup& setup) {
    fleet::HostSupply supply;
    supply.host = {sim::Vcpu::whole(2) * setup.machines_per_host, sim::Bytes::gib(8) * setup.machines_per_host};
    supply.zones = setup.zones;
    supply.hosts_per_zone = setup.hosts_per_zone;
    return supply;
  }
};

}  // namespace models::machines
