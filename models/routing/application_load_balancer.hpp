// What: an Application Load Balancer: targets come into service after their first health check, requests go where the
//   routing policy says, targets that leave finish what they hold within the deregistration delay.
// Source: Elastic Load Balancing, Application Load Balancers guide, read 2023-06; LCU dimensions: the pricing page as
//   quoted by the Vantage handbook, read 2026.
// Units: LCU in millionths of an LCU-hour.
// Assumes: one balancer node; active connections are those with a request in progress.
// Leaves out: slow start, failing health checks, rules beyond the ten free ones.
// Checked against: tests/unit/models/routing/application_load_balancer_test.cpp.
#pragma once

#include <memory>
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/load_balancer.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/traffic_count.hpp"
#include "sim/config/schema.hpp"
#include "sim/stats/time_weighted.hpp"

namespace models::routing {

struct AlbConfig {
  sim::config::Choice routing{};
  sim::Duration health_check_interval{};
  sim::Duration deregistration_delay{};
  static const sim::config::Schema& schema();
};

/// arrive() and served() cost what the router costs. One kernel slot per target that is being checked or drained.
class ApplicationLoadBalancer final : public LoadBalancer, public WorkerEvents {
 public:
  ApplicationLoadBalancer(const AlbConfig& config, const RunContext& context, std::unique_ptr<Router> router,
                          Workers& workers);

  void arrive(RequestId request, sim::Time now) override;
  void set_owner(TargetOwner& owner) override { owner_ = &owner; }
  void register_target(ReplicaId replica, bool immediately, sim::Time now) override;
  void deregister_target(ReplicaId replica, sim::Time now) override;
  std::int64_t requests_routed() const override { return routed_; }
  void start(sim::Time now) override;
  void finish(sim::Time now) override;

  void served(ReplicaId replica, RequestId request, sim::Time now) override;
  void queue_timed_out(ReplicaId replica, RequestId request, sim::Time now) override;
  void aborted(ReplicaId replica, RequestId request, sim::Time now) override;

 private:
  enum class TargetState : std::uint8_t { kNone, kInitial, kInService, kDraining };
  struct Target {
    TargetState state = TargetState::kNone;
    sim::SlotId timer{};
  };

  void timer_rang(std::uint32_t replica, sim::Time now);
  void left(ReplicaId replica, sim::Time now);
  void finish_draining(ReplicaId replica, sim::Time now);
  void hour_ended(std::uint32_t unused, sim::Time now);
  void meter_units(sim::Time now);

  sim::Kernel& kernel_;
  Outcomes& outcomes_;
  Meters& meters_;
  Workers& workers_;
  std::unique_ptr<Router> router_;
  TargetOwner* owner_ = nullptr;
  AlbConfig config_;
  RequestTable& requests_;
  TrafficCount traffic_;  ///< of this hour
  std::int64_t zones_;
  sim::Time metered_to_{};
  sim::random::Stream check_stream_;
  std::vector<Target> targets_{};  ///< by replica
  std::int64_t draining_ = 0;      ///< targets in state kDraining

  std::int64_t routed_ = 0;
  sim::stats::TimeWeighted in_progress_{};
  sim::SlotId hour_slot_{};
  MeterId hours_meter_{};
  MeterId lcu_meter_{};
  MeterId address_meter_{};
};

/// Millionths of an LCU-hour for what happened within one hour: the largest of the four dimensions (new connections
/// 25/s, active connections 3,000, processed bytes 1 GB/h; rule evaluations stay within the free ten).
std::int64_t lcu_millionths(std::int64_t connections, sim::Int128 connection_nanoseconds, std::int64_t bytes);

}  // namespace models::routing
