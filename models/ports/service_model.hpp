// What a compute model is in the words of queueing theory: what serves, how many at a time, and who decides how many
// there are. Compute models give it, scenarios/theory reads it; nothing in a run depends on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/ports/replica_limits.hpp"
#include "sim/config/schema.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models {

/// Replicas behind a load balancer. Pointers go into the architecture's config and live as long as it does.
struct ReplicaService {
  const ReplicaLimits* limits = nullptr;
  const sim::config::Choice* scaling = nullptr;  ///< none: `fixed` of them
  std::int64_t fixed = 0;
  const sim::config::Choice* load_balancer = nullptr;
  bool shares_cpu = false;  ///< several replicas may run in one CPU domain and contend for it
};

/// Which idle environment a request gets: in the words of queueing theory, the order of hunting.
enum class ReuseOrder : std::uint8_t { kOldest, kNewest, kMostRecentlyUsed, kRandom, kLeastRecentlyUsed };

/// Environments that serve one request each, made when a request finds none idle.
struct EnvironmentService {
  std::int64_t concurrency_limit = 0;  ///< requests at a time; a further one is refused
  double request_rate_limit = 0.0;     ///< requests per second, faster ones are refused; infinity: none
  sim::Duration cold_delay{};          ///< mean time that a cold start waits before it is served
  sim::random::DistributionSpec idle_expiry{};
  ReuseOrder reuse = ReuseOrder::kMostRecentlyUsed;
  /// What else decides how long requests stay (they are run again, cut off, queued as events), and what else decides
  /// which environments there are (a cap on their age, provisioned ones). Each a clause for people; empty: nothing.
  std::string other_stay{};
  std::string other_environments{};
};

/// One of `replicas` and `environments` is there; or neither, and theory says nothing of it.
struct ServiceModel {
  sim::Vcpu vcpu{};          ///< of one CPU domain: the VM, or the microVM; what is billed while it is in use
  double speed = 1.0;        ///< of one of these vCPUs, relative to the reference CPU; > 0
  std::vector<bool> runs{};  ///< per container of the application: whether its steps are executed
  std::optional<ReplicaService> replicas{};
  std::optional<EnvironmentService> environments{};
};

}  // namespace models
