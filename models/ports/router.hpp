// The decision of a load balancer: which target gets the next request.
#pragma once

#include "models/ports/request.hpp"

namespace models {

/// Contract:
/// 1. added() and removed() tell which replicas may be picked; pick() returns one of them, or ReplicaId::none() when
///    there is none.
/// 2. pick() is followed by assigned() if the replica took the request; every assigned() by one released() when the
///    request leaves the replica, also after removed().
/// 3. Each call is O(1) or O(log targets); no allocation once the number of targets has been reached before.
/// 4. Randomness comes from the stream the router was made with, never from elsewhere.
class Router {
 public:
  virtual ~Router() = default;
  virtual void added(ReplicaId replica) = 0;
  virtual void removed(ReplicaId replica) = 0;
  virtual ReplicaId pick() = 0;
  virtual void assigned(ReplicaId replica) = 0;
  virtual void released(ReplicaId replica) = 0;
};

}  // namespace models
