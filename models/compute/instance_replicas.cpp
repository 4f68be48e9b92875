#include "models/compute/instance_replicas.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "sim/check.hpp"

namespace models::compute {

namespace {

/// Basic monitoring publishes every five minutes: Amazon EC2 user guide, CloudWatch metrics, read 2023-06.
constexpr sim::Duration kBasicMonitoring = sim::Duration::minutes(5);

/// What the group is told beyond its own part of the YAML.
MachineGroupConfig group_config(const GroupConfig& config, const Deployment& deployment) {
  MachineGroupConfig machines = config.machines;
  machines.options = config.group;
  machines.application_start = deployment.pull + deployment.start;
  return machines;
}

std::vector<std::int64_t> counts_of(const std::vector<ContainerCare>& care) {
  std::vector<std::int64_t> counts(care.size());
  std::transform(care.begin(), care.end(), counts.begin(),
                 [](const ContainerCare& container) { return container.count; });
  return counts;
}

}  // namespace

InstanceReplicas::InstanceReplicas(const GroupConfig& config, std::unique_ptr<ScalingPolicy> scaling,
                                   Deployment deployment, const RunContext& context, Parts& parts)
    : context_{context},
      group_{parts.machines(group_config(config, deployment))},
      serving_{parts.serving(config.limits, config.load_balancer)},
      loop_{std::move(scaling), context, *this,
            config.machines.monitoring == Monitoring::kBasic ? kBasicMonitoring : sim::Duration{},
            deployment.places.has_value()},
      deployment_{std::move(deployment)},
      warm_up_{loop_.policy().warm_up().value_or(
          config.policies.default_instance_warmup.value_or(config.policies.default_cooldown))} {
  const Application& application = context.application;
  for (std::size_t kind = 0; kind < application.containers.size(); ++kind) {
    const std::int64_t count = deployment_.replicas * deployment_.care[kind].count;
    reserved_ += sim::Vcpu::milli(application.containers[kind].second.cpu.milli() * count);
    memory_ += application.containers[kind].second.resident() * count;
  }
  if (config.policies.health_check_type == HealthCheckType::kElb) {
    grace_ = config.policies.health_check_grace_period;
  }
  if (config.policies.moves_limits()) {
    make_plan(config.policies, parts);
  }
  serving_.workers->set_containers(counts_of(deployment_.care));
  if (application.may_fail()) {
    lives_ = std::make_unique<ContainerLives>(context_, *serving_.workers, deployment_.care,
                                              static_cast<LivesOwner&>(*this));
  }
  group_->set_owner(*this);
  group_->set_maximum(loop_.policy().maximum());
  serving_.balancer->set_owner(*this);
}

void InstanceReplicas::make_plan(const GroupPolicies& policies, Parts& parts) {
  std::unique_ptr<Prediction> prediction;
  if (policies.predictive_scaling) {
    const LoadUnits units = load_units(*policies.predictive_scaling, context_.application, group_->vcpus().in_vcpu(),
                                       group_->speed().value());
    prediction = std::make_unique<Prediction>(*policies.predictive_scaling, parts.forecaster(), context_, units);
  }
  plan_.emplace(policies, context_, Limits{loop_.policy().minimum(), loop_.policy().maximum()}, std::move(prediction),
                static_cast<PlannedGroup&>(*this));
}

void InstanceReplicas::start(sim::Time now) {
  serving_.balancer->start(now);
  settled_to_ = now;
  sampled_to_ = loop_.policy().period() > sim::Duration{} ? now : sim::Time::never();
  if (deployment_.network) {
    deployment_.network->start(now);
  }
  if (plan_) {
    plan_->start(now);
  }
  at_assembly_ = true;
  const std::int64_t wanted = loop_.initial_replicas(context_, group_->vcpus(), group_->speed().value());
  group_->set_desired(wanted, now, true);
  at_assembly_ = false;
  is_started_ = true;
  context_.gauges.set(Gauge::kReplicasDesired, now, wanted * deployment_.replicas);
  loop_.start(now);
  if (wanted < loop_.policy().minimum()) {  // `initial: empty`: the group itself fills up to its minimum
    apply({loop_.policy().minimum(), "minimum capacity"}, now);
  }
}

void InstanceReplicas::settle(sim::Time now) {
  if (deployment_.network) {
    const std::int64_t requests = serving_.balancer->requests_routed() - requests_at_settling_;
    deployment_.network->logs_written(settled_to_, now, context_.application.mean_log_bytes(requests));
    requests_at_settling_ += requests;
    settled_to_ = now;
  }
}

void InstanceReplicas::finish(sim::Time now) {
  settle(now);
  serving_.balancer->finish(now);
  group_->finish(now);
  if (lives_) {
    lives_->stop_counting();
  }
}

void InstanceReplicas::machine_booted(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  host = {};
  host.domain = serving_.workers->open_domain(group_->vcpus_of(machine), group_->speed_of(machine), now);
  serving_.workers->set_memory(host.domain, group_->usable_memory_of(machine));
  context_.gauges.add(Gauge::kVcpuReserved, now, reserved_.milli());
  if (at_assembly_) {
    host.warm_at = now;
    context_.gauges.add(Gauge::kMemoryUsed, now, memory_.count());
    add_replicas(machine, now);
    return;
  }
  host.warm_at = now + warm_up_;
  if (is_sampled()) {
    host.is_warming = true;
    ++warming_count_;
    warming_.push_back({host.warm_at, machine});
  }
  host.starter =
      context_.kernel.open(sim::bind<&InstanceReplicas::starter_rang>(*this, machine.index()), sim::Phase::kCapacity);
  if (grace_) {
    host.grace =
        context_.kernel.open(sim::bind<&InstanceReplicas::grace_over>(*this, machine.index()), sim::Phase::kCapacity);
    context_.kernel.schedule(host.grace, std::max(now, group_->running_since(machine) + *grace_));
  }
  if (deployment_.pull == sim::Duration{} || group_->is_resumed(machine)) {
    start_containers(machine, now);
    return;
  }
  host.state = State::kPulling;
  deployment_.network->image_pulled(now);
  context_.kernel.schedule(host.starter, now + deployment_.pull);
}

void InstanceReplicas::start_containers(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  host.state = State::kStarting;
  host.pulled_at = now;
  context_.gauges.add(Gauge::kMemoryUsed, now, memory_.count());
  context_.kernel.schedule(host.starter, group_->is_resumed(machine) ? now : now + deployment_.start);
}

void InstanceReplicas::starter_rang(std::uint32_t index, sim::Time now) {
  const MachineId machine{index};
  if (instances_[index].state == State::kPulling) {
    if (context_.events.enabled()) {
      context_.events.log(now, "images_pulled", group_->name_of(machine),
                          fmt::format("after {:g} s", deployment_.pull.seconds()));
    }
    start_containers(machine, now);
    return;
  }
  context_.kernel.close(instances_[index].starter);
  instances_[index].started_at = now;
  add_replicas(machine, now);
}

void InstanceReplicas::grace_over(std::uint32_t index, sim::Time now) {
  const MachineId machine{index};
  const State state = instances_[index].state;
  const bool is_on_its_way = state == State::kPulling || state == State::kStarting || state == State::kRegistering;
  if (is_on_its_way || (state == State::kInService && has_unhealthy(machine))) {
    context_.events.log(now, "unhealthy", group_->name_of(machine),
                        "not healthy at the load balancer when its grace period ended");
    group_->replace(machine, now);
  }
}

/// The balancer may find a replica healthy at once, from inside the call: all are known before the first registers.
void InstanceReplicas::add_replicas(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  host.state = State::kRegistering;
  host.to_come = static_cast<std::int32_t>(deployment_.replicas);
  for (std::int64_t i = 0; i < deployment_.replicas; ++i) {
    const ReplicaId replica = serving_.workers->add_replica(host.domain, now);
    if (copies_.size() <= replica.index()) {
      copies_.resize(replica.index() + 1);
    }
    copies_[replica.index()] = {sim::Time::never(), machine, true, false};
    replicas_on(machine)[i] = replica;
    if (lives_) {
      lives_->begin(replica, now);
    }
  }
  for (std::int64_t i = 0; i < deployment_.replicas; ++i) {
    serving_.balancer->register_target(replicas_on(machine)[i], at_assembly_, now);
  }
}

void InstanceReplicas::in_service(ReplicaId replica, sim::Time now) {
  Copy& copy = copy_of(replica);
  const MachineId machine = copy.machine;
  Instance& host = instance(machine);
  copy.in_service_at = now;
  update_ready(copy, now);
  if (context_.events.enabled()) {
    context_.events.log(now, "in_service", name_of(replica), "passed its first health check");
  }
  if (--host.to_come > 0) {
    return;
  }
  host.state = State::kInService;
  ++in_service_count_;
  if (is_sampled()) {
    std::max(host.warm_at, now) <= sampled_to_ ? count(machine, now) : to_count_.push_back(machine);
  }
  update_starting(now);
  group_->in_service(machine, now);
}

void InstanceReplicas::out_of_service(ReplicaId replica, sim::Time now) {
  Copy& copy = copy_of(replica);
  copy.is_healthy = false;
  if (context_.events.enabled()) {
    context_.events.log(now, "unhealthy", name_of(replica), "failed the load balancer's health checks");
  }
  if (grace_ && now >= group_->running_since(copy.machine) + *grace_) {
    group_->replace(copy.machine, now);
  }
}

void InstanceReplicas::back_in_service(ReplicaId replica, sim::Time) {
  copy_of(replica).is_healthy = true;
}

void InstanceReplicas::update_ready(Copy& copy, sim::Time now) {
  const State state = instance(copy.machine).state;
  const bool is_ready = (state == State::kRegistering || state == State::kInService) && copy.is_complete &&
                        copy.in_service_at != sim::Time::never();
  if (is_ready != copy.is_ready) {
    copy.is_ready = is_ready;
    context_.gauges.add(Gauge::kReplicasReady, now, is_ready ? 1 : -1);
  }
}

void InstanceReplicas::completeness_changed(ReplicaId replica, bool is_complete, sim::Time now) {
  Copy& copy = copy_of(replica);
  copy.is_complete = is_complete;
  update_ready(copy, now);
}

}  // namespace models::compute
