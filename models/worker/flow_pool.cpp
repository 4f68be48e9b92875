#include "models/worker/flow_pool.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "sim/check.hpp"
#include "sim/random/math.hpp"

namespace models::worker {

namespace {

namespace random = sim::random;

/// Numbers of stations that make the same difference to their laws: of one chosen at random none at all, of stations
/// in turn none beyond 64, of the least busy one steps of at most 6 %.
std::int64_t telling_count(std::int64_t count, sim::theory::Choice choice) {
  constexpr int kBits = 5;
  constexpr std::int64_t kMany = 64;
  switch (choice) {
    case sim::theory::Choice::kRandom:
      return std::min<std::int64_t>(count, 2);
    case sim::theory::Choice::kInTurn:
      return std::min(count, kMany);
    case sim::theory::Choice::kLeastBusy:
      break;
  }
  const int shift = std::max(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(count))) - kBits, 0);
  return count >> shift << shift;
}

}  // namespace

/// A router that only keeps the pool informed.
class FlowPool::Targets final : public Router {
 public:
  explicit Targets(FlowPool& pool) : pool_{pool} {}
  void added(ReplicaId replica) override { pool_.become_target(replica, true); }
  void removed(ReplicaId replica) override { pool_.become_target(replica, false); }
  ReplicaId assign(sim::Time) override { return ReplicaId::none(); }
  void released(ReplicaId) override {}

 private:
  FlowPool& pool_;
};

FlowPool::FlowPool(const RunContext& context, const ReplicaLimits& limits, sim::theory::Choice choice,
                   FlowSource& source, std::shared_ptr<const FlowLaws> laws)
    : kernel_{context.kernel},
      gauges_{context.gauges},
      source_{source},
      laws_{std::move(laws)},
      choice_{choice},
      concurrency_{limits.concurrency},
      queue_{limits.queue} {
  if (limits.queue_timeout) {
    queue_timeout_ = limits.queue_timeout->seconds();
  }
}

std::unique_ptr<Router> FlowPool::router() {
  return std::make_unique<Targets>(*this);
}

DomainId FlowPool::open_domain(sim::Vcpu capacity, CpuSpeed speed, sim::Time) {
  Domain domain;
  domain.capacity = capacity;
  domain.speed = speed;
  const DomainId id = domains_.acquire(domain);
  join_group(domains_[id]);
  return id;
}

void FlowPool::set_capacity(DomainId id, sim::Vcpu capacity, sim::Time now) {
  source_.settle(now);
  Domain& domain = domains_[id];
  leave_group(domain);
  domain.capacity = capacity;
  join_group(domain);
}

void FlowPool::close_domain(DomainId id, sim::Time) {
  SIM_CHECK(domains_[id].replicas == 0, "a CPU domain is closed only when its replicas are gone");
  leave_group(domains_[id]);
  domains_[id].is_open = false;
  domains_.release(id);
}

ReplicaId FlowPool::add_replica(DomainId domain, sim::Time now) {
  settle_before_change(now);
  Replica replica;
  replica.domain = domain;
  const ReplicaId id = replicas_.acquire(replica);
  ++domains_[domain].replicas;
  return id;
}

void FlowPool::remove_replica(ReplicaId id, sim::Time now) {
  settle_before_change(now);
  SIM_CHECK(!replicas_[id].is_target && !replicas_[id].is_watched,
            "a replica leaves the balancer, and the metrics, before it ends");
  --domains_[replicas_[id].domain].replicas;
  replicas_.release(id);
}

/// Where many serve, one more or less makes no difference to the others: a step ends only when some have come or gone.
/// In a flood each does: what waits for it depends on when it came.
void FlowPool::settle_before_change(sim::Time now) {
  constexpr std::int64_t kTelling = 200;  // one in so many
  const bool is_flooded =
      std::any_of(groups_.begin(), groups_.end(), [](const Group& group) { return group.waiting > 0.0; });
  if (is_flooded || changes_ >= targets_ / kTelling) {
    source_.settle(now);
    changes_ = 0;
  }
}

void FlowPool::become_target(ReplicaId id, bool is_target) {
  settle_before_change(kernel_.now());
  ++changes_;
  Replica& replica = replicas_[id];
  SIM_CHECK(replica.is_target != is_target, "a target is added once, and removed once");
  Domain& domain = domains_[replica.domain];
  if (replica.is_watched) {
    replica.cpu_at_begin = cpu_at_begin(replica);
    replica.noted_in = period_;
  }
  leave_group(domain);
  const std::int64_t more = is_target ? -domain.each : domain.each;
  replica.cpu += more;
  domain.cpu += more;
  replica.is_target = is_target;
  domain.targets += is_target ? 1 : -1;
  domain.watched += replica.is_watched ? (is_target ? 1 : -1) : 0;
  targets_ += is_target ? 1 : -1;
  join_group(domain);
}

FlowStation FlowPool::station_of(const Group& group, bool is_even) const {
  FlowStation station;
  station.is_even = is_even;
  station.count = telling_count(group.domains, choice_);
  station.vcpu = group.capacity.in_vcpu();
  station.speed = group.speed.value();
  station.choice = choice_;
  if (concurrency_) {
    station.slots = *concurrency_ * group.targets;
    if (queue_) {
      station.queue = *queue_ * group.targets;
    }
    station.patience = queue_timeout_;
  }
  return station;
}

const StationLaws& FlowPool::laws_of(Group& group, bool is_even) const {
  const FlowStation station = station_of(group, is_even);
  if (group.laws == nullptr || group.laws->station() != station) {
    group.laws = &laws_->of(station);
  }
  return *group.laws;
}

void FlowPool::flow(FlowStep& step) {
  changes_ = 0;
  if (targets_ == 0) {
    step.is_routed = false;
    step.rejected = static_cast<double>(step.offered);
    homeless_ = 0.0;
    return;
  }
  for (Group& group : groups_) {
    if (group.targets > 0 && group.domains > 0) {
      serve(group, step);
    }
  }
  if (has_latecomers_) {
    merge_groups();
  }
  double completed = 0.0;
  for (const FlowPart& part : step.parts) {
    completed += part.share;
  }
  for (FlowPart& part : step.parts) {
    part.share = completed > 0.0 ? part.share / completed : 0.0;
  }
  step.wait_mean = completed > 0.0 ? step.wait_mean / completed : 0.0;
}

/// Adds what becomes of the group's share of the step; parts count requests until all groups are done.
void FlowPool::serve(Group& group, FlowStep& step) {
  const double seconds = step.seconds();
  const double domains = static_cast<double>(group.domains);
  const double targets = domains * static_cast<double>(group.targets);
  const double share = targets / static_cast<double>(targets_);
  const double offered = static_cast<double>(step.offered) * share;
  const double expected = step.expected * share;
  const StationLaws& laws = laws_of(group, step.is_even);
  const double capacity = laws.capacity() * domains * seconds;  // requests of this step
  const double load = (expected + group.waiting) / capacity;
  const double before = group.waiting;
  const bool is_steady = before == 0.0 && load < StationLaws::kHighest;
  FlowLawBetween law = laws.at(load);
  Served served =
      is_steady ? pass_steadily(group, law, offered, load) : pass_flooded(group, offered, capacity, seconds);
  if (!is_steady) {
    const FlowLaw& met = laws.with_excess(differing_delay(group, before, served.delay, expected, capacity / seconds));
    law = {met, met, 0.0};
    served.delay = std::max(served.delay - (law.latency_mean - laws.at(0.0).latency_mean), 0.0);
  }

  const double cpu_each =
      step.offered > 0 ? step.cpu / static_cast<double>(step.offered) : laws_->demands().moments().cpu_mean;
  const double most = group.capacity.in_vcpu() * domains * seconds;
  const double used = std::min(served.completed * cpu_each / group.speed.value(), most);
  const std::int64_t used_each = std::llround(used / targets * 1e9);
  group.cpu += used_each;
  cpu_ += static_cast<sim::Int128>(used_each) * (group.domains * group.targets);
  watched_cpu_ += used_each * group.watched;

  // Of several replicas that share a machine each is idle more often than all of them.
  const double idle = group.targets == 1 ? law.idle : random::pow(law.idle, 1.0 / static_cast<double>(group.targets));
  const double busy = load >= 1.0 ? 1.0 : 1.0 - idle;
  gauges_.accrue(Gauge::kReplicasBusy, static_cast<sim::Int128>(std::llround(busy * targets * seconds * 1e9)));

  if (served.delay > 0.0) {
    step.parts.emplace_back(served.completed, delayed(law, served.delay));
  } else {
    step.parts.emplace_back(served.completed * (1.0 - law.of_high), law.low->latency);
    step.parts.emplace_back(served.completed * law.of_high, law.high->latency);
  }
  step.rejected += served.rejected;
  step.timed_out += served.timed_out;
  step.in_system += served.completed / seconds * law.latency_mean + group.waiting;
  step.wait_mean += served.completed * (law.wait_mean + (concurrency_ ? served.queued : 0.0));
  step.load = std::max(step.load, load);
}

/// Of a flood's delay, what differs from request to request: the law says how. A queue that was there before and has an
/// end is full, or was; there differs what it grew or shrank by, and how long the services take that stand before one.
/// Else it is the whole delay, or what chance lets gather in a queue that was empty; also where slots share vCPUs,
/// since the delay is then in proportion to what a request asks for.
double FlowPool::differing_delay(const Group& group, double before, double delay, double expected, double rate) const {
  const double domains = static_cast<double>(group.domains);
  const bool shares =
      !concurrency_ || static_cast<double>(*concurrency_ * group.targets) > std::max(group.capacity.in_vcpu(), 1.0);
  if (shares || !(queue_ || queue_timeout_) || before <= 0.0) {
    return std::max(delay, std::sqrt(expected / domains) * domains / rate);
  }
  // 2.33 deviations of a sum are beyond 99 %, and 3.6 means more than its mean of an exponential law.
  constexpr double kOfDeviation = 2.33 / 3.6;
  const DemandMoments& demands = laws_->demands().moments();
  const double lone = demands.cpu_mean + demands.wait_mean;
  const double deviation = std::sqrt(demands.cpu_variance + demands.wait_variance) / lone;
  const double services = std::max(delay * rate / (domains * static_cast<double>(group.targets)), 1.0);
  const double change = std::abs(group.waiting - before) / rate;
  return std::min(std::max(change, kOfDeviation * deviation * delay / std::sqrt(services)), delay);
}

/// In a queue everybody waits alike; at a shared CPU whoever asks for more waits longer.
std::unique_ptr<const LatencySlices> FlowPool::delayed(const FlowLawBetween& law, double seconds) const {
  auto latency = std::make_unique<LatencySlices>(law.latency());
  const double factor = concurrency_ ? 1.0 : 1.0 + seconds / law.latency_mean;
  const double more = concurrency_ ? seconds * 1e9 : 0.0;
  for (double& slice : latency->nanoseconds) {
    slice = slice * factor + more;
  }
  return latency;
}

/// In the steady state: who finds the queue full, or waits too long in it.
FlowPool::Served FlowPool::pass_steadily(const Group& group, const FlowMeans& law, double offered, double load) const {
  Served served;
  if (queue_ && concurrency_) {
    const double full = law.crowded * random::pow(law.queue_ratio, static_cast<double>(*queue_ * group.targets));
    served.rejected = offered * full * (1.0 - load) / (1.0 - load * full);
  }
  if (queue_timeout_ && law.delayed > 0.0) {
    const double late = law.delayed * random::exp(-law.wait_rate * *queue_timeout_);
    served.timed_out = offered * late * (1.0 - load) / (1.0 - load * late);
  }
  served.completed = offered - served.rejected - served.timed_out;
  return served;
}

/// What the group's capacity suffices for; the rest waits for the next step, as far as queue and patience allow: at the
/// CPU as long as there are slots, then in the queue. It is taken to grow or to shrink evenly within the step.
FlowPool::Served FlowPool::pass_flooded(Group& group, double offered, double capacity, double seconds) const {
  Served served;
  const double rate = capacity / seconds;
  const double before = group.waiting;
  served.completed = std::min(before + offered, capacity);
  group.waiting = before + offered - served.completed;
  double at_cpu = 0.0;  // who holds a slot beside those that the CPU is fully used by
  if (concurrency_) {
    const double replicas = static_cast<double>(group.domains * group.targets);
    const DemandMoments& demands = laws_->demands().moments();
    const double lone = demands.cpu_mean / group.speed.value() + demands.wait_mean;
    at_cpu = std::max(static_cast<double>(*concurrency_) * replicas - rate * lone, 0.0);
    const double places = queue_ ? at_cpu + static_cast<double>(*queue_) * replicas : group.waiting;
    const double patience = queue_timeout_ ? at_cpu + *queue_timeout_ * rate : group.waiting;
    const double most = std::min(patience, places);
    if (group.waiting > most) {
      (places < patience ? served.rejected : served.timed_out) = group.waiting - most;
      group.waiting = most;
    }
  }
  served.delay = 0.5 * (before + group.waiting) / rate;
  served.queued = std::max(served.delay - at_cpu / rate, 0.0);
  return served;
}

bool FlowPool::offer(ReplicaId, RequestId, sim::Time) {
  SIM_CHECK(false, "requests come to this pool as rates");
}

void FlowPool::cancel(RequestId, sim::Time) {
  SIM_CHECK(false, "requests come to this pool as rates");
}

bool FlowPool::answers(ReplicaId id, sim::Duration, sim::Time) const {
  const Group& group = groups_[domains_[replicas_[id].domain].group];
  return !concurrency_ || group.waiting <= 0.0;
}

void FlowPool::container_down(ReplicaId, std::uint32_t, sim::Time) {
  SIM_CHECK(false, "scenarios whose containers fail are not run as rates");
}

void FlowPool::container_up(ReplicaId, std::uint32_t, sim::Time) {
  SIM_CHECK(false, "scenarios whose containers fail are not run as rates");
}

}  // namespace models::worker
