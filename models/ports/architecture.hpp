// One architecture under test, as the run sees it.
#pragma once

#include <cstdint>
#include <optional>

#include "models/ports/fleet.hpp"
#include "models/ports/outcome.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models {

/// Containers that ended by themselves inside the measured window.
struct ContainerFailures {
  std::int64_t crashes = 0;
  std::int64_t oom_kills = 0;
};

/// A replica's size on the bill and what its containers reserve of it, where sizes come in steps.
struct RoundedSize {
  MachineShape billed{};
  MachineShape reserved{};
};

/// Contract:
/// 1. start() is called once, at the beginning of the warm-up, before any arrival.
/// 2. arrive() is called for every request, in time order.
/// 3. settle(now) brings lazily kept levels (idle expiry, CPU integrals) up to `now`; called at every tick's end.
/// 4. finish(now) is called once at the end of the measured window, before the meters are closed: what still runs is
///    metered up to `now`, without its minimum. The run goes on (unmetered) while open requests drain.
class Architecture : public Frontend {
 public:
  /// Where requests go in: the first stage itself, if the architecture only hands them on.
  virtual Frontend& frontend() { return *this; }
  virtual void start(sim::Time now) = 0;
  virtual void settle(sim::Time now) = 0;
  virtual void finish(sim::Time now) = 0;
  /// CPU time spent on requests so far, in vCPU-nanoseconds; more than 64 bits hold where a month's traffic is a
  /// million requests a second.
  virtual sim::Int128 cpu_used(sim::Time now) = 0;
  /// Replicas that ended inside the measured window, and the sum of their lives in nanoseconds.
  virtual std::int64_t replicas_ended() const = 0;
  virtual sim::Int128 replica_lifetimes() const = 0;
  virtual ContainerFailures failures() const { return {}; }
  /// None: what is reserved is what is paid for, or instances are.
  virtual std::optional<RoundedSize> rounded_size() const { return std::nullopt; }
};

}  // namespace models
