// The VM fleet beneath everything: the provider's hosts, on which VMs and microVMs are placed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/ports/run_result.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models {

using HostId = sim::Id<struct HostTag>;
using ZoneId = sim::Id<struct ZoneTag>;

/// What a VM or microVM takes on its host.
struct MachineShape {
  sim::Vcpu vcpu{};
  sim::Bytes memory{};
};

/// What the machines of one architecture need from the fleet.
struct FleetDemand {
  std::string machine_type{};  ///< EC2 instance type; "" for microVMs
  MachineShape largest{};
  std::int64_t zones = 1;
};

/// Contract:
/// 1. place() returns the host that now carries the shape, or nothing when no host of the zone has room and none may
///    be opened: the caller must cope (retry later, report the refusal).
/// 2. release() gives back exactly what was placed.
/// 3. Zones are numbered 0 .. zone_count() - 1.
class Fleet {
 public:
  virtual ~Fleet() = default;
  virtual std::size_t zone_count() const = 0;
  virtual std::optional<HostId> place(ZoneId zone, const MachineShape& shape, sim::Time now) = 0;
  virtual void release(HostId host, const MachineShape& shape, sim::Time now) = 0;
  /// Means over the tick that ends now; `vcpu_used` is filled by the run.
  virtual FleetTick sample(sim::Time tick_start, sim::Time tick_end) = 0;
  /// Mean number of hosts in use and mean vCPUs of those hosts over the measured window.
  virtual double mean_hosts(sim::Time from, sim::Time to) const = 0;
  virtual double mean_host_vcpus(sim::Time from, sim::Time to) const = 0;
};

}  // namespace models
