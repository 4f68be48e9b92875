// What: the targets of a load balancer, from registration to the end of their draining: who is healthy, and so whom
//   the router may choose.
// Source: Elastic Load Balancing, Application Load Balancers guide, "Health checks" and "Deregistration delay", read
//   2026-11: one success brings a new target in; thresholds count in a row; a check comes every interval, however long
//   the last one took; a group of only unhealthy targets fails open.
// Units: none.
// Assumes: one balancer node checks; a real one has a node per zone, each of which checks.
// Leaves out: the CPU that a check costs its target.
// Checked against: tests/unit/models/routing/target_group_test.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ports/load_balancer.hpp"
#include "models/ports/router.hpp"
#include "models/ports/run_context.hpp"
#include "models/routing/target_group_config.hpp"

namespace models::routing {

/// O(log targets) per check, O(targets) when a group begins or ceases to fail open. One kernel slot for all checks and
/// one per target that drains.
class TargetGroup {
 public:
  /// `slow_start`: zero for none.
  TargetGroup(const TargetGroupConfig& config, sim::Duration slow_start, const RunContext& context, Router& router,
              Workers& workers);
  void set_owner(TargetOwner& owner) { owner_ = &owner; }

  /// As LoadBalancer says.
  void add(ReplicaId replica, bool immediately, sim::Time now);
  void remove(ReplicaId replica, sim::Time now);
  void lose(ReplicaId replica);

  /// So many that what their requests touch is far away: worth being fetched ahead.
  bool are_many() const { return targets_.size() >= kMany; }

  /// A request has left the replica, and whoever calls is still in the middle of the replica's event.
  void request_left(ReplicaId replica, sim::Time now) {
    if (draining_ > 0 && targets_[replica.index()].state == State::kDraining && workers_.outstanding(replica) == 0) {
      kernel_.schedule(targets_[replica.index()].drain_slot, now);
    }
  }

 private:
  static constexpr std::size_t kMany = 512;

  enum class State : std::uint8_t { kNone, kInitial, kHealthy, kUnhealthy, kDraining };
  struct Target {
    State state = State::kNone;
    bool has_served = false;
    std::uint8_t in_a_row = 0;       ///< checks that speak against its state
    std::uint16_t registration = 0;  ///< how many targets had this number before: checks of those are void
    sim::SlotId drain_slot{};
  };
  struct Check {
    sim::Time at{};
    std::uint32_t replica = 0;
    std::uint16_t registration = 0;
    bool operator>(const Check& other) const { return at != other.at ? at > other.at : replica > other.replica; }
  };

  void check_due(std::uint32_t unused, sim::Time now);
  void check(ReplicaId replica, sim::Time now);
  void schedule_check(ReplicaId replica, sim::Time at);
  void become_healthy(ReplicaId replica, sim::Time now);
  void become_unhealthy(ReplicaId replica, sim::Time now);
  void withdraw(ReplicaId replica);
  void fail_open(bool opened);
  void drain_over(std::uint32_t replica, sim::Time now);

  sim::Kernel& kernel_;
  Router& router_;
  Workers& workers_;
  TargetOwner* owner_ = nullptr;
  TargetGroupConfig config_;
  sim::Duration slow_start_;
  /// Whether a target that has passed a check may fail a later one: only for want of containers, or where a check waits
  /// its turn in the replica's queue. Otherwise nobody looks again.
  bool may_fail_;
  sim::random::Stream check_stream_;
  sim::SlotId check_slot_;
  std::vector<Target> targets_{};  ///< by replica
  std::vector<Check> checks_{};    ///< a heap, the next one first
  std::int64_t healthy_ = 0;
  std::int64_t unhealthy_ = 0;
  std::int64_t draining_ = 0;
  bool is_failing_open_ = false;
};

}  // namespace models::routing
