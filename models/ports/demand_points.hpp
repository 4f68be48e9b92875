// What: a fixed set of equally likely requests that stands for all requests: their demands, and how lucky each is with
//   what it finds. The fluid fidelity passes these through a queue's laws instead of drawing requests.
// Source: Hammersley points: Niederreiter, "Random Number Generation and Quasi-Monte Carlo Methods" (1992), 3; the
//   irrational steps of Roberts, "The Unreasonable Effectiveness of Quasirandom Sequences" (2018).
// Units: seconds; CPU on the reference vCPU.
// Checked against: tests/unit/models/worker/flow_law_test.cpp.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "models/ports/application.hpp"
#include "models/ports/flow.hpp"

namespace models {

struct DemandPoint {
  double cpu = 0.0;
  double wait = 0.0;            ///< for others, using no CPU
  double surplus_chance = 0.0;  ///< uniform: how full it finds the replica
  double log_surplus_chance = 0.0;
  double queue_chance = 0.0;  ///< uniform: how long its queue takes
};

/// What the demands of requests are drawn from: each class's share of all, and the CPU and waiting times of its steps.
struct DemandLaws {
  struct Class {
    double share = 1.0;
    std::vector<sim::random::DistributionSpec> phases{};  ///< CPU and wait of each step, in turn
    bool operator==(const Class&) const = default;
  };
  std::vector<Class> classes{};
  explicit DemandLaws(const Application& application);
  bool operator==(const DemandLaws&) const = default;
};

/// Means of cpu and wait are the application's, to the last digits of a double; but where all demands are constants
/// they are those, and classes have their shares to one in 2,048. The points are set when they are first
/// asked for, by any thread: whoever only looks at prices never does.
class DemandPoints {
 public:
  static constexpr std::size_t kCount = 2'048;
  explicit DemandPoints(const Application& application);

  const DemandLaws& laws() const { return laws_; }
  const DemandMoments& moments() const { return moments_; }
  const std::vector<DemandPoint>& points() const;

 private:
  DemandLaws laws_;
  DemandMoments moments_;
  mutable std::once_flag are_set_{};
  mutable std::vector<DemandPoint> points_{};
};

/// That a request that is alone takes longer than `seconds`, where few do: it is one step that takes so long, the
/// others being as usual. Exact where only one step varies; 0 below one in a thousand million. `speed`: of its CPU.
double chance_to_exceed(const DemandLaws& laws, double speed, double seconds);

/// The value in nanoseconds that is not exceeded with that probability, 0 < probability < 1; of gamma and Erlang laws
/// the quantile of 65,536 draws.
class Quantiles {
 public:
  explicit Quantiles(const sim::random::DistributionSpec& law);
  double at(double probability) const;

 private:
  sim::random::DistributionSpec law_;
  std::vector<std::int64_t> drawn_{};
};

}  // namespace models
