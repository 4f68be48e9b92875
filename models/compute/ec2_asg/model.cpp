#include "models/compute/ec2_asg/model.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "sim/check.hpp"
#include "sim/units/parse.hpp"

namespace models::ec2_asg {

namespace {

/// Basic monitoring publishes every five minutes: Amazon EC2 user guide, CloudWatch metrics, read 2023-06.
constexpr sim::Duration kBasicMonitoring = sim::Duration::minutes(5);

/// What the group is told beyond its own part of the YAML.
MachineGroupConfig group_config(const Ec2AsgConfig& config, const Application& application) {
  MachineGroupConfig machines = config.machines;
  machines.options = config.group;
  machines.application_start = application.start_time();
  return machines;
}

}  // namespace

Ec2Asg::Ec2Asg(const Ec2AsgConfig& config, const RunContext& context, Parts& parts)
    : context_{context},
      group_{parts.machines(group_config(config, context.application))},
      serving_{parts.serving(config.limits, config.load_balancer)},
      loop_{parts.scaling(config.scaling), context, *this,
            config.machines.monitoring == Monitoring::kBasic ? kBasicMonitoring : sim::Duration{}},
      warm_up_{loop_.policy().warm_up().value_or(config.default_instance_warmup.value_or(config.default_cooldown))},
      application_start_{context.application.start_time()},
      reserved_{context.application.total_cpu()},
      memory_{context.application.total_memory()} {
  if (config.health_check_type == HealthCheckType::kElb) {
    grace_ = config.health_check_grace_period;
  }
  if (!config.scheduled_actions.empty() || config.predictive_scaling) {
    std::unique_ptr<Prediction> prediction;
    if (config.predictive_scaling) {
      const LoadUnits units = load_units(*config.predictive_scaling, context.application, group_->vcpus().in_vcpu(),
                                         group_->speed().value());
      prediction = std::make_unique<Prediction>(*config.predictive_scaling, parts.forecaster(), context_, units);
    }
    plan_.emplace(config, context_, Limits{loop_.policy().minimum(), loop_.policy().maximum()}, std::move(prediction),
                  static_cast<PlannedGroup&>(*this));
  }
  group_->set_owner(*this);
  group_->set_maximum(loop_.policy().maximum());
  serving_.balancer->set_owner(*this);
}

void Ec2Asg::start(sim::Time now) {
  serving_.balancer->start(now);
  if (plan_) {
    plan_->start(now);
  }
  at_assembly_ = true;
  const std::int64_t wanted = loop_.initial_replicas(context_, group_->vcpus(), group_->speed().value());
  group_->set_desired(wanted, now, true);
  at_assembly_ = false;
  is_started_ = true;
  context_.gauges.set(Gauge::kReplicasDesired, now, wanted);
  loop_.start(now);
  if (wanted < loop_.policy().minimum()) {  // `initial: empty`: the group itself fills up to its minimum
    apply({loop_.policy().minimum(), "minimum capacity"}, now);
  }
}

void Ec2Asg::machine_booted(MachineId machine, sim::Time now) {
  Copy& copy = copy_of(machine);
  copy = {};
  copy.domain = serving_.workers->open_domain(group_->vcpus_of(machine), group_->speed_of(machine), now);
  copy.vcpu = group_->vcpus_of(machine);
  copy.state = State::kStarting;
  context_.gauges.add(Gauge::kVcpuReserved, now, reserved_.milli());
  context_.gauges.add(Gauge::kMemoryUsed, now, memory_.count());
  if (at_assembly_) {
    copy.warm_at = now;
    add_replica(machine, now);
    return;
  }
  copy.warm_at = now + warm_up_;
  copy.starter = context_.kernel.open(sim::bind<&Ec2Asg::started>(*this, machine.index()), sim::Phase::kCapacity);
  context_.kernel.schedule(copy.starter, group_->is_resumed(machine) ? now : now + application_start_);
  if (grace_) {
    copy.grace = context_.kernel.open(sim::bind<&Ec2Asg::grace_over>(*this, machine.index()), sim::Phase::kCapacity);
    context_.kernel.schedule(copy.grace, std::max(now, group_->running_since(machine) + *grace_));
  }
}

void Ec2Asg::grace_over(std::uint32_t index, sim::Time now) {
  const MachineId machine{index};
  const Copy& copy = copies_[index];
  const bool is_unhealthy = copy.state == State::kInService && !copy.is_healthy;
  if (copy.state == State::kStarting || copy.state == State::kRegistering || is_unhealthy) {
    context_.events.log(now, "unhealthy", fmt::format("i-{:05}", group_->serial_of(machine)),
                        "not healthy at the load balancer when its grace period ended");
    group_->replace(machine, now);
  }
}

void Ec2Asg::started(std::uint32_t index, sim::Time now) {
  const MachineId machine{index};
  context_.kernel.close(copy_of(machine).starter);
  add_replica(machine, now);
}

void Ec2Asg::add_replica(MachineId machine, sim::Time now) {
  const ReplicaId replica = serving_.workers->add_replica(copy_of(machine).domain, now);
  if (machines_by_replica_.size() <= replica.index()) {
    machines_by_replica_.resize(replica.index() + 1);
  }
  machines_by_replica_[replica.index()] = machine;
  copy_of(machine).replica = replica;
  copy_of(machine).state = State::kRegistering;
  serving_.balancer->register_target(replica, at_assembly_, now);
}

void Ec2Asg::in_service(ReplicaId replica, sim::Time now) {
  Copy& copy = copy_of(machine_of(replica));
  copy.state = State::kInService;
  copy.in_service_at = now;
  ++in_service_count_;
  context_.gauges.add(Gauge::kReplicasReady, now, 1);
  update_starting(now);
  if (context_.events.enabled()) {
    context_.events.log(now, "in_service", fmt::format("i-{:05}", group_->serial_of(machine_of(replica))),
                        "passed its first health check");
  }
  group_->in_service(machine_of(replica), now);
}

void Ec2Asg::out_of_service(ReplicaId replica, sim::Time now) {
  const MachineId machine = machine_of(replica);
  Copy& copy = copy_of(machine);
  copy.is_healthy = false;
  const bool is_over = grace_ && now >= group_->running_since(machine) + *grace_;
  if (context_.events.enabled()) {
    context_.events.log(now, "unhealthy", fmt::format("i-{:05}", group_->serial_of(machine)),
                        "failed the load balancer's health checks");
  }
  if (is_over) {
    group_->replace(machine, now);
  }
}

void Ec2Asg::back_in_service(ReplicaId replica, sim::Time) {
  copy_of(machine_of(replica)).is_healthy = true;
}

void Ec2Asg::machine_leaving(MachineId machine, sim::Time now) {
  Copy& copy = copy_of(machine);
  switch (copy.state) {
    case State::kStarting:
      context_.kernel.close(copy.starter);
      remove_replica(copy, now);
      group_->release(machine, now);
      break;
    case State::kInService:
      --in_service_count_;
      context_.gauges.add(Gauge::kReplicasReady, now, -1);
      [[fallthrough]];
    case State::kRegistering:
      copy.state = State::kDraining;
      serving_.balancer->deregister_target(copy.replica, now);
      break;
    case State::kAbsent:
    case State::kDraining:
      SIM_CHECK(false, "an instance leaves once, and only when it has booted");
  }
  update_starting(now);
}

void Ec2Asg::machine_lost(MachineId machine, sim::Time now) {
  Copy& copy = copy_of(machine);
  SIM_CHECK(copy.state == State::kStarting || copy.state == State::kRegistering || copy.state == State::kInService,
            "an instance that is lost has booted and is not leaving");
  if (copy.state == State::kStarting) {
    context_.kernel.close(copy.starter);
    close(copy, now);
  } else {
    if (copy.state == State::kInService) {
      --in_service_count_;
      context_.gauges.add(Gauge::kReplicasReady, now, -1);
    }
    count_life(copy, now);
    serving_.balancer->target_lost(copy.replica, now);
    remove_replica(copy, now);
  }
  update_starting(now);
}

void Ec2Asg::drained(ReplicaId replica, sim::Time now) {
  const MachineId machine = machine_of(replica);
  Copy& copy = copy_of(machine);
  count_life(copy, now);
  remove_replica(copy, now);
  group_->release(machine, now);
}

void Ec2Asg::count_life(const Copy& copy, sim::Time now) {
  if (copy.in_service_at != sim::Time::never() && now >= sim::Time{}) {
    ++ended_;
    lifetimes_ += now - copy.in_service_at;
  }
}

void Ec2Asg::remove_replica(Copy& copy, sim::Time now) {
  if (copy.replica.exists()) {
    serving_.workers->remove_replica(copy.replica, now);
  }
  close(copy, now);
}

void Ec2Asg::close(Copy& copy, sim::Time now) {
  if (copy.grace.exists()) {
    context_.kernel.close(copy.grace);
  }
  serving_.workers->close_domain(copy.domain, now);
  context_.gauges.add(Gauge::kVcpuReserved, now, -reserved_.milli());
  context_.gauges.add(Gauge::kMemoryUsed, now, -memory_.count());
  const DomainId domain = copy.domain;
  copy = {};
  copy.domain = domain;
}

LoadSample Ec2Asg::collect(sim::Time from, sim::Time to) {
  LoadSample sample{from, to, 0, 0, 0, 0};
  const std::int64_t length = (to - from).nanoseconds();
  for (Copy& copy : copies_) {
    if (copy.state != State::kInService) {
      continue;
    }
    const std::int64_t used = serving_.workers->cpu_used(copy.replica, to);
    if (copy.in_service_at <= from && copy.warm_at <= from) {
      // CloudWatch's average is one over instances: the percentage of a large one weighs no more than a small one's.
      const auto used_here = static_cast<sim::Int128>(used - copy.cpu_at_sample) * group_->vcpus().milli();
      sample.cpu_used += static_cast<std::int64_t>(used_here / copy.vcpu.milli());
      sample.cpu_capacity += length * group_->vcpus().milli() / 1'000;
      sample.replica_time += length;
    }
    copy.cpu_at_sample = used;
  }
  sample.requests = serving_.balancer->requests_routed() - requests_at_sample_;
  requests_at_sample_ = serving_.balancer->requests_routed();
  return sample;
}

CapacityView Ec2Asg::capacity(sim::Time now) const {
  CapacityView view;
  view.desired = group_->desired();
  const bool is_launching = group_->desired() > in_service_count_;
  const bool is_warming = std::any_of(copies_.begin(), copies_.end(), [&](const Copy& copy) {
    return copy.state != State::kAbsent && copy.state != State::kDraining && copy.warm_at > now;
  });
  view.warming = is_launching || is_warming;
  return view;
}

void Ec2Asg::apply(const ScalingDecision& decision, sim::Time now) {
  group_->set_desired(decision.desired, now);
  context_.gauges.set(Gauge::kReplicasDesired, now, decision.desired);
  update_starting(now);
}

void Ec2Asg::limits_changed(const Limits& limits, std::optional<std::int64_t> desired, const std::string& why,
                            sim::Time now) {
  loop_.set_limits(limits.minimum, limits.maximum);
  group_->set_maximum(limits.maximum);
  if (!is_started_) {
    return;
  }
  const std::int64_t before = group_->desired();
  const std::int64_t wanted = std::clamp(desired.value_or(before), limits.minimum, limits.maximum);
  if (wanted != before) {
    context_.events.log(now, wanted > before ? "scale_out" : "scale_in", "desired",
                        fmt::format("{} -> {}: {}", before, wanted, why));
  }
  apply({wanted, why}, now);
}

double Ec2Asg::load_so_far(PredictedMetric metric, sim::Time now) {
  if (metric == PredictedMetric::kCpu) {
    return sim::Duration::nanoseconds(serving_.workers->cpu_used_total(now)).seconds();
  }
  return static_cast<double>(serving_.balancer->requests_routed());
}

void Ec2Asg::update_starting(sim::Time now) {
  context_.gauges.set(Gauge::kReplicasStarting, now, std::max<std::int64_t>(group_->desired() - in_service_count_, 0));
}

Ec2Asg::Copy& Ec2Asg::copy_of(MachineId machine) {
  if (copies_.size() <= machine.index()) {
    copies_.resize(machine.index() + 1);
  }
  return copies_[machine.index()];
}

}  // namespace models::ec2_asg
