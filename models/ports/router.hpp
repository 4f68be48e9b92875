// The decision of a load balancer: which target gets the next request.
#pragma once

#include "models/ports/request.hpp"
#include "sim/units/time.hpp"

namespace models {

/// Contract:
/// 1. added() and removed() tell which replicas may be picked; assign() gives one of them one request more and returns
///    it, or ReplicaId::none() when there is none.
/// 2. Every assign() is followed by one released(): when the request leaves the replica, also after removed(), or at
///    once if the replica refuses it.
/// 3. Each call is O(1) or O(log targets); no allocation once the number of targets has been reached before.
/// 4. Randomness comes from the stream the router was made with, never from elsewhere.
class Router {
 public:
  virtual ~Router() = default;
  virtual void added(ReplicaId replica) = 0;
  virtual void removed(ReplicaId replica) = 0;
  /// The replica was just added beside others: its share shall grow linearly from nothing to a full one. `over` is the
  /// same for all. Called only of policies whose balancer offers slow start.
  virtual void starts_slowly(ReplicaId, sim::Duration, sim::Time) {}
  virtual ReplicaId assign(sim::Time now) = 0;
  virtual void released(ReplicaId replica) = 0;
  /// Whom assign() would choose now, if that costs nothing to say: a hint, so that memory can be fetched ahead.
  virtual ReplicaId likely_next() const { return ReplicaId::none(); }
};

}  // namespace models
