// The way out of instances, and what the control loop sees of them.
#include <algorithm>

#include <fmt/core.h>

#include "models/compute/instance_replicas.hpp"
#include "sim/check.hpp"

namespace models::compute {

void InstanceReplicas::begin_leaving(MachineId machine, State next, sim::Time now) {
  Instance& host = instance(machine);
  in_service_count_ -= host.state == State::kInService ? 1 : 0;
  host.state = next;
  for (const ReplicaId replica : list_on(machine)) {
    update_ready(copy_of(replica), now);
  }
}

void InstanceReplicas::machine_leaving(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  switch (host.state) {
    case State::kPulling:
    case State::kStarting:
      close(machine, now);
      group_->release(machine, now);
      break;
    case State::kRegistering:
    case State::kInService:
      begin_leaving(machine, State::kDraining, now);
      deregister_all(machine, now);
      break;
    case State::kAbsent:
    case State::kDraining:
      SIM_CHECK(false, "an instance leaves once, and only when it has booted");
  }
  update_starting(now);
}

void InstanceReplicas::machine_lost(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  switch (host.state) {
    case State::kPulling:
    case State::kStarting:
      close(machine, now);
      break;
    case State::kRegistering:
    case State::kInService:
      begin_leaving(machine, State::kDraining, now);
      for (const ReplicaId replica : list_on(machine)) {
        serving_.balancer->target_lost(replica, now);
      }
      for (const ReplicaId replica : list_on(machine)) {
        end_replica(machine, replica, now);
      }
      close(machine, now);
      break;
    case State::kAbsent:
    case State::kDraining:
      SIM_CHECK(false, "an instance that is lost has booted and is not leaving");
  }
  update_starting(now);
}

void InstanceReplicas::tell_start(MachineId machine, LaunchClock& clock) const {
  const Instance& host = instances_[machine.index()];
  clock.passed(LaunchPhase::kPull, host.pulled_at);
  clock.passed(LaunchPhase::kContainerStart, host.started_at);
  clock.passed(LaunchPhase::kHealthCheck, sim::Time::never());
}

/// With the last of them the instance itself may go, from inside the call.
void InstanceReplicas::deregister_all(MachineId machine, sim::Time now) {
  instance(machine).to_drain = static_cast<std::int32_t>(deployment_.replicas);
  for (const ReplicaId replica : list_on(machine)) {
    serving_.balancer->deregister_target(replica, now);
  }
}

void InstanceReplicas::drained(ReplicaId replica, sim::Time now) {
  const Copy& copy = copy_of(replica);
  const MachineId machine = copy.machine;
  end_replica(machine, replica, now);
  if (--instance(machine).to_drain == 0) {
    close(machine, now);
    group_->release(machine, now);
  }
}

void InstanceReplicas::end_replica(MachineId machine, ReplicaId replica, sim::Time now) {
  count_life(copy_of(replica), now);
  remove_replica(replica, now);
  *std::find(replicas_on(machine), replicas_on(machine) + deployment_.replicas, replica) = ReplicaId::none();
}

void InstanceReplicas::count_life(const Copy& copy, sim::Time now) {
  if (copy.in_service_at != sim::Time::never() && now >= sim::Time{}) {
    ++ended_;
    lifetimes_ += now - copy.in_service_at;
  }
}

void InstanceReplicas::remove_replica(ReplicaId replica, sim::Time now) {
  if (lives_) {
    lives_->end(replica, now);
  }
  serving_.workers->remove_replica(replica, now);
}

void InstanceReplicas::close(MachineId machine, sim::Time now) {
  Instance& host = instance(machine);
  if (host.grace.exists()) {
    context_.kernel.close(host.grace);
  }
  if (host.state == State::kPulling || host.state == State::kStarting) {
    context_.kernel.close(host.starter);
  }
  serving_.workers->close_domain(host.domain, now);
  context_.gauges.add(Gauge::kVcpuReserved, now, -reserved_.milli());
  if (host.state != State::kPulling) {
    context_.gauges.add(Gauge::kMemoryUsed, now, -memory_.count());
  }
  const DomainId domain = host.domain;
  host = {};
  host.domain = domain;
}

std::int64_t InstanceReplicas::cpu_used(MachineId machine, sim::Time now) {
  return serving_.workers->cpu_used_in(instance(machine).domain, now);
}

void InstanceReplicas::limit_cpu(MachineId machine, sim::Vcpu capacity, sim::Time now) {
  serving_.workers->set_capacity(instance(machine).domain, capacity, now);
}

std::vector<ReplicaId> InstanceReplicas::list_on(MachineId machine) {
  return {replicas_on(machine), replicas_on(machine) + deployment_.replicas};
}

bool InstanceReplicas::has_unhealthy(MachineId machine) {
  const std::vector<ReplicaId> replicas = list_on(machine);
  return std::any_of(replicas.begin(), replicas.end(), [&](ReplicaId replica) { return !copy_of(replica).is_healthy; });
}

std::int64_t InstanceReplicas::cpu_used_on(MachineId machine, sim::Time now) {
  std::int64_t used = 0;
  for (std::int64_t i = 0; i < deployment_.replicas; ++i) {
    used += serving_.workers->cpu_used(replicas_on(machine)[i], now);
  }
  return used;
}

bool InstanceReplicas::was_in_service(MachineId machine, sim::Time at) {
  return std::all_of(replicas_on(machine), replicas_on(machine) + deployment_.replicas,
                     [&](ReplicaId replica) { return copy_of(replica).in_service_at <= at; });
}

/// Requests that its replicas hold now.
std::int64_t InstanceReplicas::places_in_use(MachineId machine) {
  std::int64_t outstanding = 0;
  for (std::int64_t i = 0; i < deployment_.replicas; ++i) {
    outstanding += serving_.workers->outstanding(replicas_on(machine)[i]);
  }
  return outstanding;
}

LoadSample InstanceReplicas::collect(sim::Time from, sim::Time to) {
  LoadSample sample{from, to, 0, 0, 0, 0};
  const std::int64_t length = (to - from).nanoseconds();
  for (std::uint32_t index = 0; index < instances_.size(); ++index) {
    const MachineId machine{index};
    Instance& host = instances_[index];
    if (host.state != State::kInService) {
      continue;
    }
    const std::int64_t used = cpu_used_on(machine, to);
    if (host.warm_at <= from && was_in_service(machine, from)) {
      // CloudWatch's average is one over instances: the percentage of a large one weighs no more than a small one's.
      const auto used_here = static_cast<sim::Int128>(used - host.cpu_at_sample) * group_->vcpus().milli();
      std::int64_t share = static_cast<std::int64_t>(used_here / group_->vcpus_of(machine).milli());
      if (deployment_.places) {  // as if the busier of CPU and places were CPU
        const std::int64_t whole = length * group_->vcpus().milli() / 1'000;
        const sim::Int128 taken = static_cast<sim::Int128>(whole) * places_in_use(machine);
        share = std::max(share, static_cast<std::int64_t>(taken / (deployment_.replicas * *deployment_.places)));
      }
      sample.cpu_used += share;
      sample.cpu_capacity += length * group_->vcpus().milli() / 1'000;
      sample.replica_time += length;
    }
    host.cpu_at_sample = used;
  }
  sample.requests = serving_.balancer->requests_routed() - requests_at_sample_;
  requests_at_sample_ = serving_.balancer->requests_routed();
  return sample;
}

CapacityView InstanceReplicas::capacity(sim::Time now) const {
  CapacityView view;
  view.desired = group_->desired();
  const bool is_launching = group_->desired() > in_service_count_;
  const bool is_warming = std::any_of(instances_.begin(), instances_.end(), [&](const Instance& host) {
    return host.state != State::kAbsent && host.state != State::kDraining && host.warm_at > now;
  });
  view.warming = is_launching || is_warming;
  return view;
}

void InstanceReplicas::apply(const ScalingDecision& decision, sim::Time now) {
  group_->set_desired(decision.desired, now);
  context_.gauges.set(Gauge::kReplicasDesired, now, decision.desired * deployment_.replicas);
  update_starting(now);
}

void InstanceReplicas::limits_changed(const Limits& limits, std::optional<std::int64_t> desired, const std::string& why,
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

double InstanceReplicas::load_so_far(PredictedMetric metric, sim::Time now) {
  if (metric == PredictedMetric::kCpu) {
    return sim::Duration::nanoseconds(serving_.workers->cpu_used_total(now)).seconds();
  }
  return static_cast<double>(serving_.balancer->requests_routed());
}

void InstanceReplicas::update_starting(sim::Time now) {
  context_.gauges.set(Gauge::kReplicasStarting, now,
                      std::max<std::int64_t>(group_->desired() - in_service_count_, 0) * deployment_.replicas);
}

InstanceReplicas::Instance& InstanceReplicas::instance(MachineId machine) {
  if (instances_.size() <= machine.index()) {
    instances_.resize(machine.index() + 1);
    replicas_.resize(instances_.size() * static_cast<std::size_t>(deployment_.replicas), ReplicaId::none());
  }
  return instances_[machine.index()];
}

/// "i-00001", or "i-00001/2" where an instance has several.
std::string InstanceReplicas::name_of(ReplicaId replica) const {
  const MachineId machine = copies_[replica.index()].machine;
  std::string name = group_->name_of(machine);
  if (deployment_.replicas == 1) {
    return name;
  }
  const auto first = replicas_.begin() + static_cast<std::ptrdiff_t>(machine.index()) * deployment_.replicas;
  return fmt::format("{}/{}", name, std::find(first, first + deployment_.replicas, replica) - first + 1);
}

}  // namespace models::compute
