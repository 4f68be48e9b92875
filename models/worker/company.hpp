// What: whom a request meets at the CPUs of a replica, and how much longer than alone it takes for that.
// Source: sim/theory/stations.hpp for what all replicas together make it meet; sim/theory/even_numbers.hpp for whom it
//   meets because a balancer that counts requests can't see which of them are at a CPU.
// Assumes: the two have nothing to do with each other. Of n replicas, n - 1 have their numbers evened out, so that the
//   second counts by 1 - 1/n.
// Checked against: tests/unit/models/worker/flow_law_test.cpp; docs/fluid.md.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ports/demand_points.hpp"
#include "sim/theory/even_numbers.hpp"
#include "sim/theory/stations.hpp"

namespace models::worker {

class Company {
 public:
  /// `servers`: vCPUs of a replica; `most`: the slowdown beyond which a limit keeps others out.
  Company(const sim::theory::Surplus& surplus, double servers, double most);

  /// A balancer keeps the numbers of requests at so many replicas even. At most once. O(n k), for n that there may be
  /// at a replica and k that are ever met.
  void even_out(const sim::theory::EvenCompany& even, std::int64_t replicas);

  /// Of the time at the CPU over the time alone.
  double mean_slowdown() const { return 1.0 + lasting_ + fleeting_; }
  /// Of one request, by how full it finds the replica. O(log k).
  double slowdown(const DemandPoint& point) const;
  /// The part of what slows requests down that comes and goes with the waits of others.
  double fleeting_share() const { return fleeting_ > 0.0 ? fleeting_ / (lasting_ + fleeting_) : 0.0; }

 private:
  sim::theory::Surplus surplus_;
  double log_delayed_;
  double log_ratio_;
  double servers_;
  double most_;
  double lasting_;         ///< mean of what the surplus adds to the time alone
  double fleeting_ = 0.0;  ///< the same of even numbers
  /// That more than 0, 1 ... are at the CPUs beside those that leave one of them free; empty: by the surplus alone.
  std::vector<double> chances_{};
};

}  // namespace models::worker
