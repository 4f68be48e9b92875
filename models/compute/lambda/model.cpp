#include "models/compute/lambda/model.hpp"

#include <algorithm>

#include "models/compute/lambda/function.hpp"
#include "sim/check.hpp"
#include "sim/kernel/prefetch.hpp"

namespace models::lambda {

namespace {

constexpr std::uint64_t kFullSpeed = std::uint64_t{1} << 32;
constexpr std::int64_t kLongestShort = (std::int64_t{1} << 32) - 1;

/// ceil(work / speed), speed in Q32. Work of up to four seconds takes a division of 64 bits, and the speed of one none:
/// a division of 128 bits costs as much as the rest of an invocation. Requires one of the two.
std::int64_t time_of_short(std::int64_t work, std::uint64_t speed) {
  if (speed == kFullSpeed) {
    return work;
  }
  const std::uint64_t numerator = static_cast<std::uint64_t>(work) << 32;
  return static_cast<std::int64_t>(numerator / speed + (numerator % speed != 0 ? 1 : 0));
}

/// The longest work of which time_of_short() says no more than `limit`.
std::int64_t longest_short(std::int64_t limit, std::uint64_t speed) {
  const sim::Int128 in_limit = (static_cast<sim::Int128>(limit) * speed) >> 32;
  const std::int64_t longest = speed == kFullSpeed ? limit : kLongestShort;
  return in_limit < longest ? static_cast<std::int64_t>(in_limit) : longest;
}

std::int64_t time_of(std::int64_t work, std::uint64_t speed) {
  if (work <= kLongestShort || speed == kFullSpeed) {
    return time_of_short(work, speed);
  }
  const auto numerator = static_cast<sim::Uint128>(static_cast<std::uint64_t>(work)) << 32;
  return static_cast<std::int64_t>((numerator + speed - 1) / speed);
}

/// The speed of the program's first phase, if the function runs that one and no other, of every request; else 0.
std::uint64_t only_speed_of(const std::vector<std::vector<FunctionPhase>>& phases) {
  const bool is_only = phases.size() == 1 && phases[0].size() == 1 && phases[0][0].phase == 0;
  return is_only ? phases[0][0].speed : 0;
}

std::uint8_t usual_special(const LambdaConfig& config) {
  const bool is_stored = config.ephemeral_storage > sim::Bytes::mib(kIncludedStorageMib);
  return static_cast<std::uint8_t>((config.lifetime ? kAges : 0) | (is_stored ? kStores : 0) |
                                   (config.invocation.error_rate > sim::Fraction{} ? kMayFail : 0) |
                                   (config.reuse != ReuseOrder::kMostRecentlyUsed ? kListed : 0));
}

}  // namespace

LambdaFunction::LambdaFunction(const LambdaConfig& config, const RunContext& context,
                               std::unique_ptr<ScalingPolicy> scaling)
    : kernel_{context.kernel},
      requests_{context.requests},
      outcomes_{context.outcomes},
      gauges_{context.gauges},
      events_{context.events},
      fleet_{context.fleet},
      meters_{config, context},
      phases_{function_phases(config, context.application, context.program)},
      only_speed_{only_speed_of(phases_)},
      vcpu_per_work_{static_cast<std::uint64_t>(4294967296.0 / config.cpu_speed)},
      vcpu_{vcpu_of(config.memory)},
      memory_{config.memory},
      share_of_cpu_{std::min(1.0, config.memory.in_mib() / static_cast<double>(kMibPerVcpu))},
      timeout_{config.invocation.timeout.nanoseconds()},
      is_restored_{config.snap_start},
      concurrency_limit_{config.limits.concurrency()},
      requests_at_start_{requests_in_progress(config, context)},
      initial_environments_{initial_environments(config, context)},
      placement_{config.placement},
      init_{config.snap_start ? StartTime{config.restore} : init_of(config)},
      expiry_{config.idle_expiry},
      placement_stream_{context.stream("placement")},
      init_stream_{context.stream("init")},
      expiry_stream_{context.stream("expiry")},
      lifetime_stream_{context.stream("lifetime")},
      error_stream_{context.stream("function errors")},
      error_rate_{config.invocation.error_rate.value()},
      request_rate_{config.limits.request_rate(concurrency_limit_), context.start},
      scaling_{scaling_allowance(config.limits, context.start)},
      usual_special_{usual_special(config)},
      idle_{environments_, config.reuse, shortest_of(config.idle_expiry), longest_of(config.idle_expiry),
            context.stream("reuse")},
      idle_provisioned_{environments_, config.reuse, sim::Duration::max(), sim::Duration::max(),
                        context.stream("provisioned reuse")},
      next_refusal_entry_{context.start} {
  const bool is_plain = !config.provisioned_concurrency && config.reuse == ReuseOrder::kMostRecentlyUsed &&
                        config.invocation.type == InvocationType::kRequestResponse;
  if (is_plain && only_speed_ != 0) {
    longest_plain_ = longest_short(timeout_, only_speed_);
  }
  collector_ = kernel_.open(sim::bind<&LambdaFunction::look_for_expired>(*this), sim::Phase::kCapacity);
  event_slot_ = kernel_.open(sim::bind<&LambdaFunction::events_due>(*this), sim::Phase::kCompletion);
  if (config.lifetime) {
    lifetime_.emplace(*config.lifetime);
    age_slot_ = kernel_.open(sim::bind<&LambdaFunction::look_for_old>(*this), sim::Phase::kCapacity);
  }
  if (config.provisioned_concurrency) {
    provisioned_.emplace(*config.provisioned_concurrency, context, std::move(scaling), config.limits.most_provisioned(),
                         static_cast<ProvisionedOwner&>(*this));
  }
  if (config.invocation.type == InvocationType::kEvent) {
    queue_.emplace(config.invocation, kernel_, static_cast<EventSink&>(*this));
  }
  derive_gauges(config, context.application, gauges_);
}

void LambdaFunction::start(sim::Time now) {
  meters_.publish(now);
  std::int64_t wanted = initial_environments_;
  if (provisioned_) {
    provisioned_->start(requests_at_start_, now);
    wanted -= provisioned_->desired();
  }
  wanted = std::min(wanted, concurrency_limit_);
  for (std::int64_t i = 0; i < wanted; ++i) {
    const EnvironmentId environment = create(now);
    if (!environment.exists()) {
      break;
    }
    gauges_.add(Gauge::kReplicasReady, now, 1);
    rest(environment, now);
  }
}

LambdaFunction::Work LambdaFunction::work_of(RequestId request) const {
  Work all;
  for (const FunctionPhase& phase : phases_[requests_[request].request_class]) {
    const std::int64_t demand = requests_.demand(request, phase.phase);
    all.length += phase.speed == 0 ? demand : time_of(demand, phase.speed);
    all.cpu_time += phase.speed == 0 ? 0 : demand;
  }
  return all;
}

inline void LambdaFunction::begin(EnvironmentId id, RequestId request, sim::Time now, Work work) {
  Environment& environment = environments_[id];
  environment.state = State::kBusy;
  environment.since = now;
  environment.request = request;
  environment.invocation_work = work.cpu_time;
  gauges_.add(Gauge::kReplicasBusy, now, 1);
  await(id, now + sim::Duration::nanoseconds(work.length));
}

void LambdaFunction::invoke(EnvironmentId id, RequestId request, sim::Time now, std::int64_t init_again) {
  Work work = work_of(request);
  work.length += init_again;
  if (work.length > timeout_) [[unlikely]] {
    environments_[id].special |= kTimesOut;
    work.cpu_time = static_cast<std::int64_t>(static_cast<sim::Int128>(work.cpu_time) * timeout_ / work.length);
    work.length = timeout_;
  }
  begin(id, request, now, work);
}

void LambdaFunction::invoke_warm(EnvironmentId environment, RequestId request, sim::Time now) {
  ++concurrency_;
  requests_[request].waited = sim::Duration{};
  meters_.request(now);
  invoke(environment, request, now, 0);
}

inline void LambdaFunction::completed(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  work_done_ += static_cast<std::uint64_t>(environment.invocation_work);
  gauges_.add(Gauge::kReplicasBusy, now, -1);
  if (environment.special != kUsual) [[unlikely]] {
    completed_specially(id, now);
    return;
  }
  meters_.invocation(environment.since, now);
  --concurrency_;
  const RequestId request = environment.request;
  environment.state = State::kIdle;
  idle_.push(id, now);
  expect_expiry(now + environment.expiry);
  outcomes_.completed(request, now);
}

/// What every request does; whatever may come in between is looked at first, so that nothing is called here but at the
/// end.
void LambdaFunction::arrive(RequestId request, sim::Time now) {
  const std::int64_t demand = requests_[request].first_demand;
  if (demand > longest_plain_ || !request_rate_.has_one(now) || idle_.is_empty() || !meters_.are_at_hand(now))
      [[unlikely]] {
    arrive_specially(request, now);
    return;
  }
  SIM_DCHECK(time_of(demand, only_speed_) <= timeout_, "what is plain does not time out");
  SIM_DCHECK(concurrency_ < concurrency_limit_, "no more environments than the limit, and one of them is idle");
  request_rate_.take_one(now);
  ++concurrency_;
  requests_[request].waited = sim::Duration{};
  meters_.request_at_hand();
  begin(idle_.pop(), request, now, {demand, time_of_short(demand, only_speed_)});
}

EnvironmentId LambdaFunction::create(sim::Time now) {
  const MachineShape shape{vcpu_, memory_};
  for (std::size_t tries = 0; tries < fleet_.zone_count(); ++tries) {
    const auto host = fleet_.place(ZoneId{next_zone_}, shape, now);
    next_zone_ = (next_zone_ + 1) % static_cast<std::uint32_t>(fleet_.zone_count());
    if (host) {
      Environment environment;
      environment.special = usual_special_;
      environment.host = *host;
      environment.expiry = expiry_.draw_duration(expiry_stream_);
      environment.serial = created_++;
      const EnvironmentId id = environments_.acquire(environment);
      created_at_.resize(environments_.size());
      created_at_[id.index()] = now;
      if (lifetime_) {
        begin_life(id, now);
      }
      return id;
    }
  }
  return EnvironmentId::none();
}

Throttle LambdaFunction::start_cold(RequestId request, sim::Time now) {
  if (concurrency_ >= concurrency_limit_) {
    return Throttle::kConcurrency;
  }
  if (!scaling_.take(1, now)) {
    return Throttle::kScalingRate;
  }
  const EnvironmentId id = create(now);
  if (!id.exists()) {
    return Throttle::kNoHost;
  }
  ++concurrency_;
  Environment& environment = environments_[id];
  environment.state = State::kStarting;
  environment.request = request;
  requests_[request].admitted = now;
  outcomes_.cold_start(request, now);
  gauges_.add(Gauge::kReplicasStarting, now, 1);
  await(id, now + placement_.draw_duration(placement_stream_));
  return Throttle::kNone;
}

void LambdaFunction::await_among_many(EnvironmentId environment, sim::Time at) {
  in_use_.push(environment, at);
  expect_event(at);
}

/// The environment has been fetched with its day; the request in it is not far behind.
inline void LambdaFunction::expect_next() const {
  if (in_use_.is_empty()) {
    return;
  }
  const RequestId request = environments_[in_use_.top()].request;
  if (request.exists()) [[likely]] {
    sim::prefetch(&requests_[request]);
  }
}

/// All that come now, and what comes next as long as nothing else comes before. What they lead to is scheduled once,
/// when they are done.
void LambdaFunction::events_due(std::uint32_t, sim::Time now) {
  do {
    next_event_ = now;
    do {
      const EnvironmentId id = in_use_.top();
      in_use_.pop();
      if (in_use_.are_many()) [[unlikely]] {
        expect_next();
      }
      if (environments_[id].state == State::kBusy) [[likely]] {
        completed(id, now);
      } else {
        started(id, now);
      }
    } while (!in_use_.is_empty() && in_use_.top_time() <= now);
    if (in_use_.is_empty()) {
      next_event_ = sim::Time::never();
      return;
    }
    now = in_use_.top_time();
  } while (kernel_.goes_on(event_slot_, now));
  next_event_ = now;
  kernel_.schedule<sim::Phase::kCompletion>(event_slot_, now);
}

void LambdaFunction::started(EnvironmentId id, sim::Time now) {
  if (environments_[id].state == State::kStarting) {
    placed(id, now);
  } else {
    initialised(id, now);
  }
}

/// INIT begins, and with it billing; or a snapshot is restored, which has a price of its own.
void LambdaFunction::placed(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  environment.state = State::kInitialising;
  environment.since = now;
  sim::Duration length = init_.draw(init_stream_);
  environment.invocation_work = 0;
  if (is_restored_) {
    environment.special |= kFirst | kNotBilled;
    meters_.restore(now);
  } else if (length > kInitLimit) {
    environment.special |= kFirst | kNotBilled;
    environment.invocation_work = static_cast<std::int64_t>(static_cast<double>(length.nanoseconds()) / share_of_cpu_);
    length = kInitLimit;
  } else {
    environment.special |= kFirst;
    gauges_.add(Gauge::kMemoryBilled, now, memory_.count());
  }
  await(id, now + length);
}

void LambdaFunction::initialised(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  gauges_.add(Gauge::kReplicasStarting, now, -1);
  gauges_.add(Gauge::kReplicasReady, now, 1);
  environment.carry = 0;
  if ((environment.special & kNotBilled) == 0) {
    gauges_.add(Gauge::kMemoryBilled, now, -memory_.count());
    environment.carry = meters_.init(environment.special, environment.since, now);
  }
  environment.special &= static_cast<std::uint8_t>(~kNotBilled);
  requests_[environment.request].waited = now - requests_[environment.request].admitted;
  meters_.request(now);
  invoke(id, environment.request, now, environment.invocation_work);
}

/// By whichever rule.
void LambdaFunction::rest(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  environment.state = State::kIdle;
  idle_.put(id, now);
  expect_expiry(now + environment.expiry);
}

void LambdaFunction::look_for_expired(std::uint32_t, sim::Time now) {
  collector_at_ = idle_.collect(now, [&](EnvironmentId id) { end(id, now); });
  if (collector_at_ != sim::Time::never()) {
    kernel_.schedule(collector_, collector_at_);
  }
}

/// Its shutdown phase is not billed.
void LambdaFunction::end(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  gauges_.add(Gauge::kReplicasReady, now, -1);
  fleet_.release(environment.host, {vcpu_, memory_}, now);
  if (now >= sim::Time{}) {
    ++ended_;
    lifetimes_ += (now - created_at_[id.index()]).nanoseconds();
  }
  if (lifetime_) {
    recycled_at_[id.index()] = sim::Time::never();
  }
  environments_.release(id);
}

}  // namespace models::lambda
