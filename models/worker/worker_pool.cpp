#include "models/worker/worker_pool.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "sim/check.hpp"

namespace models::worker {

namespace {

std::vector<LaneSpec> lanes_of(const Application& application) {
  std::vector<LaneSpec> lanes;
  for (const auto& [name, container] : application.containers) {
    LaneSpec lane;
    // Docker's smallest cpu.shares is 2 of 1024: a container that reserves nothing still gets its turn.
    constexpr std::int64_t kSmallestWeight = 2;
    lane.weight = static_cast<std::uint64_t>(std::max(container.cpu.milli(), kSmallestWeight));
    if (container.cpu_limit) {
      // Rounded, not cut: a tenth of a vCPU is off by 1.4e-9 of itself when cut, by 0.9e-9 when rounded.
      lane.limit = ((static_cast<std::uint64_t>(container.cpu_limit->milli()) << 32) + 500) / 1'000;
    }
    lane.parallelism = static_cast<std::uint64_t>(container.parallelism) << 32;
    lanes.push_back(lane);
  }
  return lanes;
}

}  // namespace

WorkerPool::WorkerPool(const RunContext& context, const ReplicaLimits& limits)
    : kernel_{context.kernel},
      requests_{context.requests},
      gauges_{context.gauges},
      program_{context.program},
      is_one_phase_{context.program.is_one_phase()},
      lanes_{lanes_of(context.application)},
      of_each_(lanes_.size(), 1),
      replica_lanes_{lanes_},
      begin_{context.start},
      concurrency_{limits.concurrency.value_or(std::numeric_limits<std::int64_t>::max())},
      queue_limit_{limits.queue.value_or(std::numeric_limits<std::int64_t>::max())},
      deadlines_{kernel_, requests_, limits.queue_timeout.value_or(sim::Duration::max()), sim::Phase::kCompletion,
                 *this} {
  std::transform(program_.phases.begin(), program_.phases.end(), std::back_inserter(phase_lanes_), &lane_of);
  if (const std::optional<FirstRequests>& first = context.application.first_requests) {
    first_requests_ = static_cast<std::uint32_t>(first->count);
    slowdown_q16_ = static_cast<std::uint64_t>(std::llround(first->factor * 65'536.0));
  }
  if (context.application.may_fail()) {
    containers_ = std::make_unique<Containers>(context.application, kernel_, gauges_);
  }
}

/// Ready answers for replicas of one container that have a CPU domain to themselves; one set per kind of domain.
const LoneLaneRates& WorkerPool::lone_rates(sim::Vcpu capacity, CpuSpeed speed) {
  const std::uint64_t q32 = CpuDomain::q32_of(capacity);
  for (const auto& rates : lone_rates_) {
    if (rates->capacity() == q32 && rates->speed() == speed) {
      return *rates;
    }
  }
  lone_rates_.push_back(std::make_unique<LoneLaneRates>(q32, speed, replica_lanes_[0], lane_kinds_));
  return *lone_rates_.back();
}

void WorkerPool::reschedule(CpuDomain& domain) {
  reschedule(domain, domain.next());
}

inline void WorkerPool::reschedule(const CpuDomain& domain, sim::Time next) {
  if (next != kernel_.time_of_slot(domain.owner.slot)) {
    schedule(domain, next);
  }
}

inline void WorkerPool::schedule(const CpuDomain& domain, sim::Time next) {
  if (next == sim::Time::never()) [[unlikely]] {
    nothing_is_due(domain);
  } else {
    kernel_.schedule<sim::Phase::kCompletion>(domain.owner.slot, next);
  }
}

void WorkerPool::nothing_is_due(const CpuDomain& domain) {
  kernel_.cancel(domain.owner.slot);
}

inline bool WorkerPool::enter_phase(CpuDomain& domain, const Replica& replica, RequestId request, std::uint16_t phase,
                                    sim::Time now) {
  Request& record = requests_[request];
  std::int64_t demand = 0;
  for (;; ++phase) {
    if (program_.phases[phase].kind == ProgramPhase::Kind::kEnd) {
      record.phase = phase;
      return true;
    }
    demand = requests_.demand(request, phase);
    if (demand != 0) [[likely]] {
      break;
    }
  }
  record.phase = phase;
  const ProgramPhase& at = program_.phases[phase];
  if (containers_ && !containers_->enter(record.replica, at.container, now)) [[unlikely]] {
    record.phase = kLost;
    return true;
  }
  if (record.is_slow && at.kind == ProgramPhase::Kind::kCpu) [[unlikely]] {
    demand = slowed(demand);
  }
  const PhaseLane lane = phase_lanes_[phase];
  domain.enter((replica.first_lane & lane.of_replica) + lane.lane, request, demand, now);
  return false;
}

inline bool WorkerPool::begin_service(CpuDomain& domain, Replica& replica, RequestId request, sim::Time now) {
  Request& record = requests_[request];
  ++replica.in_service;
  record.waited = now - record.admitted;
  if (first_requests_ > 0) [[unlikely]] {
    record.is_slow = replica.slow_left > 0;
    replica.slow_left -= record.is_slow ? 1 : 0;
  }
  return enter_phase(domain, replica, request, program_.first_phases[record.request_class], now);
}

DomainId WorkerPool::open_domain(sim::Vcpu capacity, CpuSpeed speed, sim::Time) {
  const DomainId id = domains_.acquire(lanes_.size() == 1 ? CpuDomain{lone_rates(capacity, speed)}
                                                          : CpuDomain{capacity, speed, lane_kinds_});
  if (id.index() < retired_in_domain_.size()) {
    retired_in_domain_[id.index()] = 0;
  }
  domains_[id].owner.slot =
      kernel_.open(sim::bind<&WorkerPool::due, &WorkerPool::expect_due>(*this, id.index()), sim::Phase::kCompletion);
  return id;
}

void WorkerPool::set_capacity(DomainId id, sim::Vcpu capacity, sim::Time now) {
  CpuDomain& domain = domains_[id];
  if (lanes_.size() == 1) {
    domain.set_capacity(lone_rates(capacity, domain.speed()), now);
  } else {
    domain.set_capacity(CpuDomain::q32_of(capacity), now);
  }
  reschedule(domain);
}

void WorkerPool::close_domain(DomainId id, sim::Time) {
  const CpuDomain::Owner& owner = domains_[id].owner;
  SIM_CHECK(owner.replicas == 0, "a CPU domain is closed only when its replicas are gone");
  kernel_.close(owner.slot);
  domains_[id].owner.slot = sim::SlotId::none();
  domains_.release(id);
  if (containers_) {
    containers_->domain_closed(id);
  }
}

ReplicaId WorkerPool::add_replica(DomainId domain, sim::Time now) {
  Replica replica;
  replica.first_lane = domains_[domain].add_lanes(replica_lanes_);
  replica.is_alive = true;
  replica.slow_left = now > begin_ ? first_requests_ : 0;
  const ReplicaId id = replicas_.acquire(replica);
  domain_of_.resize(replicas_.size());
  domain_of_[id.index()] = domain;
  CpuDomain::Owner& owner = domains_[domain].owner;
  owner.replica = ++owner.replicas == 1 ? id : ReplicaId::none();
  if (containers_) {
    containers_->replica_added(id, domain, now);
  }
  if (places_) {
    domains_[domain].track(*places_);
  }
  return id;
}

void WorkerPool::remove_replica(ReplicaId id, sim::Time now) {
  abort_all(id, now);
  Replica& replica = replicas_[id];
  CpuDomain& domain = domain_of(id);
  const std::int64_t used = cpu_used(id, now);
  retired_cpu_ += used;
  const std::size_t of_domain = domain_of_[id.index()].index();
  if (retired_in_domain_.size() <= of_domain) {
    retired_in_domain_.resize(of_domain + 1);
  }
  retired_in_domain_[of_domain] += used;
  domain.remove_lanes(replica.first_lane, static_cast<std::uint32_t>(lanes_.size()), now);
  --domain.owner.replicas;
  reschedule(domain);
  if (containers_) {
    containers_->replica_removed(id, now);
  }
  replica.is_alive = false;
  replicas_.release(id);
}

bool WorkerPool::offer(ReplicaId id, RequestId request, sim::Time now) {
  CpuDomain& domain = domain_of(id);
  Replica& replica = replicas_[id];
  const bool must_wait = replica.in_service >= concurrency_;
  if (must_wait && replica.queued >= queue_limit_) {
    return false;
  }
  Request& record = requests_[request];
  record.replica = id;
  record.admitted = now;
  if (must_wait) {
    enqueue(id, request);
    return true;
  }
  kernel_.expect(domain.owner.slot);
  if (replica.in_service == 0) {
    gauges_.add(Gauge::kReplicasBusy, now, 1);
  }
  if (begin_service(domain, replica, request, now)) [[unlikely]] {
    finish(id, request, now);
    reschedule(domain_of(id));
    return true;
  }
  reschedule(domain, domain.next());
  return true;
}

bool WorkerPool::answers(ReplicaId id, sim::Duration within, sim::Time now) const {
  const Replica& replica = replicas_[id];
  if (replica.in_service < concurrency_) {
    return true;
  }
  return replica.queued < queue_limit_ &&
         (replica.queued == 0 || now - requests_[replica.queue_head].admitted <= within);
}

std::int64_t WorkerPool::cpu_used(ReplicaId id, sim::Time now) {
  return domain_of(id).cpu_used(replicas_[id].first_lane, static_cast<std::uint32_t>(lanes_.size()), now);
}

std::int64_t WorkerPool::cpu_used_in(DomainId domain, sim::Time now) {
  std::int64_t total = domain.index() < retired_in_domain_.size() ? retired_in_domain_[domain.index()] : 0;
  if (domains_[domain].owner.replicas > 0) {
    for (std::uint32_t index = 0; index < replicas_.size(); ++index) {
      if (replicas_[ReplicaId{index}].is_alive && domain_of_[index] == domain) {
        total += cpu_used(ReplicaId{index}, now);
      }
    }
  }
  return total;
}

sim::Int128 WorkerPool::cpu_used_total(sim::Time now) {
  sim::Int128 total = retired_cpu_;
  for (std::uint32_t index = 0; index < replicas_.size(); ++index) {
    if (replicas_[ReplicaId{index}].is_alive) {
      total += cpu_used(ReplicaId{index}, now);
    }
  }
  return total;
}

RequestId WorkerPool::pass_place_on(ReplicaId id, sim::Time now) {
  Replica& replica = replicas_[id];
  --replica.in_service;
  if (replica.queued > 0) {
    return serve_queue(id, now);
  }
  if (replica.in_service == 0) {
    gauges_.add(Gauge::kReplicasBusy, now, -1);
  }
  return RequestId::none();
}

RequestId WorkerPool::serve_queue(ReplicaId id, sim::Time now) {
  Replica& replica = replicas_[id];
  const RequestId first = replica.queue_head;
  leave_queue(replica, first);
  deadlines_.remove(first);
  return begin_service(domain_of(id), replica, first, now) ? first : RequestId::none();
}

inline void WorkerPool::report_end(ReplicaId id, RequestId request, sim::Time now) {
  if (containers_ && requests_[request].phase == kLost) [[unlikely]] {
    events_->aborted(id, request, now);
  } else {
    events_->served(id, request, now);
  }
}

/// Each that comes to its end at once is reported in its turn.
void WorkerPool::finish(ReplicaId id, RequestId request, sim::Time now) {
  for (RequestId ended = request; ended.exists();) {
    const RequestId next = pass_place_on(id, now);
    report_end(id, ended, now);
    ended = next;
  }
}

void WorkerPool::due(std::uint32_t index, sim::Time now) {
  const DomainId id{index};
  sim::Time next = now;
  do {
    const RequestId request = domains_[id].take_due(next);
    Request& record = requests_[request];
    // Who is alone in its domain needs not wait for the request's line to say so.
    CpuDomain& domain = domains_[id];
    const ReplicaId replica = domain.owner.replica.exists() ? domain.owner.replica : record.replica;
    if (containers_) [[unlikely]] {
      leave_container(replica, request, now);
    }
    bool is_over = is_one_phase_;
    if (!is_over) {
      is_over = enter_phase(domain, replicas_[replica], request, static_cast<std::uint16_t>(record.phase + 1), now);
    }
    if (is_over) {
      const RequestId at_end = pass_place_on(replica, now);
      report_end(replica, request, now);
      if (at_end.exists()) [[unlikely]] {
        finish(replica, at_end, now);
      }
    }
    next = domains_[id].next();
  } while (next <= now);
  SIM_DCHECK(domains_[id].owner.slot.exists(), "nobody closes a domain while it is at work");
  schedule(domains_[id], next);
}

/// While other events are handled: first the domain, and when its turn is near the request that will be taken.
void WorkerPool::expect_due(std::uint32_t index, bool is_near) const {
  const CpuDomain& domain = domains_[DomainId{index}];
  if (!is_near) {
    domain.expect();
    return;
  }
  const RequestId request = domain.likely_next();
  if (request.exists()) {
    sim::prefetch(&requests_[request]);
  }
  if (domain.owner.replica.exists()) {
    sim::prefetch(&replicas_[domain.owner.replica]);
  }
  domain.expect_due();
}

void WorkerPool::leave_container(ReplicaId id, RequestId request, sim::Time now) {
  containers_->leave(id, program_.phases[requests_[request].phase].container, now);
}

void WorkerPool::enqueue(ReplicaId id, RequestId request) {
  Replica& replica = replicas_[id];
  Request& record = requests_[request];
  record.in_queue = {replica.queue_tail, RequestId::none()};
  (replica.queue_tail.exists() ? requests_[replica.queue_tail].in_queue.next : replica.queue_head) = request;
  replica.queue_tail = request;
  ++replica.queued;
  deadlines_.add(request);
}

void WorkerPool::leave_queue(Replica& replica, RequestId request) {
  const RequestLinks links = requests_[request].in_queue;
  (links.previous.exists() ? requests_[links.previous].in_queue.next : replica.queue_head) = links.next;
  (links.next.exists() ? requests_[links.next].in_queue.previous : replica.queue_tail) = links.previous;
  --replica.queued;
}

void WorkerPool::deadline_passed(RequestId request, sim::Time now) {
  const ReplicaId id = requests_[request].replica;
  leave_queue(replicas_[id], request);
  events_->queue_timed_out(id, request, now);
}

void WorkerPool::abort_all(ReplicaId id, sim::Time now) {
  Replica& replica = replicas_[id];
  std::vector<RequestId> aborted;
  while (replica.queued > 0) {
    const RequestId first = replica.queue_head;
    aborted.push_back(first);
    leave_queue(replica, first);
    deadlines_.remove(first);
  }
  const auto take_if_mine = [&](RequestId request) {
    const bool is_mine = requests_[request].replica == id;
    if (is_mine) {
      aborted.push_back(request);
    }
    return is_mine;
  };
  domain_of(id).evict(replica.first_lane, static_cast<std::uint32_t>(lanes_.size()), now, take_if_mine);
  if (outstanding(id) > 0 || !aborted.empty()) {
    gauges_.add(Gauge::kReplicasBusy, now, -1);
  }
  replica.in_service = 0;
  for (const RequestId request : aborted) {
    events_->aborted(id, request, now);
  }
}

}  // namespace models::worker
