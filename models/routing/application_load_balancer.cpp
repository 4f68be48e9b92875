#include "models/routing/application_load_balancer.hpp"

#include <algorithm>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/skus.hpp"
#include "sim/check.hpp"
#include "sim/config/describe.hpp"

namespace models::routing {

const sim::config::Schema& AlbConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<AlbConfig> d{"alb", "An Application Load Balancer in front of the replicas."};
    d.one_of<&AlbConfig::routing>("routing", "routing", "How the balancer picks a target.")
        .defaults_to("round_robin")
        .source("Elastic Load Balancing, ALB guide, routing algorithms", "2023-06");
    d.field<&AlbConfig::health_check_interval>(
         "health_check_interval",
         "Time between health checks. A new target is in service after its first success, which comes within one "
         "interval, uniformly; zero puts it in service at once.")
        .defaults_to("30s")
        .range("0s", "300s")
        .source(
            "Elastic Load Balancing, ALB guide, health checks (30 s); that one success suffices at first is "
            "recalled",
            "2023-06")
        .unverified();
    d.field<&AlbConfig::deregistration_delay>(
         "deregistration_delay",
         "How long a target that leaves may finish requests in progress; it leaves earlier when it holds none.")
        .defaults_to("300s")
        .range("0s", "1h")
        .source("Elastic Load Balancing, ALB guide, deregistration delay", "2023-06");
    return d.done();
  }();
  return schema;
}

std::int64_t lcu_millionths(std::int64_t connections, sim::Int128 connection_nanoseconds, std::int64_t bytes) {
  constexpr sim::Int128 kHour = 3'600'000'000'000;  // nanoseconds
  constexpr sim::Int128 kNewPerHour = 25 * 3'600;
  constexpr sim::Int128 kActive = 3'000;
  constexpr sim::Int128 kBytesPerHour = sim::Int128{1} << 30;
  const sim::Int128 per_new = sim::Int128{connections} * 1'000'000 / kNewPerHour;
  const sim::Int128 per_active = connection_nanoseconds * 1'000'000 / (kActive * kHour);
  const sim::Int128 per_byte = sim::Int128{bytes} * 1'000'000 / kBytesPerHour;
  return static_cast<std::int64_t>(std::max({per_new, per_active, per_byte}));
}

ApplicationLoadBalancer::ApplicationLoadBalancer(const AlbConfig& config, const RunContext& context,
                                                 std::unique_ptr<Router> router, Workers& workers)
    : kernel_{context.kernel},
      outcomes_{context.outcomes},
      meters_{context.meters},
      workers_{workers},
      router_{std::move(router)},
      config_{config},
      requests_{context.requests},
      traffic_{context.application},
      zones_{static_cast<std::int64_t>(context.fleet.zone_count())},
      check_stream_{context.stream("health_check")} {
  hour_slot_ = kernel_.open(sim::bind<&ApplicationLoadBalancer::hour_ended>(*this), sim::Phase::kCompletion);
  const std::string on_demand{sku::kOnDemand};
  hours_meter_ = meters_.open({std::string{sku::kAlbHour}, "", on_demand});
  lcu_meter_ = meters_.open({std::string{sku::kAlbLcu}, "", on_demand});
  address_meter_ = meters_.open({std::string{sku::kPublicIpv4}, "", on_demand});
}

void ApplicationLoadBalancer::start(sim::Time now) {
  in_progress_ = sim::stats::TimeWeighted{now};
  meters_.level(hours_meter_, now, 1);
  meters_.level(address_meter_, now, zones_);
  kernel_.schedule(hour_slot_, sim::Time{});
}

void ApplicationLoadBalancer::arrive(RequestId request, sim::Time now) {
  traffic_.add(requests_[request].request_class);
  const ReplicaId replica = router_->assign();
  if (!replica.exists()) {
    outcomes_.refused(request, Refusal::kNoHealthyTarget, now);
    return;
  }
  in_progress_.add(now, 1);
  ++routed_;  // also what the target then refuses: it was asked
  if (!workers_.offer(replica, request, now)) {
    router_->released(replica);
    in_progress_.add(now, -1);
    outcomes_.refused(request, Refusal::kQueueFull, now);
  }
  workers_.expect_offer(router_->likely_next());
}

void ApplicationLoadBalancer::register_target(ReplicaId replica, bool immediately, sim::Time now) {
  if (targets_.size() <= replica.index()) {
    targets_.resize(replica.index() + 1);
  }
  Target& target = targets_[replica.index()];
  SIM_CHECK(target.state == TargetState::kNone, "a target registers once");
  target.state = TargetState::kInitial;
  const auto interval = static_cast<std::uint64_t>(config_.health_check_interval.nanoseconds());
  if (immediately || interval == 0) {
    target.state = TargetState::kInService;
    router_->added(replica);
    owner_->in_service(replica, now);
    return;
  }
  target.timer =
      kernel_.open(sim::bind<&ApplicationLoadBalancer::timer_rang>(*this, replica.index()), sim::Phase::kCapacity);
  const auto first_check = static_cast<std::int64_t>(check_stream_.uniform_below(interval));
  kernel_.schedule(target.timer, now + sim::Duration::nanoseconds(first_check));
}

void ApplicationLoadBalancer::deregister_target(ReplicaId replica, sim::Time now) {
  Target& target = targets_[replica.index()];
  if (target.state == TargetState::kInitial) {
    kernel_.close(target.timer);
    target.state = TargetState::kNone;
    owner_->drained(replica, now);
    return;
  }
  SIM_CHECK(target.state == TargetState::kInService, "only a registered target can leave");
  router_->removed(replica);
  target.state = TargetState::kDraining;
  ++draining_;
  target.timer =
      kernel_.open(sim::bind<&ApplicationLoadBalancer::timer_rang>(*this, replica.index()), sim::Phase::kCapacity);
  if (workers_.outstanding(replica) == 0) {
    finish_draining(replica, now);
  } else {
    kernel_.schedule(target.timer, now + config_.deregistration_delay);
  }
}

void ApplicationLoadBalancer::timer_rang(std::uint32_t index, sim::Time now) {
  const ReplicaId replica{index};
  Target& target = targets_[index];
  if (target.state == TargetState::kInitial) {
    kernel_.close(target.timer);
    target.state = TargetState::kInService;
    router_->added(replica);
    owner_->in_service(replica, now);
  } else {
    finish_draining(replica, now);
  }
}

void ApplicationLoadBalancer::finish_draining(ReplicaId replica, sim::Time now) {
  Target& target = targets_[replica.index()];
  kernel_.close(target.timer);
  target.state = TargetState::kNone;
  --draining_;
  owner_->drained(replica, now);
}

void ApplicationLoadBalancer::left(ReplicaId replica, sim::Time now) {
  router_->released(replica);
  in_progress_.add(now, -1);
}

void ApplicationLoadBalancer::served(ReplicaId replica, RequestId request, sim::Time now) {
  left(replica, now);
  outcomes_.completed(request, now);
  if (draining_ > 0 && targets_[replica.index()].state == TargetState::kDraining &&
      workers_.outstanding(replica) == 0) {
    // Not at once: the worker is still in the middle of this replica's event.
    kernel_.schedule(targets_[replica.index()].timer, now);
  }
}

void ApplicationLoadBalancer::queue_timed_out(ReplicaId replica, RequestId request, sim::Time now) {
  left(replica, now);
  outcomes_.refused(request, Refusal::kQueueTimeout, now);
}

void ApplicationLoadBalancer::aborted(ReplicaId replica, RequestId request, sim::Time now) {
  left(replica, now);
  outcomes_.refused(request, Refusal::kReplicaStopped, now);
}

/// Rings at 0, where measuring begins, and then at the end of every hour; before the arrivals of that instant, which
/// belong to the hour that begins.
void ApplicationLoadBalancer::hour_ended(std::uint32_t, sim::Time now) {
  meter_units(now);
  kernel_.schedule(hour_slot_, now + sim::Duration::hours(1));
}

void ApplicationLoadBalancer::finish(sim::Time now) {
  if (now > metered_to_) {
    meter_units(now);
  }
}

/// LCUs are the largest dimension of the hour, or of its last part.
void ApplicationLoadBalancer::meter_units(sim::Time now) {
  const sim::Int128 connection_time = in_progress_.cut(now);
  if (now > sim::Time{}) {
    meters_.add_spread(lcu_meter_, metered_to_, now,
                       lcu_millionths(traffic_.connections(), connection_time, traffic_.bytes()));
  }
  traffic_.reset();
  metered_to_ = now;
}

LoadBalancerEntry alb() {
  return {
      {"alb", "An Application Load Balancer.", &AlbConfig::schema},
      [](const void* config, const RunContext& context, std::unique_ptr<Router> router, Workers& workers) {
        auto balancer = std::make_unique<ApplicationLoadBalancer>(*static_cast<const AlbConfig*>(config), context,
                                                                  std::move(router), workers);
        WorkerEvents& events = *balancer;
        return BuiltLoadBalancer{std::move(balancer), &events};
      },
      [](const void* config) -> const sim::config::Choice& { return static_cast<const AlbConfig*>(config)->routing; }};
}

}  // namespace models::routing
