// A load balancer on a real kernel and real workers, and somebody who is told about its targets.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "models/catalog.hpp"
#include "models/routing/elastic_load_balancer.hpp"
#include "models/worker/worker_pool.hpp"
#include "tests/support/run_context_builder.hpp"

namespace models::routing {

inline constexpr std::int64_t kMs = 1'000'000;
inline constexpr CapacityUnit kLcu{25, 3'000, std::int64_t{1} << 30, 1'000};

/// Notes what it is told and, as a compute model does, removes a replica once it is drained.
class Owner final : public TargetOwner {
 public:
  using Told = std::vector<std::pair<ReplicaId, sim::Time>>;
  Told came{};
  Told went_out{};
  Told came_back{};
  Told went{};
  Workers* workers = nullptr;

  void in_service(ReplicaId replica, sim::Time now) override { came.emplace_back(replica, now); }
  void out_of_service(ReplicaId replica, sim::Time now) override { went_out.emplace_back(replica, now); }
  void back_in_service(ReplicaId replica, sim::Time now) override { came_back.emplace_back(replica, now); }
  void drained(ReplicaId replica, sim::Time now) override {
    went.emplace_back(replica, now);
    workers->remove_replica(replica, now);
  }
};

/// The guide's defaults, but for what a test says otherwise; checks wait in the replica's queue.
inline TargetGroupConfig checked_every(sim::Duration interval) {
  return {interval, true, sim::Duration::seconds(5), 5, 2, sim::Duration::seconds(300)};
}

/// Round robin over replicas in one domain of 64 vCPUs.
class Balanced {
 public:
  explicit Balanced(const TargetGroupConfig& targets = checked_every(sim::Duration::seconds(30)),
                    const ReplicaLimits& limits = {}, sim::Time begin = {}, const Traffic& traffic = {})
      : run{application_of(traffic), begin}, workers{run.context, limits} {
    const BalancerKind kind{targets, {}, {sku::kAlbHour, sku::kAlbLcu, kLcu, 0}};
    balancer = std::make_unique<ElasticLoadBalancer>(
        kind, run.context, round_robin().make(nullptr, {run.context.stream("routing"), 1}), workers);
    workers.set_events(*balancer);
    owner.workers = &workers;
    balancer->set_owner(owner);
    balancer->start(begin);
    domain = workers.open_domain(sim::Vcpu::whole(64), {}, begin);
  }

  ReplicaId join(bool immediately = true) {
    const ReplicaId replica = workers.add_replica(domain, run.kernel.now());
    balancer->register_target(replica, immediately, run.kernel.now());
    return replica;
  }
  void leave(ReplicaId replica) { balancer->deregister_target(replica, run.kernel.now()); }
  RequestId send(std::int64_t cpu_ms, std::int64_t wait_ms = 0) {
    const RequestId request = run.request({cpu_ms * kMs, wait_ms * kMs});
    balancer->arrive(request, run.kernel.now());
    return request;
  }
  void run_to(sim::Duration since_zero) { run.run_until(sim::Time::at(since_zero)); }
  const std::vector<test_support::Ending>& endings() const { return run.outcomes.endings; }

  test_support::RunContextBuilder run;
  worker::WorkerPool workers;
  std::unique_ptr<ElasticLoadBalancer> balancer;
  Owner owner{};
  DomainId domain{};

 private:
  static Application application_of(const Traffic& traffic) {
    Application application = test_support::one_step_application();
    application.traffic = traffic;
    return application;
  }
};

}  // namespace models::routing
