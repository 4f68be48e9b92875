// LambdaFunction: what is not the usual. Throttled requests, invocations that are billed or end differently,
// provisioned environments, events, and what runs when the run is looked at.
#include <algorithm>

#include <fmt/core.h>

#include "models/compute/lambda/model.hpp"

namespace models::lambda {

namespace {

/// Throttled requests are logged so often at most, or an hour of overload would fill events.csv.
constexpr sim::Duration kLogEvery = sim::Duration::seconds(1);

/// Before any time of a run: keys of ages count from here.
constexpr sim::Time kEarliest = sim::Time::at_nanoseconds(-(std::int64_t{1} << 62));

sim::Time first_of(const sim::OrderedHeap& ages) {
  return kEarliest + sim::Duration::nanoseconds(static_cast<std::int64_t>(ages.top_key()));
}

}  // namespace

void LambdaFunction::arrive_specially(RequestId request, sim::Time now) {
  if (queue_) {
    queue_->arrive(request, now);
    return;
  }
  if (serve_provisioned(request, now)) {
    return;
  }
  const Throttle why = request_rate_.take(now) ? serve(request, now) : Throttle::kRequestRate;
  if (why != Throttle::kNone) {
    throttle(request, why, now);
  }
}

Throttle LambdaFunction::serve(RequestId request, sim::Time now) {
  const EnvironmentId environment = concurrency_ < concurrency_limit_ ? idle_.take() : EnvironmentId::none();
  if (!environment.exists()) {
    return start_cold(request, now);
  }
  invoke_warm(environment, request, now);
  return Throttle::kNone;
}

void LambdaFunction::throttle(RequestId request, Throttle why, sim::Time now) {
  note(why, now);
  outcomes_.refused(request, Refusal::kThrottled, now);
}

void LambdaFunction::note(Throttle why, sim::Time now) {
  const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(why));
  if ((noted_ & bit) == 0) {  // said once, since it takes a string
    noted_ |= bit;
    events_.limit_reached(throttle_reason(why, concurrency_limit_));
  }
  if (!events_.enabled() || now < next_refusal_entry_) {
    return;
  }
  next_refusal_entry_ = now + kLogEvery;
  if (why == Throttle::kNoHost) {
    events_.log(now, "placement_refused", "function", "no host has room for one more environment");
  } else {
    events_.log(now, "throttle", "function", fmt::format("429 at {} requests in progress", concurrency_));
  }
}

void LambdaFunction::completed_specially(EnvironmentId id, sim::Time now) {
  Environment& environment = environments_[id];
  const std::uint8_t special = environment.special;
  const RequestId request = environment.request;
  meters_.special_invocation(special, environment.since, now, environment.carry);
  environment.special &= static_cast<std::uint8_t>(~kOfInvocation);
  const bool times_out = (special & kTimesOut) != 0;
  const bool has_failed = times_out || ((special & kMayFail) != 0 && error_stream_.uniform01() < error_rate_);
  if ((special & kProvisioned) != 0) {
    rest_provisioned(id, now);
  } else {
    --concurrency_;
    if (times_out || ((special & kAges) != 0 && now >= recycled_at_[id.index()])) {
      end(id, now);
    } else {
      rest(id, now);
    }
  }
  if (!has_failed) {
    outcomes_.completed(request, now);
  } else if (queue_) {
    queue_->failed(request, now);
  } else {
    outcomes_.refused(request, Refusal::kReplicaStopped, now);  // counted as failed
  }
}

// --- Provisioned concurrency -----------------------------------------------------------------------------------------

bool LambdaFunction::serve_provisioned(RequestId request, sim::Time now) {
  if (!provisioned_ || idle_provisioned_.is_empty() || !provisioned_->may_serve(now)) {
    return false;
  }
  const EnvironmentId id = idle_provisioned_.take();
  requests_[request].waited = sim::Duration{};
  // Billed while it is allotted, busy or not: what a busy environment adds is taken off again.
  gauges_.add(Gauge::kMemoryBilled, now, -memory_.count());
  provisioned_->invoked(now);
  meters_.provisioned_request(now);
  invoke(id, request, now, 0);
  return true;
}

void LambdaFunction::rest_provisioned(EnvironmentId id, sim::Time now) {
  provisioned_->done(now);
  if (retiring_ > 0) {  // it is no longer billed for being there
    --retiring_;
    end(id, now);
    return;
  }
  gauges_.add(Gauge::kMemoryBilled, now, memory_.count());
  environments_[id].state = State::kIdle;
  idle_provisioned_.put(id, now);
}

void LambdaFunction::claim(std::int64_t count, sim::Time now) {
  concurrency_limit_ -= count;
  if (count > 0) {
    meters_.enable(count, now);
  } else {
    meters_.disable(-count, now);
  }
}

std::int64_t LambdaFunction::allot(std::int64_t count, bool is_at_start, sim::Time now) {
  for (std::int64_t i = 0; i < count; ++i) {
    const EnvironmentId id = create(now);
    if (!id.exists()) {
      note(Throttle::kNoHost, now);
      return i;
    }
    environments_[id].special = static_cast<std::uint8_t>((usual_special_ & ~kAges) | kProvisioned);
    environments_[id].state = State::kIdle;
    if (!is_at_start) {
      const double length = static_cast<double>(init_.draw(init_stream_).nanoseconds()) / share_of_cpu_;
      meters_.provisioned_init(now, sim::Duration::nanoseconds(static_cast<std::int64_t>(length)));
    }
    gauges_.add(Gauge::kReplicasReady, now, 1);
    gauges_.add(Gauge::kMemoryBilled, now, memory_.count());
    idle_provisioned_.put(id, now);
  }
  return count;
}

void LambdaFunction::withdraw(std::int64_t count, sim::Time now) {
  for (; count > 0 && !idle_provisioned_.is_empty(); --count) {
    gauges_.add(Gauge::kMemoryBilled, now, -memory_.count());
    end(idle_provisioned_.take(), now);
  }
  retiring_ += count;
}

// --- Events ----------------------------------------------------------------------------------------------------------

bool LambdaFunction::try_event(RequestId request, sim::Time now) {
  if (serve_provisioned(request, now)) {
    return true;
  }
  const Throttle why = serve(request, now);
  if (why != Throttle::kNone) {
    note(why, now);
  }
  return why == Throttle::kNone;
}

void LambdaFunction::discard(RequestId request, bool is_too_old, sim::Time now) {
  outcomes_.refused(request, is_too_old ? Refusal::kQueueTimeout : Refusal::kReplicaStopped, now);
}

// --- What runs
// --- Age -------------------------------------------------------------------------------------------------------------

void LambdaFunction::begin_life(EnvironmentId id, sim::Time now) {
  recycled_at_.resize(environments_.size());
  const sim::Time at = now + lifetime_->draw_duration(lifetime_stream_);
  recycled_at_[id.index()] = at;
  ages_.push(static_cast<std::uint64_t>((at - kEarliest).nanoseconds()), id.index());
  kernel_.schedule(age_slot_, first_of(ages_));
}

/// An environment that is busy sees to its age itself, when it is done; one that has ended, or whose place another one
/// has taken since, is of another age.
void LambdaFunction::look_for_old(std::uint32_t, sim::Time now) {
  while (!ages_.is_empty() && first_of(ages_) <= now) {
    const EnvironmentId id{ages_.top_value()};
    const sim::Time at = first_of(ages_);
    ages_.pop();
    const Environment& environment = environments_[id];
    const bool is_it = recycled_at_[id.index()] == at && (environment.special & kAges) != 0;
    if (is_it && environment.state == State::kIdle) {
      idle_.remove(id);
      end(id, now);
    }
  }
  if (!ages_.is_empty()) {
    kernel_.schedule(age_slot_, first_of(ages_));
  }
}

// --- In use ----------------------------------------------------------------------------------------------------------

sim::Int128 LambdaFunction::cpu_used(sim::Time now) {
  sim::Int128 work = work_done_;
  in_use_.for_each([&](EnvironmentId id, sim::Time ends) {
    const Environment& environment = environments_[id];
    const sim::Duration length = ends - environment.since;
    if (environment.state == State::kBusy && length > sim::Duration{}) {
      work += static_cast<sim::Int128>(environment.invocation_work) * (now - environment.since).nanoseconds() /
              length.nanoseconds();
    }
  });
  return (work * vcpu_per_work_) >> 32;
}

/// What runs at the end of the window is billed up to it; the rest of it is outside.
void LambdaFunction::finish(sim::Time now) {
  in_use_.for_each([&](EnvironmentId id, sim::Time) {
    const Environment& environment = environments_[id];
    const bool is_initialising = environment.state == State::kInitialising && (environment.special & kNotBilled) == 0;
    if (environment.state == State::kBusy || is_initialising) {
      meters_.unfinished(environment.special, environment.since, now, is_initialising ? 0 : environment.carry);
    }
  });
}

}  // namespace models::lambda
