#include "models/routing/elastic_load_balancer.hpp"

#include "models/ports/flow.hpp"

namespace models::routing {

ElasticLoadBalancer::ElasticLoadBalancer(const BalancerKind& kind, const RunContext& context,
                                         std::unique_ptr<Router> router, Workers& workers)
    : requests_{context.requests},
      outcomes_{context.outcomes},
      workers_{workers},
      router_{std::move(router)},
      meters_{kind.price, context},
      targets_{kind.targets, kind.slow_start, context, *router_, workers} {}

void ElasticLoadBalancer::arrive(RequestId request, sim::Time now) {
  meters_.arrived(requests_[request].request_class);
  const ReplicaId replica = router_->assign(now);
  if (!replica.exists()) {
    outcomes_.refused(request, Refusal::kNoHealthyTarget, now);
    return;
  }
  meters_.in_progress(now, 1);
  ++routed_;  // also what the target then refuses: it was asked
  if (!workers_.offer(replica, request, now)) {
    left(replica, now);
    outcomes_.refused(request, Refusal::kQueueFull, now);
  }
  if (targets_.are_many()) [[unlikely]] {
    workers_.expect_offer(router_->likely_next());
  }
}

void ElasticLoadBalancer::flow(FlowStep& step) {
  workers_.flow(step);
  routed_ += step.is_routed ? step.offered : 0;
  meters_.flowed(step);
}

void ElasticLoadBalancer::register_target(ReplicaId replica, bool immediately, sim::Time now) {
  targets_.add(replica, immediately, now);
}

void ElasticLoadBalancer::deregister_target(ReplicaId replica, sim::Time now) {
  targets_.remove(replica, now);
}

void ElasticLoadBalancer::target_lost(ReplicaId replica, sim::Time) {
  targets_.lose(replica);
}

void ElasticLoadBalancer::served(ReplicaId replica, RequestId request, sim::Time now) {
  left(replica, now);
  outcomes_.completed(request, now);
  targets_.request_left(replica, now);
}

void ElasticLoadBalancer::queue_timed_out(ReplicaId replica, RequestId request, sim::Time now) {
  left(replica, now);
  outcomes_.refused(request, Refusal::kQueueTimeout, now);
  targets_.request_left(replica, now);
}

void ElasticLoadBalancer::aborted(ReplicaId replica, RequestId request, sim::Time now) {
  left(replica, now);
  outcomes_.refused(request, Refusal::kReplicaStopped, now);
  targets_.request_left(replica, now);
}

BuiltLoadBalancer build(const BalancerKind& kind, const RunContext& context, std::unique_ptr<Router> router,
                        Workers& workers) {
  auto balancer = std::make_unique<ElasticLoadBalancer>(kind, context, std::move(router), workers);
  WorkerEvents& events = *balancer;
  return {std::move(balancer), &events};
}

}  // namespace models::routing
