// Where requests are executed: CPU domains (a VM or a microVM), and in them replicas with a concurrency limit and a
// bounded queue. Control planes open and close them; the load balancer offers requests.
#pragma once

#include <cstdint>

#include "models/ports/request.hpp"
#include "sim/units/id.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models {

using DomainId = sim::Id<struct DomainTag>;

/// Speed of a vCPU relative to the reference CPU, Q32 fixed point: 2^32 means equal.
class CpuSpeed {
 public:
  constexpr CpuSpeed() = default;
  static constexpr CpuSpeed q32(std::uint64_t value) { return CpuSpeed{value}; }
  /// reference / other, from two integer benchmark figures (higher is faster).
  static constexpr CpuSpeed ratio(std::uint64_t figure, std::uint64_t reference_figure) {
    return CpuSpeed{static_cast<std::uint64_t>((static_cast<sim::Uint128>(figure) << 32) / reference_figure)};
  }
  constexpr std::uint64_t q32() const { return q32_; }
  constexpr double value() const { return static_cast<double>(q32_) / 4294967296.0; }
  constexpr auto operator<=>(const CpuSpeed&) const = default;

 private:
  explicit constexpr CpuSpeed(std::uint64_t value) : q32_{value} {}
  std::uint64_t q32_ = std::uint64_t{1} << 32;
};

/// What the worker tells whoever routed a request to it. Contract:
/// 1. Each accepted offer ends in exactly one of these three calls, at the instant it happens.
/// 2. The callee may offer to the same replica again from inside the call.
class WorkerEvents {
 public:
  virtual ~WorkerEvents() = default;
  virtual void served(ReplicaId replica, RequestId request, sim::Time now) = 0;
  virtual void queue_timed_out(ReplicaId replica, RequestId request, sim::Time now) = 0;
  virtual void aborted(ReplicaId replica, RequestId request, sim::Time now) = 0;
};

class Workers {
 public:
  virtual ~Workers() = default;

  virtual DomainId open_domain(sim::Vcpu capacity, CpuSpeed speed, sim::Time now) = 0;
  /// What the domain's containers share from now on.
  virtual void set_capacity(DomainId domain, sim::Vcpu capacity, sim::Time now) = 0;
  /// The domain must be empty of replicas.
  virtual void close_domain(DomainId domain, sim::Time now) = 0;
  virtual ReplicaId add_replica(DomainId domain, sim::Time now) = 0;
  /// Ends a replica; what it still holds is aborted.
  virtual void remove_replica(ReplicaId replica, sim::Time now) = 0;

  /// False: the queue is full and nothing changed.
  virtual bool offer(ReplicaId replica, RequestId request, sim::Time now) = 0;
  /// A hint that the next offer may go to this replica (or to none): memory can be fetched ahead.
  virtual void expect_offer(ReplicaId) const {}
  /// Whether the replica runs; one that has crashed does not until it has started again.
  virtual bool is_up(ReplicaId replica) const = 0;
  /// Whether one request more might be answered within that time: the queue has a place, and who stands first in it has
  /// waited no longer. O(1).
  virtual bool answers(ReplicaId replica, sim::Duration within, sim::Time now) const = 0;
  /// In service and queued.
  virtual std::int64_t outstanding(ReplicaId replica) const = 0;

  /// CPU time spent on requests so far, in vCPU-nanoseconds, exact up to `now`.
  virtual std::int64_t cpu_used(ReplicaId replica, sim::Time now) = 0;
  /// Of all that ever ran in the domain; also just after close_domain(), until the next one is opened. O(replicas).
  virtual std::int64_t cpu_used_in(DomainId domain, sim::Time now) = 0;
  virtual std::int64_t cpu_used_total(sim::Time now) = 0;
};

}  // namespace models
