#include "models/compute/lambda/model.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "models/compute/lambda/function.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/skus.hpp"

namespace models::lambda {

namespace {

constexpr sim::Duration kSecond = sim::Duration::seconds(1);

/// ceil(work / speed), speed in Q32. Work of up to four seconds takes a 64-bit division, and the speed of one none: a
/// division of 128 bits costs as much as the rest of an invocation.
std::int64_t time_of(std::int64_t work, std::uint64_t speed) {
  if (speed == std::uint64_t{1} << 32) {
    return work;
  }
  if (work < std::int64_t{1} << 32) [[likely]] {
    const std::uint64_t numerator = static_cast<std::uint64_t>(work) << 32;
    return static_cast<std::int64_t>(numerator / speed + (numerator % speed != 0 ? 1 : 0));
  }
  const auto numerator = static_cast<sim::Uint128>(static_cast<std::uint64_t>(work)) << 32;
  return static_cast<std::int64_t>((numerator + speed - 1) / speed);
}

sim::Duration shortest_of(const sim::random::DistributionSpec& spec) {
  return spec.kind == sim::random::DistributionSpec::Kind::kUniform ? spec.low : spec.mean;
}
sim::Duration longest_of(const sim::random::DistributionSpec& spec) {
  return spec.kind == sim::random::DistributionSpec::Kind::kUniform ? spec.high : spec.mean;
}

sim::random::DistributionSpec init_of(const LambdaConfig& config) {
  return config.init ? *config.init : *measured_init(config.runtime, config.package);
}

ServiceModel service_model(const void* object, const Application& application, const Facts&, const std::string&) {
  const auto& config = *static_cast<const LambdaConfig*>(object);
  return {.vcpu = vcpu_of(config.memory),
          .speed = config.cpu_speed,
          .runs = deployed_containers(config, application),
          .replicas = {},
          .environments = EnvironmentService{config.reserved_concurrency.value_or(config.concurrency_quota),
                                             config.placement, init_of(config), config.idle_expiry}};
}

}  // namespace

LambdaFunction::LambdaFunction(const LambdaConfig& config, const RunContext& context)
    : kernel_{context.kernel},
      requests_{context.requests},
      outcomes_{context.outcomes},
      gauges_{context.gauges},
      meters_{context.meters},
      events_{context.events},
      fleet_{context.fleet},
      phases_{function_phases(config, context.application, context.program)},
      vcpu_per_work_{static_cast<std::uint64_t>(4294967296.0 / config.cpu_speed)},
      vcpu_{vcpu_of(config.memory)},
      memory_{config.memory},
      memory_mib_{config.memory.count() >> 20},
      concurrency_limit_{config.reserved_concurrency.value_or(config.concurrency_quota)},
      initial_environments_{initial_environments(config, context)},
      placement_{config.placement},
      init_{init_of(config)},
      expiry_{config.idle_expiry},
      placement_stream_{context.stream("placement")},
      init_stream_{context.stream("init")},
      expiry_stream_{context.stream("expiry")},
      scaling_{config.scaling_burst, config.scaling_per_second, kSecond, context.start},
      idle_{environments_, shortest_of(config.idle_expiry), longest_of(config.idle_expiry)},
      next_refusal_entry_{context.start} {
  collector_ = kernel_.open(sim::bind<&LambdaFunction::look_for_expired>(*this), sim::Phase::kCapacity);
  const std::string architecture{config.architecture == CpuArchitecture::kX86 ? sku::kX86 : sku::kArm};
  const std::string on_demand{sku::kOnDemand};
  requests_meter_ = meters_.open({std::string{sku::kLambdaRequest}, "", on_demand});
  duration_meter_ = meters_.open({std::string{sku::kLambdaDuration}, architecture, on_demand});
  const sim::Bytes used = function_memory(config, context.application);
  gauges_.derive(Gauge::kMemoryBilled, Gauge::kReplicasBusy, memory_.count());
  gauges_.derive(Gauge::kVcpuBilled, Gauge::kMemoryBilled, 1'000, kMibPerVcpu << 20);
  gauges_.derive(Gauge::kMemoryUsed, Gauge::kReplicasBusy, used.count());
  gauges_.derive(Gauge::kVcpuReserved, Gauge::kReplicasReady, memory_mib_ * 1'000, kMibPerVcpu);
}

void LambdaFunction::start(sim::Time now) {
  const std::int64_t wanted = std::min(initial_environments_, concurrency_limit_);
  for (std::int64_t i = 0; i < wanted; ++i) {
    const EnvironmentId environment = create(now);
    if (!environment.exists()) {
      break;
    }
    gauges_.add(Gauge::kReplicasReady, now, 1);
    rest(environment, now);
  }
}

void LambdaFunction::arrive(RequestId request, sim::Time now) {
  if (in_use_ < concurrency_limit_) {
    const EnvironmentId environment = idle_.take();
    if (environment.exists()) {
      ++in_use_;
      requests_[request].waited = sim::Duration{};
      invoke(environment, request, now);
      return;
    }
    if (start_cold(request, now)) {
      return;
    }
  }
  if (!was_throttled_) {
    was_throttled_ = true;
    events_.limit_reached(
        in_use_ >= concurrency_limit_
            ? fmt::format("requests were throttled by the concurrency limit of {}", concurrency_limit_)
            : "requests were throttled by the rate at which environments may be created");
  }
  if (may_log_refusal(now)) {
    events_.log(now, "throttle", "function", fmt::format("429 at {} requests in progress", in_use_));
  }
  outcomes_.refused(request, Refusal::kThrottled, now);
}

/// Once a second at most, or an hour of overload would fill events.csv.
bool LambdaFunction::may_log_refusal(sim::Time now) {
  if (!events_.enabled() || now < next_refusal_entry_) {
    return false;
  }
  next_refusal_entry_ = now + sim::Duration::seconds(1);
  return true;
}

EnvironmentId LambdaFunction::create(sim::Time now) {
  const MachineShape shape{vcpu_, memory_};
  for (std::size_t tries = 0; tries < fleet_.zone_count(); ++tries) {
    const auto host = fleet_.place(ZoneId{next_zone_}, shape, now);
    next_zone_ = (next_zone_ + 1) % static_cast<std::uint32_t>(fleet_.zone_count());
    if (host) {
      Environment environment;
      environment.created = now;
      environment.host = *host;
      environment.expiry = expiry_.draw_duration(expiry_stream_);
      const EnvironmentId id = environments_.acquire(environment);
      environments_[id].slot = kernel_.open(
          sim::bind<&LambdaFunction::event, &LambdaFunction::expect_event>(*this, id.index()), sim::Phase::kCompletion);
      return id;
    }
  }
  return EnvironmentId::none();
}

bool LambdaFunction::start_cold(RequestId request, sim::Time now) {
  if (!scaling_.take(1, now)) {
    return false;
  }
  const EnvironmentId id = create(now);
  if (!id.exists()) {
    if (may_log_refusal(now)) {
      events_.log(now, "placement_refused", "function", "no host has room for one more environment");
    }
    return false;
  }
  ++in_use_;
  Environment& environment = environments_[id];
  environment.state = State::kStarting;
  environment.request = request;
  requests_[request].admitted = now;
  outcomes_.cold_start(request, now);
  gauges_.add(Gauge::kReplicasStarting, now, 1);
  kernel_.schedule(environment.slot, now + placement_.draw_duration(placement_stream_));
  return true;
}

/// While other events are handled: first the environment, and when its turn is near the request in it.
void LambdaFunction::expect_event(std::uint32_t index, bool is_near) const {
  const Environment& environment = environments_[EnvironmentId{index}];
  if (!is_near) {
    __builtin_prefetch(&environment);
  } else if (environment.request.exists()) {
    __builtin_prefetch(&requests_[environment.request]);
  }
}

void LambdaFunction::event(std::uint32_t index, sim::Time now) {
  const EnvironmentId id{index};
  Environment& environment = environments_[id];
  switch (environment.state) {
    case State::kStarting:  // placed; INIT begins, and with it billing
      environment.state = State::kInitialising;
      environment.since = now;
      gauges_.add(Gauge::kMemoryBilled, now, memory_.count());
      kernel_.schedule(environment.slot, now + init_.draw_duration(init_stream_));
      break;
    case State::kInitialising:
      gauges_.add(Gauge::kMemoryBilled, now, -memory_.count());
      gauges_.add(Gauge::kReplicasStarting, now, -1);
      gauges_.add(Gauge::kReplicasReady, now, 1);
      bill(environment.since, now);
      requests_[environment.request].waited = now - requests_[environment.request].admitted;
      invoke(id, environment.request, now);
      break;
    case State::kBusy:
      completed(id, now);
      break;
    case State::kIdle:
      break;
  }
}

void LambdaFunction::invoke(EnvironmentId id, RequestId request, sim::Time now) {
  std::int64_t length = 0;
  std::int64_t work = 0;
  for (const FunctionPhase& phase : phases_[requests_[request].request_class]) {
    const std::int64_t demand = requests_.demand(request, phase.phase);
    if (phase.speed == 0) {
      length += demand;
    } else {
      work += demand;
      length += time_of(demand, phase.speed);
    }
  }
  Environment& environment = environments_[id];
  environment.state = State::kBusy;
  environment.since = now;
  environment.request = request;
  environment.invocation_work = work;
  gauges_.add(Gauge::kReplicasBusy, now, 1);
  meters_.add(requests_meter_, now, 1);
  kernel_.schedule(environment.slot, now + sim::Duration::nanoseconds(length));
}

void LambdaFunction::completed(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  bill(environment.since, now);
  work_done_ += environment.invocation_work;
  --in_use_;
  gauges_.add(Gauge::kReplicasBusy, now, -1);
  const RequestId request = environment.request;
  rest(id, now);
  outcomes_.completed(request, now);
}

/// Whole milliseconds; what began before time 0 is billed from 0.
void LambdaFunction::bill(sim::Time began, sim::Time now) {
  const sim::Duration length = now - std::max(began, sim::Time{});
  if (length > sim::Duration{}) {
    const std::int64_t milliseconds = (length.nanoseconds() + 999'999) / 1'000'000;
    meters_.add(duration_meter_, now, milliseconds * memory_mib_);
  }
}

void LambdaFunction::rest(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  environment.state = State::kIdle;
  idle_.put(id, now);
  const sim::Time expires = now + environment.expiry;
  if (expires < collector_at_) {
    collector_at_ = expires;
    kernel_.schedule(collector_, expires);
  }
}

void LambdaFunction::look_for_expired(std::uint32_t, sim::Time now) {
  collector_at_ = idle_.collect(now, [&](EnvironmentId id) { end(id, now); });
  if (collector_at_ != sim::Time::never()) {
    kernel_.schedule(collector_, collector_at_);
  }
}

void LambdaFunction::end(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  gauges_.add(Gauge::kReplicasReady, now, -1);
  fleet_.release(environment.host, {vcpu_, memory_}, now);
  if (now >= sim::Time{}) {
    ++ended_;
    lifetimes_ += now - environment.created;
  }
  kernel_.close(environment.slot);
  environments_.release(id);
}

std::int64_t LambdaFunction::cpu_used(sim::Time now) {
  sim::Int128 work = work_done_;
  for (std::uint32_t index = 0; index < environments_.size(); ++index) {
    const Environment& environment = environments_[EnvironmentId{index}];
    if (environment.state != State::kBusy || !kernel_.is_scheduled(environment.slot)) {
      continue;
    }
    const sim::Duration length = kernel_.time_of_slot(environment.slot) - environment.since;
    if (length > sim::Duration{}) {
      work += static_cast<sim::Int128>(environment.invocation_work) * (now - environment.since).nanoseconds() /
              length.nanoseconds();
    }
  }
  return static_cast<std::int64_t>((work * vcpu_per_work_) >> 32);
}

/// What runs at the end of the window is billed up to it; the rest of it is outside.
void LambdaFunction::finish(sim::Time now) {
  for (std::uint32_t index = 0; index < environments_.size(); ++index) {
    const Environment& environment = environments_[EnvironmentId{index}];
    const bool is_billed = environment.state == State::kBusy || environment.state == State::kInitialising;
    if (is_billed && kernel_.is_scheduled(environment.slot)) {
      // The last nanosecond of the window: Meters count nothing at its end.
      const sim::Duration length = now - std::max(environment.since, sim::Time{});
      const std::int64_t milliseconds = (length.nanoseconds() + 999'999) / 1'000'000;
      meters_.add(duration_meter_, now - sim::Duration::nanoseconds(1), milliseconds * memory_mib_);
    }
  }
}

ComputeEntry entry() {
  return {
      {"lambda", "AWS Lambda: an execution environment per request, kept warm for the next.", &LambdaConfig::schema},
      &check,
      [](const void* config, const RunContext& context, Parts&) -> std::unique_ptr<Architecture> {
        return std::make_unique<LambdaFunction>(*static_cast<const LambdaConfig*>(config), context);
      },
      &fleet_demand,
      &traits,
      &summarise,
      &service_model};
}

}  // namespace models::lambda
