// Where requests are executed: CPU domains (a VM or a microVM), and in them replicas with a concurrency limit and a
// bounded queue. Control planes open and close them; the load balancer offers requests.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ports/request.hpp"
#include "sim/check.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/id.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models {

struct FlowStep;
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

/// What the owner of replicas is told about their containers.
class ContainerEvents {
 public:
  virtual ~ContainerEvents() = default;
  /// One of these containers holds more memory than its limit, or is the largest where its CPU domain has no more.
  /// Called between other events; the callee must stop one of them: container_down().
  virtual void out_of_memory(ReplicaId replica, std::uint32_t container, sim::Time now) = 0;
};

/// What a metric of CPU use is made of: the replicas that have counted since its period began, or that count from a
/// later instant on. Kept up to date by the workers, so that a look costs no more than they can help.
class WatchedCpu {
 public:
  virtual ~WatchedCpu() = default;
  /// What the replica uses counts from now on.
  virtual void watch(ReplicaId replica, sim::Time now) = 0;
  /// It counts no more, nor does what it has used in this period. Every watched replica is unwatched before it is
  /// removed.
  virtual void unwatch(ReplicaId replica, sim::Time now) = 0;
  /// Of a watched one, in vCPU-nanoseconds of this period.
  virtual std::int64_t used(ReplicaId replica, sim::Time now) = 0;
  /// Of all that are watched.
  virtual std::int64_t used_by_all(sim::Time now) = 0;
  /// A new period begins for all of them.
  virtual void restart(sim::Time now) = 0;
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

  /// Serves what arrives within a step, shared evenly by the replicas that the router may choose.
  virtual void flow(FlowStep& /*step*/) { SIM_CHECK(false, "these workers take single requests only"); }
  /// False: the queue is full and nothing changed.
  virtual bool offer(ReplicaId replica, RequestId request, sim::Time now) = 0;
  /// The client of a request that was accepted has hung up: the replica drops it, and aborted() follows from inside the
  /// call. O(log requests in the replica).
  virtual void cancel(RequestId request, sim::Time now) = 0;
  /// A hint that the next offer may go to this replica (or to none): memory can be fetched ahead.
  virtual void expect_offer(ReplicaId) const {}
  /// Whether the replica runs; one that has crashed does not until it has started again.
  virtual bool is_up(ReplicaId replica) const = 0;
  /// Whether one request more might be answered within that time: the queue has a place, and who stands first in it has
  /// waited no longer. O(1).
  virtual bool answers(ReplicaId replica, sim::Duration within, sim::Time now) const = 0;
  /// Whether requests come one by one, and some may be outstanding; a replica that works on rates never holds any.
  virtual bool holds_requests() const { return true; }
  /// In service and queued.
  virtual std::int64_t outstanding(ReplicaId replica) const = 0;

  /// CPU time spent on requests so far, in vCPU-nanoseconds, exact up to `now`.
  virtual std::int64_t cpu_used(ReplicaId replica, sim::Time now) = 0;
  /// Of all that ever ran in the domain; also just after close_domain(), until the next one is opened. O(replicas).
  virtual std::int64_t cpu_used_in(DomainId domain, sim::Time now) = 0;
  virtual sim::Int128 cpu_used_total(sim::Time now) = 0;
  virtual WatchedCpu& watched_cpu() = 0;

  // Containers, numbered as in the application, can end by themselves where the application says so (may_fail()).
  /// How many of each every replica has: they share evenly what comes. Before the first domain; one of each unless set.
  virtual void set_containers(const std::vector<std::int64_t>& of_each) = 0;
  /// Who is told of containers. Set once, before the run.
  virtual void set_container_events(ContainerEvents& events) = 0;
  /// Memory that the containers in a domain may take together. No limit unless set.
  virtual void set_memory(DomainId domain, sim::Bytes memory) = 0;
  /// One of them ended. What is in it is aborted, as is what comes to it when no other is left. Requires may_fail().
  virtual void container_down(ReplicaId replica, std::uint32_t container, sim::Time now) = 0;
  /// One of them serves again.
  virtual void container_up(ReplicaId replica, std::uint32_t container, sim::Time now) = 0;
};

}  // namespace models
