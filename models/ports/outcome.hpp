// How attempts end. Every architecture reports each attempt exactly once; whether its request ends with it, or is tried
// again, is the client's to say.
#pragma once

#include <cstdint>

#include "models/ports/request.hpp"
#include "sim/check.hpp"
#include "sim/units/time.hpp"

namespace models {

struct FlowStep;

/// Why an attempt was not served.
enum class Refusal : std::uint8_t {
  kQueueFull,        ///< the replica's bounded queue had no place: rejected
  kNoHealthyTarget,  ///< the load balancer had nobody to send it to: rejected
  kThrottled,        ///< Lambda's 429: rejected
  kQueueTimeout,     ///< waited in the replica's queue longer than it allows: timed out
  kReplicaStopped,   ///< its replica went away while it was served: failed
};

/// Where stages return requests. Contract:
/// 1. completed() or refused() is called exactly once for each attempt that arrived, at the instant it ends.
/// 2. After the call the id is invalid; it may already name another attempt.
/// 3. Whoever begins to serve a request notes in it how long it had waited (Request::waited).
/// 4. No attempt arrives from inside these calls: one that follows a refusal is an event of its own, later in the order
///    of events even where it is due at the same instant. Stages may report while they are half-way through a change.
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
  /// The client has closed the connection of a request that arrived. Whoever can stop it does so and ends it at once,
  /// from inside the call; elsewhere it goes on, as an invocation of Lambda does.
  virtual void disconnected(RequestId /*request*/, sim::Time /*now*/) {}
  /// All that arrives within a step, at rates; only of architectures that say so (ComputeTraits::flows).
  virtual void flow(FlowStep& /*step*/) { SIM_CHECK(false, "this architecture takes single requests only"); }
};

}  // namespace models
