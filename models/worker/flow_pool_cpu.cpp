// What the replicas of a flow pool have used, for meters and for the metrics of those that are watched.
#include "models/worker/flow_pool.hpp"
#include "sim/check.hpp"

namespace models::worker {

std::int64_t FlowPool::cpu_used(ReplicaId id, sim::Time now) {
  source_.settle(now);
  return used_so_far(replicas_[id]);
}

std::int64_t FlowPool::used_so_far(const Replica& replica) const {
  return replica.cpu + (replica.is_target ? each_so_far(domains_[replica.domain]) : 0);
}

std::int64_t FlowPool::cpu_used_in(DomainId id, sim::Time now) {
  source_.settle(now);
  const Domain& domain = domains_[id];
  return domain.cpu + domain.targets * each_so_far(domain);
}

sim::Int128 FlowPool::cpu_used_total(sim::Time now) {
  source_.settle(now);
  return cpu_;
}

/// Of those that were targets then.
std::int64_t FlowPool::each_at_begin(const Domain& domain) const {
  return domain.noted_in == period_ ? domain.each_at_begin
                                    : domain.each + groups_[domain.group].cpu_at_begin - domain.group_cpu;
}

/// What a replica's counter was when it began to count in this period. Unless that was written down, it has not become
/// a target or ceased to be one since the period began.
std::int64_t FlowPool::cpu_at_begin(const Replica& replica) const {
  if (replica.noted_in == period_) {
    return replica.cpu_at_begin;
  }
  return replica.cpu + (replica.is_target ? each_at_begin(domains_[replica.domain]) : 0);
}

void FlowPool::count_watched(ReplicaId id, bool is_watched) {
  Replica& replica = replicas_[id];
  SIM_CHECK(replica.is_watched != is_watched, "a replica is watched once, and let go once");
  replica.is_watched = is_watched;
  if (replica.is_target) {
    Domain& domain = domains_[replica.domain];
    domain.watched += is_watched ? 1 : -1;
    groups_[domain.group].watched += is_watched ? 1 : -1;
  }
}

void FlowPool::watch(ReplicaId id, sim::Time now) {
  source_.settle(now);
  count_watched(id, true);
  Replica& replica = replicas_[id];
  replica.cpu_at_begin = used_so_far(replica);
  replica.noted_in = period_;
}

void FlowPool::unwatch(ReplicaId id, sim::Time now) {
  watched_cpu_ -= used(id, now);
  count_watched(id, false);
}

std::int64_t FlowPool::used(ReplicaId id, sim::Time now) {
  source_.settle(now);
  return used_so_far(replicas_[id]) - cpu_at_begin(replicas_[id]);
}

std::int64_t FlowPool::used_by_all(sim::Time now) {
  source_.settle(now);
  return watched_cpu_;
}

void FlowPool::restart(sim::Time now) {
  source_.settle(now);
  ++period_;
  watched_cpu_ = 0;
  for (Group& group : groups_) {
    group.cpu_at_begin = group.cpu;
  }
}

}  // namespace models::worker
