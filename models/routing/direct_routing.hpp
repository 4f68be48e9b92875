// What: requests go straight to the replicas. A replica is known as soon as it runs; one that leaves is known no more
// at
//   once, and finishes what it holds.
// Units: none.
// Assumes: whoever routes knows at any time which replicas there are.
// Leaves out: health checks.
// Checked against: tests/unit/models/routing/no_balancer_test.cpp.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "models/ports/flow.hpp"
#include "models/ports/load_balancer.hpp"
#include "models/ports/router.hpp"
#include "models/ports/run_context.hpp"

namespace models::routing {

/// O(1) a request, besides the router. `when_full`: what the client is told by a replica that takes no more.
class DirectRouting : public LoadBalancer, public WorkerEvents {
 public:
  DirectRouting(const RunContext& context, std::unique_ptr<Router> router, Workers& workers, Refusal when_full)
      : kernel_{context.kernel},
        outcomes_{context.outcomes},
        workers_{workers},
        router_{std::move(router)},
        when_full_{when_full} {}

  void flow(FlowStep& step) override {
    workers_.flow(step);
    if (step.is_routed) {
      routed_ += step.offered;
      const std::int64_t taken = step.offered - std::llround(step.rejected);
      accepted(step.to - sim::Duration::nanoseconds(1), std::max<std::int64_t>(taken, 0));  // in the step's own hour
    }
  }
  void disconnected(RequestId request, sim::Time now) override { workers_.cancel(request, now); }
  void set_owner(TargetOwner& owner) override { owner_ = &owner; }
  void start(sim::Time) override {}
  void finish(sim::Time) override {}
  std::int64_t requests_routed() const override { return routed_; }

  void arrive(RequestId request, sim::Time now) override {
    const ReplicaId replica = router_->assign(now);
    if (!replica.exists()) {
      outcomes_.refused(request, Refusal::kNoHealthyTarget, now);
      return;
    }
    ++routed_;
    if (!workers_.offer(replica, request, now)) {
      router_->released(replica);
      outcomes_.refused(request, when_full_, now);
      return;
    }
    accepted(now, 1);
  }

  void register_target(ReplicaId replica, bool, sim::Time now) override {
    router_->added(replica);
    owner_->in_service(replica, now);
  }

  void deregister_target(ReplicaId replica, sim::Time now) override {
    router_->removed(replica);
    if (workers_.outstanding(replica) == 0) {
      owner_->drained(replica, now);
      return;
    }
    if (draining_.size() <= replica.index()) {
      draining_.resize(replica.index() + 1, sim::SlotId::none());
    }
    draining_[replica.index()] =
        kernel_.open(sim::bind<&DirectRouting::emptied>(*this, replica.index()), sim::Phase::kCapacity);
  }

  void target_lost(ReplicaId replica, sim::Time) override {
    if (replica.index() < draining_.size() && draining_[replica.index()].exists()) {
      kernel_.close(draining_[replica.index()]);
      draining_[replica.index()] = sim::SlotId::none();
    } else {
      router_->removed(replica);
    }
  }

  void served(ReplicaId replica, RequestId request, sim::Time now) override {
    left(replica, now);
    outcomes_.completed(request, now);
  }
  void queue_timed_out(ReplicaId replica, RequestId request, sim::Time now) override {
    left(replica, now);
    outcomes_.refused(request, Refusal::kQueueTimeout, now);
  }
  void aborted(ReplicaId replica, RequestId request, sim::Time now) override {
    left(replica, now);
    outcomes_.refused(request, Refusal::kReplicaStopped, now);
  }

 protected:
  /// Replicas have taken so many requests on.
  virtual void accepted(sim::Time, std::int64_t) {}

 private:
  void left(ReplicaId replica, sim::Time now) {
    router_->released(replica);
    const bool is_draining = replica.index() < draining_.size() && draining_[replica.index()].exists();
    if (is_draining && workers_.outstanding(replica) == 0) {
      kernel_.schedule(draining_[replica.index()], now);  // not at once: the worker is in the middle of its event
    }
  }
  void emptied(std::uint32_t index, sim::Time now) {
    kernel_.close(draining_[index]);
    draining_[index] = sim::SlotId::none();
    owner_->drained(ReplicaId{index}, now);
  }

  sim::Kernel& kernel_;
  Outcomes& outcomes_;
  Workers& workers_;
  std::unique_ptr<Router> router_;
  Refusal when_full_;
  TargetOwner* owner_ = nullptr;
  std::vector<sim::SlotId> draining_{};  ///< by replica; none: it does not leave
  std::int64_t routed_ = 0;
};

}  // namespace models::routing
