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

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "models/ports/demand_points.hpp"
#include "models/ports/flow.hpp"
#include "sim/theory/stations.hpp"

namespace models::worker {

/// Equal CPU domains that share a stream of requests.
struct FlowStation {
  std::int64_t count = 1;             ///< how many there are
  double vcpu = 1.0;                  ///< of each
  double speed = 1.0;                 ///< of a vCPU, relative to the reference
  std::optional<std::int64_t> slots;  ///< requests in progress at a time, in each; none: no limit
  std::optional<std::int64_t> queue;  ///< places for those who wait for a slot, in each; none: no limit
  std::optional<double> patience;     ///< seconds that they wait at most
  sim::theory::Choice choice{};
  bool is_even = false;

  /// Squared coefficient of variation of the times between arrivals at one of them.
  double arrival_variability() const;
  auto operator<=>(const FlowStation&) const = default;
};

struct FlowMeans {
  double latency_mean = 0.0;
  double wait_mean = 0.0;    ///< before service
  double delayed = 0.0;      ///< share of requests that wait before service
  double wait_rate = 0.0;    ///< P(wait > t) = delayed exp(-rate t), were there places for all; 0 where nobody waits
  double queue_ratio = 0.0;  ///< P(n or more wait) = delayed ratio^n, were there places for all
  double crowded = 0.0;      ///< what takes the place of delayed in the law of those whom n places turn away
  double idle = 1.0;         ///< P(nobody is there)
};

struct FlowLaw : FlowMeans {
  LatencySlices latency{};
};

/// Between two laws, which last as long as the StationLaws that they are of: a share of the requests meets either.
struct FlowLawBetween : FlowMeans {
  FlowLawBetween(const FlowLaw& lower, const FlowLaw& higher, double share);

  const FlowLaw* low;
  const FlowLaw* high;
  double of_high;

  /// Slice by slice.
  LatencySlices latency() const;
};

/// The laws of one kind of station, worked out when first asked for and kept, at loads between which they are
/// interpolated. The grid is even in -log(1 - load): in steps of 5 %. Between two points times are taken to be linear
/// in 1 / (1 - load), as those of M/M/1 are; their means are off by less than a two-thousandth of the mean latency, and
/// where a balancer evens out small numbers by some thousandths. Any number of threads may ask; what they are told does
/// not depend on who asked first.
class StationLaws {
 public:
  /// `demands` must outlive it.
  StationLaws(const DemandPoints& demands, const FlowStation& station);
  StationLaws(const StationLaws&) = delete;
  StationLaws& operator=(const StationLaws&) = delete;
  ~StationLaws() = default;

  const FlowStation& station() const { return station_; }
  /// Requests per second that one station can do.
  double capacity() const { return capacity_; }
  /// `load`: arrivals over capacity, from 0 to kHighest; higher is cut. O(1) once it is known.
  FlowLawBetween at(double load) const;
  /// The law at the highest load at which requests stay no more than `seconds` longer than alone, on average.
  const FlowLaw& with_excess(double seconds) const;

  static constexpr double kHighest = 0.98;

 private:
  static constexpr double kStep = 0.05;
  static constexpr std::size_t kGrid = 80;  ///< from 0 to the first point beyond kHighest, -log(0.02) / kStep = 78.2

  const FlowLaw& at_grid(std::size_t step) const;
  FlowLaw solve(double load) const;

  const DemandPoints& points_;
  FlowStation station_;
  double capacity_;
  mutable std::array<std::once_flag, kGrid> is_known_{};
  mutable std::array<std::unique_ptr<const FlowLaw>, kGrid> known_{};
};

/// The laws of all stations at which the requests of one application are served. Safe to share between runs on several
/// threads: it holds nothing but what follows from the application.
class FlowLaws {
 public:
  explicit FlowLaws(const Application& application);

  const DemandPoints& demands() const { return points_; }
  /// Whether they are that application's, too: its requests have the same demands.
  bool hold_for(const Application& application) const;
  /// Lasts as long as this object. O(log stations), and a lock: keep it.
  const StationLaws& of(const FlowStation& station) const;

 private:
  DemandPoints points_;
  mutable std::mutex mutex_{};
  mutable std::map<FlowStation, StationLaws> stations_{};
};

/// The laws of the last few applications, so that the points of a sweep need not work them out again. Thread-safe.
class RecentFlowLaws {
 public:
  std::shared_ptr<const FlowLaws> of(const Application& application);

 private:
  static constexpr std::size_t kMost = 4;
  std::mutex mutex_{};
  std::vector<std::shared_ptr<const FlowLaws>> recent_{};  ///< the last one asked for comes last
};

}  // namespace models::worker
