// Requests as rates: what arrives in one step of the fluid fidelity, and what theory says becomes of it. A step takes
// the way of a request: client, load balancer, workers; each stage books it where it books single requests.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "models/ports/application.hpp"
#include "sim/units/time.hpp"

namespace models {

/// The latencies of equally routed requests as slices of their distribution: fine where quantiles are read.
struct LatencySlices {
  static constexpr std::size_t kCount = 240;
  /// Share of the requests up to the end of slice i: 128 slices to 0.9, then 64, 32 and 16 for each further nine.
  static const std::array<double, kCount>& ends();
  std::array<double, kCount> nanoseconds{};  ///< the mean of each slice, in ascending order

  double slowest() const { return nanoseconds.back(); }
  /// Of latencies in seconds, ascending, at least one.
  static LatencySlices of(const std::vector<double>& sorted);
};

/// Requests of one step that met the same conditions.
struct FlowPart {
  /// `law` lasts as long as the run.
  FlowPart(double of_answered, const LatencySlices& law) : share{of_answered}, lasting{&law} {}
  FlowPart(double of_answered, std::unique_ptr<const LatencySlices> law) : share{of_answered}, own{std::move(law)} {}

  double share;                            ///< of those that are answered
  const LatencySlices* lasting = nullptr;  ///< conditions that are met again and again; or none, but
  std::unique_ptr<const LatencySlices> own{};

  const LatencySlices& latency() const { return lasting != nullptr ? *lasting : *own; }
};

/// One step; the first fields are given, the others are what the stages answer.
struct FlowStep {
  sim::Time from{};
  sim::Time to{};
  bool is_even = false;                      ///< arrivals are evenly spaced; otherwise they scatter as Poisson's do
  double expected = 0.0;                     ///< arrivals on average
  std::int64_t offered = 0;                  ///< arrivals
  double cpu = 0.0;                          ///< seconds of the reference vCPU that they ask for
  std::span<const std::int64_t> by_class{};  ///< `offered`, by class

  bool is_routed = true;         ///< there was somebody to send it to; otherwise all of it is rejected
  double rejected = 0.0;         ///< of `offered`, or of what waited before
  double timed_out = 0.0;        ///< in a replica's queue
  double failed = 0.0;           ///< served, but with an error
  std::int64_t cold_starts = 0;  ///< requests that wait for what serves them to be started
  double in_system = 0.0;        ///< requests in progress at the end of the step
  double wait_mean = 0.0;        ///< seconds in a queue, of those that are answered
  double load = 0.0;             ///< of the busiest replicas, 1: all that they can do
  std::vector<FlowPart> parts{};

  double seconds() const { return (to - from).seconds(); }
};

/// What requests ask for, over all classes; seconds, CPU on the reference vCPU.
struct DemandMoments {
  double cpu_mean = 0.0;
  double cpu_variance = 0.0;
  double wait_mean = 0.0;
  double wait_variance = 0.0;
};
DemandMoments demand_moments(const Application& application);

/// Where steps come from. Whoever is about to change what serves asks for what has arrived so far first.
class FlowSource {
 public:
  virtual ~FlowSource() = default;
  /// Sends everything that arrived before `now` on its way.
  virtual void settle(sim::Time now) = 0;
};

}  // namespace models
