#include "models/compute/lambda/event_queue.hpp"

#include <algorithm>

#include "sim/config/describe.hpp"

namespace models::lambda {

namespace {

constexpr sim::Duration kFirstBackoff = sim::Duration::seconds(1);
constexpr sim::Duration kLongestBackoff = sim::Duration::minutes(5);
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;  // makes signed times sort as unsigned keys

std::uint64_t key_of(sim::Time at) {
  return static_cast<std::uint64_t>(at.nanoseconds()) ^ kSignBit;
}
sim::Time time_of(std::uint64_t key) {
  return sim::Time::at_nanoseconds(static_cast<std::int64_t>(key ^ kSignBit));
}

void check_invocation(const InvocationConfig& config, sim::config::Checker& check) {
  // What stands at its default may be there: effective.yaml has everything.
  const InvocationConfig defaults;
  const auto needs_events = [&](const char* field, bool is_changed) {
    if (config.type == InvocationType::kRequestResponse && is_changed) {
      check.error(field, "only events wait to be tried again; give `invocation_type: event`, or leave it out");
    }
  };
  needs_events("maximum_retry_attempts", config.maximum_retry_attempts != defaults.maximum_retry_attempts);
  needs_events("maximum_event_age", config.maximum_event_age != defaults.maximum_event_age);
}

}  // namespace

const sim::config::Schema& InvocationConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<InvocationConfig> d{"lambda_invocation",
                                              "How the function is invoked, and what may go wrong."};
    d.field<&InvocationConfig::type>("invocation_type", "Who waits for the function.")
        .choices({{"request_response", InvocationType::kRequestResponse,
                   "The caller does (synchronous); throttled requests get 429."},
                  {"event", InvocationType::kEvent,
                   "Nobody (asynchronous): Lambda queues the event and tries again. A request's latency is until its "
                   "event has been processed."}})
        .defaults_to("request_response");
    d.field<&InvocationConfig::timeout>(
         "timeout",
         "An invocation that takes longer is cut off: it fails, is billed up to then, and "
         "its environment is lost. AWS's own default is 3 s; this one is the most that "
         "AWS allows, so that only a scenario that asks for it cuts requests off.")
        .range("1s", "900s")
        .defaults_to("900s")
        .source("Lambda developer guide, quotas: at most 900 s", "2023-10");
    d.field<&InvocationConfig::error_rate>("error_rate",
                                           "Share of invocations that end in a function error: failed, billed in full.")
        .range("0%", "100%")
        .defaults_to("0%");
    d.field<&InvocationConfig::maximum_retry_attempts>(
         "maximum_retry_attempts", "With events: how often one that ended in a function error is tried again.")
        .range("0", "2")
        .defaults_to("2")
        .source("Lambda developer guide, asynchronous invocation: after 1 and 2 minutes", "2022-12");
    d.field<&InvocationConfig::maximum_event_age>("maximum_event_age",
                                                  "With events: an older one is discarded (timed out).")
        .range("60s", "6h")
        .defaults_to("6h")
        .source("Lambda developer guide, asynchronous invocation", "2022-12");
    d.check(&check_invocation);
    return d.done();
  }();
  return schema;
}

EventQueue::EventQueue(const InvocationConfig& config, sim::Kernel& kernel, EventSink& sink)
    : kernel_{kernel},
      sink_{sink},
      retries_{config.maximum_retry_attempts},
      age_{config.maximum_event_age},
      slot_{kernel.open(sim::bind<&EventQueue::due>(*this), sim::Phase::kCompletion)} {}

void EventQueue::arrive(RequestId request, sim::Time now) {
  if (events_.size() <= request.index()) {
    events_.resize(std::max<std::size_t>(request.index() + 1, events_.size() * 2));
  }
  events_[request.index()] = {now, 0, 0};
  attempt(request, now);
}

void EventQueue::attempt(RequestId request, sim::Time now) {
  Event& event = events_[request.index()];
  if (sink_.try_event(request, now)) {
    event.throttles = 0;
    return;
  }
  sim::Duration backoff = kFirstBackoff;
  for (std::uint16_t i = 0; i < event.throttles && backoff < kLongestBackoff; ++i) {
    backoff = backoff * 2;
  }
  ++event.throttles;
  wait(request, now + std::min(backoff, kLongestBackoff));
}

void EventQueue::failed(RequestId request, sim::Time now) {
  Event& event = events_[request.index()];
  ++event.failures;
  if (event.failures > retries_) {
    sink_.discard(request, false, now);
    return;
  }
  wait(request, now + sim::Duration::minutes(event.failures));  // one minute, then two
}

void EventQueue::wait(RequestId request, sim::Time at) {
  const sim::Time too_old = events_[request.index()].arrived + age_;
  waiting_.push(key_of(std::min(at, std::max(too_old, kernel_.now()))), request.index());
  kernel_.schedule(slot_, time_of(waiting_.top_key()));
}

void EventQueue::due(std::uint32_t, sim::Time now) {
  while (!waiting_.is_empty() && time_of(waiting_.top_key()) <= now) {
    const RequestId request{waiting_.top_value()};
    waiting_.pop();
    if (now - events_[request.index()].arrived >= age_) {
      sink_.discard(request, true, now);
    } else {
      attempt(request, now);
    }
  }
  if (!waiting_.is_empty()) {
    kernel_.schedule(slot_, time_of(waiting_.top_key()));
  }
}

}  // namespace models::lambda
