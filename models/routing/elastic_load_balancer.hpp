// What: a load balancer of Elastic Load Balancing at work: a request goes to the target that the routing policy
//   chooses among the healthy ones, and its end goes back to the client.
// Source: see target_group.hpp and capacity_units.hpp.
// Units: none.
// Assumes: one balancer node; a target that is full answers 503 at once, which ends the request.
// Leaves out: zones of the balancer, stickiness, connection limits of the balancer itself.
// Checked against: tests/unit/models/routing/elastic_load_balancer_test.cpp.
#pragma once

#include <memory>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/load_balancer.hpp"
#include "models/ports/run_context.hpp"
#include "models/routing/capacity_units.hpp"
#include "models/routing/target_group.hpp"

namespace models::routing {

/// In what the kinds of balancer differ.
struct BalancerKind {
  TargetGroupConfig targets{};
  sim::Duration slow_start{};
  CapacityPrice price{};
};

/// arrive() and served() cost what the router costs.
class ElasticLoadBalancer final : public LoadBalancer, public WorkerEvents {
 public:
  ElasticLoadBalancer(const BalancerKind& kind, const RunContext& context, std::unique_ptr<Router> router,
                      Workers& workers);

  void arrive(RequestId request, sim::Time now) override;
  void disconnected(RequestId request, sim::Time now) override { workers_.cancel(request, now); }
  void flow(FlowStep& step) override;
  void set_owner(TargetOwner& owner) override { targets_.set_owner(owner); }
  void register_target(ReplicaId replica, bool immediately, sim::Time now) override;
  void deregister_target(ReplicaId replica, sim::Time now) override;
  void target_lost(ReplicaId replica, sim::Time now) override;
  std::int64_t requests_routed() const override { return routed_; }
  void start(sim::Time now) override { meters_.start(now); }
  void finish(sim::Time now) override { meters_.finish(now); }

  void served(ReplicaId replica, RequestId request, sim::Time now) override;
  void queue_timed_out(ReplicaId replica, RequestId request, sim::Time now) override;
  void aborted(ReplicaId replica, RequestId request, sim::Time now) override;

 private:
  void left(ReplicaId replica, sim::Time now) {
    router_->released(replica);
    meters_.in_progress(now, -1);
  }

  RequestTable& requests_;
  Outcomes& outcomes_;
  Workers& workers_;
  std::unique_ptr<Router> router_;
  std::int64_t routed_ = 0;
  CapacityMeters meters_;
  TargetGroup targets_;
};

/// What an entry's `make` returns.
BuiltLoadBalancer build(const BalancerKind& kind, const RunContext& context, std::unique_ptr<Router> router,
                        Workers& workers);

}  // namespace models::routing
