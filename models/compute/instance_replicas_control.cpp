// The way out of instances, and what the control loop sees of them.
#include <algorithm>

#include <fmt/core.h>

#include "models/compute/instance_replicas.hpp"
#include "sim/check.hpp"

namespace models::compute {

void InstanceReplicas::begin_leaving(MachineId machine, State next, sim::Time now) {
  Instance& host = instance(machine);
  in_service_count_ -= host.state == State::kInService ? 1 : 0;
  if (host.is_counted) {
    count_no_more(host, machine, now);
  }
  end_warming(host);
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
    lifetimes_ += (now - copy.in_service_at).nanoseconds();
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
  end_warming(host);
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
  sample.cpu_used = use_of_all(length, to);
  sample.cpu_capacity = counted_ * (length * group_->vcpus().milli() / 1'000);
  sample.replica_time = counted_ * length;
  sample.requests = serving_.balancer->requests_routed() - requests_at_sample_;
  requests_at_sample_ = serving_.balancer->requests_routed();
  serving_.workers->watched_cpu().restart(to);
  sampled_to_ = to;
  count_those_ready(to);
  return sample;
}

/// CloudWatch's average is one over instances: the percentage of a large one weighs no more than a small one's. Where
/// all are of one size, and only CPU makes them busy, that is the use of all of them together.
std::int64_t InstanceReplicas::use_of_all(std::int64_t period, sim::Time now) {
  if (counted_others_ == 0 && !(deployment_.places && serving_.workers->holds_requests())) {
    return serving_.workers->watched_cpu().used_by_all(now);
  }
  std::int64_t used = 0;
  for (std::uint32_t index = 0; index < instances_.size(); ++index) {
    used += instances_[index].is_counted ? use_of(MachineId{index}, period, now) : 0;
  }
  return used;
}

/// As if its vCPUs were those of the group's first type, and the busier of CPU and places were CPU.
std::int64_t InstanceReplicas::use_of(MachineId machine, std::int64_t period, sim::Time now) {
  std::int64_t cpu = 0;
  for (std::int64_t i = 0; i < deployment_.replicas; ++i) {
    cpu += serving_.workers->watched_cpu().used(replicas_on(machine)[i], now);
  }
  const std::int64_t vcpus = group_->vcpus().milli();
  const auto share =
      static_cast<std::int64_t>(static_cast<sim::Int128>(cpu) * vcpus / group_->vcpus_of(machine).milli());
  if (!deployment_.places) {
    return share;
  }
  const sim::Int128 taken = static_cast<sim::Int128>(period * vcpus / 1'000) * places_in_use(machine);
  return std::max(share, static_cast<std::int64_t>(taken / (deployment_.replicas * *deployment_.places)));
}

/// Those that have come into service and have warmed up; an id that was used again stands there twice.
void InstanceReplicas::count_those_ready(sim::Time now) {
  std::erase_if(to_count_, [this, now](MachineId machine) {
    const Instance& host = instances_[machine.index()];
    const bool is_candidate = host.state == State::kInService && !host.is_counted;
    if (is_candidate && host.warm_at > now) {
      return false;
    }
    if (is_candidate) {
      count(machine, now);
    }
    return true;
  });
}

/// From now on it is in the metrics.
void InstanceReplicas::count(MachineId machine, sim::Time now) {
  instance(machine).is_counted = true;
  ++counted_;
  counted_others_ += group_->vcpus_of(machine) == group_->vcpus() ? 0 : 1;
  for (std::int64_t i = 0; i < deployment_.replicas; ++i) {
    serving_.workers->watched_cpu().watch(replicas_on(machine)[i], now);
  }
}

void InstanceReplicas::count_no_more(Instance& host, MachineId machine, sim::Time now) {
  host.is_counted = false;
  --counted_;
  counted_others_ -= group_->vcpus_of(machine) == group_->vcpus() ? 0 : 1;
  for (std::int64_t i = 0; i < deployment_.replicas; ++i) {
    serving_.workers->watched_cpu().unwatch(replicas_on(machine)[i], now);
  }
}

void InstanceReplicas::end_warming(Instance& host) {
  warming_count_ -= host.is_warming ? 1 : 0;
  host.is_warming = false;
}

/// Warm-ups are of one length and end in the order in which they began; one that was cut short, or whose end has come,
/// is found out here.
bool InstanceReplicas::is_any_warming(sim::Time now) {
  for (; !warming_.empty() && warming_.front().until <= now; warming_.pop_front()) {
    Instance& host = instance(warming_.front().machine);
    if (host.warm_at == warming_.front().until) {
      end_warming(host);
    }
  }
  return warming_count_ > 0;
}

CapacityView InstanceReplicas::capacity(sim::Time now) {
  CapacityView view;
  view.desired = group_->desired();
  const bool is_launching = group_->desired() > in_service_count_;
  view.warming = is_any_warming(now) || is_launching;
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
    return static_cast<double>(serving_.workers->cpu_used_total(now)) * 1e-9;
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
