// What one request asks of an architecture: its steps, as long as they take when it has a replica to itself.
#pragma once

#include <cstddef>
#include <optional>

#include "models/ports/application.hpp"
#include "models/ports/service_model.hpp"
#include "sim/random/distribution.hpp"

namespace scenarios::theory {

/// Times in seconds.
struct Work {
  double cpu = 0.0;           ///< mean CPU time on this architecture's vCPUs, in vCPU-seconds
  double cpu_variance = 0.0;  ///< of it
  double wait = 0.0;          ///< mean time waiting for others
  double service = 0.0;       ///< mean time of a lone request: CPU at the speed that it can use, and waits
  double variance = 0.0;      ///< of that time
  /// The law of that time, where a single step makes it up or nothing in it is random.
  std::optional<sim::random::DistributionSpec> law{};
  std::size_t containers = 0;  ///< that requests compute in
  double widest = 0.0;         ///< most vCPUs that a request can use in any step
  /// Most vCPUs that the tightest of these containers may use: its cpu_limit, or all there are.
  std::optional<double> least_limit{};

  double cv() const;
  bool is_exponential() const;
  bool is_constant() const { return variance == 0.0; }
  double second_moment() const { return variance + service * service; }
  double cpu_second_moment() const { return cpu_variance + cpu * cpu; }
};

Work work_of(const models::Application& application, const models::ServiceModel& model);

}  // namespace scenarios::theory
