// How requests end. Every architecture reports each request exactly once.
#pragma once

#include <cstdint>

#include "models/ports/request.hpp"
#include "sim/units/time.hpp"

namespace models {

/// Why a request was not served.
enum class Refusal : std::uint8_t {
  kQueueFull,        ///< the replica's bounded queue had no place: rejected
  kNoHealthyTarget,  ///< the load balancer had nobody to send it to: rejected
  kThrottled,        ///< Lambda's 429: rejected
  kQueueTimeout,     ///< waited in the replica's queue longer than it allows: timed out
  kReplicaStopped,   ///< its replica went away while it was served: failed
  kClientTimeout,    ///< the client gave up: timed out
};

/// Where stages return requests. Contract:
/// 1. completed() or refused() is called exactly once for each request that arrived, at the instant it ends.
/// 2. After the call the id is invalid; it may already name another request.
/// 3. Whoever begins to serve a request notes in it how long it had waited (Request::waited).
class Outcomes {
 public:
  virtual ~Outcomes() = default;
  virtual void completed(RequestId request, sim::Time now) = 0;
  virtual void refused(RequestId request, Refusal reason, sim::Time now) = 0;
  /// A request had to wait for a cold start; called at the instant it is decided.
  virtual void cold_start(RequestId request, sim::Time now) = 0;
};

/// The first stage of an architecture, which the client calls.
class Frontend {
 public:
  virtual ~Frontend() = default;
  virtual void arrive(RequestId request, sim::Time now) = 0;
};

}  // namespace models
