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
  for (Copy& copy : host.copies) {
    update_ready(machine, copy, now);
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
      for (const Copy& copy : host.copies) {
        serving_.balancer->target_lost(copy.replica, now);
      }
      for (const Copy& copy : host.copies) {
        count_life(copy, now);
        remove_replica(copy, now);
      }
      close(machine, now);
      break;
    case State::kAbsent:
    case State::kDraining:
      SIM_CHECK(false, "an instance that is lost has booted and is not leaving");
  }
  update_starting(now);
}

/// With the last of them the instance itself may go, from inside the call.
void InstanceReplicas::deregister_all(MachineId machine, sim::Time now) {
  const std::vector<Copy> copies = instance(machine).copies;
  instance(machine).to_drain = static_cast<std::int64_t>(copies.size());
  for (const Copy& copy : copies) {
    serving_.balancer->deregister_target(copy.replica, now);
  }
}

void InstanceReplicas::drained(ReplicaId replica, sim::Time now) {
  const MachineId machine = machine_of(replica);
  Instance& host = instance(machine);
  const Copy& copy = copy_of(replica);
  count_life(copy, now);
  remove_replica(copy, now);
  if (--host.to_drain == 0) {
    close(machine, now);
    group_->release(machine, now);
  }
}

void InstanceReplicas::count_life(const Copy& copy, sim::Time now) {
  if (copy.in_service_at != sim::Time::never() && now >= sim::Time{}) {
    ++ended_;
    lifetimes_ += now - copy.in_service_at;
  }
}

void InstanceReplicas::remove_replica(const Copy& copy, sim::Time now) {
  if (lives_) {
    lives_->end(copy.replica, now);
  }
  serving_.workers->remove_replica(copy.replica, now);
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

std::int64_t InstanceReplicas::cpu_used_on(const Instance& host, sim::Time now) {
  std::int64_t used = 0;
  for (const Copy& copy : host.copies) {
    used += serving_.workers->cpu_used(copy.replica, now);
  }
  return used;
}

LoadSample InstanceReplicas::collect(sim::Time from, sim::Time to) {
  LoadSample sample{from, to, 0, 0, 0, 0};
  const std::int64_t length = (to - from).nanoseconds();
  for (Instance& host : instances_) {
    if (host.state != State::kInService) {
      continue;
    }
    const std::int64_t used = cpu_used_on(host, to);
    if (host.in_service_at <= from && host.warm_at <= from) {
      // CloudWatch's average is one over instances: the percentage of a large one weighs no more than a small one's.
      const auto used_here = static_cast<sim::Int128>(used - host.cpu_at_sample) * group_->vcpus().milli();
      sample.cpu_used += static_cast<std::int64_t>(used_here / host.vcpu.milli());
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
  }
  return instances_[machine.index()];
}

InstanceReplicas::Copy& InstanceReplicas::copy_of(ReplicaId replica) {
  std::vector<Copy>& copies = instance(machine_of(replica)).copies;
  const auto found =
      std::find_if(copies.begin(), copies.end(), [&](const Copy& copy) { return copy.replica == replica; });
  SIM_CHECK(found != copies.end(), "a replica runs on the instance that it was started on");
  return *found;
}

/// "i-00001", or "i-00001/2" where an instance has several.
std::string InstanceReplicas::name_of(ReplicaId replica) const {
  const MachineId machine = machine_of(replica);
  const std::string name = fmt::format("i-{:05}", group_->serial_of(machine));
  if (deployment_.replicas == 1) {
    return name;
  }
  const std::vector<Copy>& copies = instances_[machine.index()].copies;
  const auto found =
      std::find_if(copies.begin(), copies.end(), [&](const Copy& copy) { return copy.replica == replica; });
  return fmt::format("{}/{}", name, found - copies.begin() + 1);
}

}  // namespace models::compute
