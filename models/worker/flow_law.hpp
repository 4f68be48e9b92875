// What: how long requests take at replicas under a steady load: the latency's distribution, from the laws of
//   sim/theory/stations.hpp and the demands' distribution.
// Source: shared CPUs: the mean time of a request of size x is x times a constant (Kleinrock II, 4.4; Cohen 1979), its
//   variance in M/M/1-PS: Coffman, Muntz and Trotter, "Waiting time distributions for processor-sharing systems",
//   JACM 17(1), 1970. Queues: Allen and Cunneen's scaling of the wait by the variability of service.
// Units: seconds.
// Assumes: what a request finds when it comes lasts while it is served, but for what Coffman, Muntz and Trotter say of
//   its variance; containers of a replica share its CPUs without limits of their own.
// Checked against: tests/unit/models/worker/flow_law_test.cpp; docs/fluid.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

#include "models/ports/flow.hpp"
#include "models/worker/demand_points.hpp"
#include "sim/theory/stations.hpp"

namespace models::worker {

/// Equal CPU domains that share a stream of requests.
struct FlowStation {
  std::int64_t count = 1;             ///< how many there are
  double vcpu = 1.0;                  ///< of each
  double speed = 1.0;                 ///< of a vCPU, relative to the reference
  std::optional<std::int64_t> slots;  ///< requests in progress at a time, in each; none: no limit
  sim::theory::Choice choice{};
  bool is_even = false;

  auto operator<=>(const FlowStation&) const = default;
};

struct FlowLaw {
  LatencySlices latency{};
  double latency_mean = 0.0;
  double wait_mean = 0.0;  ///< before service
  double delayed = 0.0;    ///< share of requests that wait before service
  double wait_rate = 0.0;  ///< P(wait > t) = delayed exp(-rate t); 0 where nobody waits
  double idle = 1.0;       ///< P(nobody is there)
};

/// Memoised by station and load, between whose grid points laws are interpolated. The grid is even in -log(1 - load):
/// steps of 2 %, so that means of times are off by less than a ten-thousandth of the mean latency.
class FlowLaws {
 public:
  explicit FlowLaws(const Application& application) : points_{application} {}

  const DemandPoints& demands() const { return points_; }
  /// Requests per second that one station can do.
  double capacity(const FlowStation& station) const;
  /// `load`: arrivals over capacity, from 0 to kHighest; higher is cut.
  FlowLaw at(const FlowStation& station, double load);

  /// The law at the highest load at which requests stay no more than `seconds` longer than alone, on average.
  FlowLaw with_excess(const FlowStation& station, double seconds);

  static constexpr double kHighest = 0.98;

 private:
  static constexpr double kStep = 0.02;
  const FlowLaw& at_grid(const FlowStation& station, std::int64_t step);
  FlowLaw solve(const FlowStation& station, double load) const;

  DemandPoints points_;
  std::map<std::pair<FlowStation, std::int64_t>, std::unique_ptr<FlowLaw>> known_{};
};

}  // namespace models::worker
