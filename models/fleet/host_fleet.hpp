// The fleet of one run: hosts of one size in zones, opened when a machine finds no room and closed when empty.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <queue>
#include <vector>

#include "models/fleet/config.hpp"
#include "models/fleet/placement.hpp"
#include "models/ports/fleet.hpp"
#include "sim/stats/time_weighted.hpp"

namespace models::fleet {

/// What a host offers to machines, and how many there may be.
struct HostSupply {
  MachineShape host{};
  std::size_t zones = 1;
  std::optional<std::int64_t> hosts_per_zone{};
};

/// Complexity: place and release cost one decision of the placement algorithm plus O(log hosts).
/// Statistics cover time from zero on (the measured window); sample() must be called for adjoining ticks from zero.
class HostFleet : public Fleet {
 public:
  HostFleet(const HostSupply& supply, const PlacementEntry& placement, const void* placement_config);

  std::size_t zone_count() const override { return zones_.size(); }
  std::optional<HostId> place(ZoneId zone, const MachineShape& shape, sim::Time now) override;
  void release(HostId host, const MachineShape& shape, sim::Time now) override;
  FleetTick sample(sim::Time tick_start, sim::Time tick_end) override;
  /// `from` and `to` are zero, ends of sampled ticks, or not before the last change.
  double mean_hosts(sim::Time from, sim::Time to) const override;
  double mean_host_vcpus(sim::Time from, sim::Time to) const override;

 private:
  struct Host {
    MachineShape free{};
    std::int64_t machines = 0;  ///< 0: closed
  };
  struct Zone {
    std::vector<Host> hosts{};
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> closed{};  ///< lowest number first
    std::unique_ptr<Placement> placement{};
  };
  struct Checkpoint {
    sim::Time at{};
    sim::Int128 hosts = 0;
  };

  std::optional<std::uint32_t> open_host(Zone& zone, sim::Time now);
  void give(Host& host, const MachineShape& shape, std::int64_t sign, sim::Time now);
  void note_smallest(const MachineShape& shape, sim::Time now);
  MachineShape stranded_on(const Host& host) const;
  void recount_stranded(sim::Time now);
  sim::Int128 host_time(sim::Time until) const;

  HostSupply supply_;
  std::vector<Zone> zones_{};
  std::optional<MachineShape> smallest_{};  ///< least vCPU and least memory that any machine asked for so far
  sim::Time last_change_{};
  sim::Time last_sample_{};
  std::vector<Checkpoint> checkpoints_{};
  sim::stats::TimeWeighted hosts_{};
  sim::stats::TimeWeighted vcpu_allocated_{};
  sim::stats::TimeWeighted memory_allocated_{};
  sim::stats::TimeWeighted vcpu_stranded_{};
  sim::stats::TimeWeighted memory_stranded_{};
};

/// The fleet that carries machines of `machine_type` ("" for microVMs); check_fleet() found nothing wrong.
/// `placement` is the catalogue's entry for `config.placement`.
std::unique_ptr<Fleet> make_fleet(const FleetConfig& config, const Facts& facts, const PlacementEntry& placement,
                                  std::string_view machine_type);

}  // namespace models::fleet
