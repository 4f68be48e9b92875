// No balancer: clients find the replicas by their addresses.
//
// What: requests go to the replicas in turn, as clients do that are given several addresses by DNS. A replica is known
//   as soon as it runs; one that leaves is known no more at once, and finishes what it holds.
// Units: none.
// Assumes: names are looked up for every request, and what is looked up is never old.
// Leaves out: caching of names, health checks, the addresses' price, which the compute model meters.
// Checked against: tests/unit/models/routing/no_balancer_test.cpp.
#include <memory>
#include <utility>
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/flow.hpp"
#include "sim/check.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {
namespace {

struct NoBalancerConfig {
  sim::config::Choice routing{};

  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema = [] {
      sim::config::Describe<NoBalancerConfig> d{"none", "No balancer: clients come to the replicas themselves."};
      d.one_of<&NoBalancerConfig::routing>("routing", "routing", "To which of them, where there are several.")
          .defaults_to("round_robin");
      return d.done();
    }();
    return schema;
  }
};

/// O(1) a request, besides the router.
class NoBalancer final : public LoadBalancer, public WorkerEvents {
 public:
  NoBalancer(const RunContext& context, std::unique_ptr<Router> router, Workers& workers)
      : kernel_{context.kernel}, outcomes_{context.outcomes}, workers_{workers}, router_{std::move(router)} {}

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
      outcomes_.refused(request, Refusal::kQueueFull, now);
    }
  }

  void flow(FlowStep& step) override {
    workers_.flow(step);
    routed_ += step.is_routed ? step.offered : 0;
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
        kernel_.open(sim::bind<&NoBalancer::emptied>(*this, replica.index()), sim::Phase::kCapacity);
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
  TargetOwner* owner_ = nullptr;
  std::vector<sim::SlotId> draining_{};  ///< by replica; none: it does not leave
  std::int64_t routed_ = 0;
};

}  // namespace

LoadBalancerEntry none() {
  return {{"none", "No balancer: clients come to the replicas themselves.", &NoBalancerConfig::schema},
          [](const void*, const RunContext& context, std::unique_ptr<Router> router, Workers& workers) {
            auto balancer = std::make_unique<NoBalancer>(context, std::move(router), workers);
            WorkerEvents& events = *balancer;
            return BuiltLoadBalancer{std::move(balancer), &events};
          },
          [](const void* config) -> const sim::config::Choice& {
            return static_cast<const NoBalancerConfig*>(config)->routing;
          }};
}

}  // namespace models::routing
