// What compute models ask of a load balancer; requests come to it through Frontend.
#pragma once

#include "models/ports/outcome.hpp"
#include "models/ports/workers.hpp"
#include "sim/units/time.hpp"

namespace models {

/// Told by the balancer about targets. Contract: in_service() once per registered target that passes its health check;
/// out_of_service() when one fails its checks, and back_in_service() if it then recovers, which may happen again and
/// again; drained() once after deregister_target(), when the target holds no request or the deregistration delay is
/// over. Any of these may be answered with deregister_target().
class TargetOwner {
 public:
  virtual ~TargetOwner() = default;
  virtual void in_service(ReplicaId replica, sim::Time now) = 0;
  virtual void out_of_service(ReplicaId replica, sim::Time now) = 0;
  virtual void back_in_service(ReplicaId replica, sim::Time now) = 0;
  virtual void drained(ReplicaId replica, sim::Time now) = 0;
};

class LoadBalancer : public Frontend {
 public:
  /// Who is told about targets. Set once, before the run.
  virtual void set_owner(TargetOwner& owner) = 0;
  /// A replica that has started; it receives requests once it is in service. `immediately`: at assembly, for replicas
  /// that are ready when the run begins.
  virtual void register_target(ReplicaId replica, bool immediately, sim::Time now) = 0;
  /// No new requests; drained() follows (maybe at once, from inside the call).
  virtual void deregister_target(ReplicaId replica, sim::Time now) = 0;
  /// The target's machine is gone: no new requests, and no drained(). Call it before the workers abort what the replica
  /// held, so that nobody who tries again is sent there.
  virtual void target_lost(ReplicaId replica, sim::Time now) = 0;
  /// Called once when the run begins: what it costs to exist starts here.
  virtual void start(sim::Time now) = 0;
  /// Called once at the end of the measured window: what is metered by the hour is metered up to now.
  virtual void finish(sim::Time now) = 0;
  /// Requests sent to targets so far, those that a full target refused included.
  virtual std::int64_t requests_routed() const = 0;
};

/// A load balancer in front of a function: requests pass through it on their way in, and their ends on the way back, so
/// that it can count what it is billed for. start() and finish() as LoadBalancer has them.
class FrontDoor : public Frontend, public Outcomes {
 public:
  /// Where requests go on to. Set once, before the run; its outcomes are this object.
  virtual void set_function(Frontend& function) = 0;
  virtual void start(sim::Time now) = 0;
  virtual void finish(sim::Time now) = 0;
};

}  // namespace models
