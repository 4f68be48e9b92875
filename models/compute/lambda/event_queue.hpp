// Asynchronous invocation: Lambda's own queue of events between the caller and the function.
// What: an event is tried at once. If the function is throttled it is tried again after 1 s, then twice as long every
//   time up to 5 minutes, for as long as the event may live. If the function fails it is tried again after 1 minute and
//   then after 2. What fails for the last time, or grows too old, is discarded.
// Source: AWS Lambda developer guide, asynchronous invocation, 2022-12 (two retries, a minute and two apart; throttled
//   events for up to 6 hours, 1 second to 5 minutes; MaximumRetryAttempts 0 to 2, MaximumEventAgeInSeconds up to
//   21600).
// Units: nanoseconds.
// Assumes: intervals double (AWS says that they increase exponentially). A request completes when its event has been
//   processed, so that its latency is that of the processing; the caller itself has had its 202 long before.
// Leaves out: that a long queue is read more slowly; duplicates; destinations and dead-letter queues.
// Checked against: tests/unit/models/compute/lambda_async_test.cpp.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ports/request.hpp"
#include "sim/config/schema.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/ordered_heap.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

enum class InvocationType : std::uint8_t { kRequestResponse, kEvent };

/// How the function is invoked, and what may go wrong in it.
struct InvocationConfig {
  InvocationType type = InvocationType::kRequestResponse;
  sim::Duration timeout = sim::Duration::minutes(15);
  sim::Fraction error_rate{};
  std::int64_t maximum_retry_attempts = 2;
  sim::Duration maximum_event_age = sim::Duration::hours(6);
  static const sim::config::Schema& schema();
};

/// The function, as the queue sees it.
class EventSink {
 public:
  virtual ~EventSink() = default;
  /// False: throttled.
  virtual bool try_event(RequestId request, sim::Time now) = 0;
  virtual void discard(RequestId request, bool is_too_old, sim::Time now) = 0;
};

/// O(log events that wait).
class EventQueue {
 public:
  EventQueue(const InvocationConfig& config, sim::Kernel& kernel, EventSink& sink);

  void arrive(RequestId request, sim::Time now);
  /// The function ended in an error.
  void failed(RequestId request, sim::Time now);
  std::size_t waiting() const { return waiting_.size(); }

 private:
  struct Event {
    sim::Time arrived{};
    std::uint16_t failures = 0;
    std::uint16_t throttles = 0;  ///< in a row
  };
  void attempt(RequestId request, sim::Time now);
  /// Tries it again at `at`, or discards it when it gets too old before.
  void wait(RequestId request, sim::Time at);
  void due(std::uint32_t unused, sim::Time now);

  sim::Kernel& kernel_;
  EventSink& sink_;
  std::int64_t retries_;
  sim::Duration age_;
  sim::SlotId slot_{};
  sim::OrderedHeap waiting_{};   ///< by time: keys are nanoseconds above the earliest time there is
  std::vector<Event> events_{};  ///< by request
};

}  // namespace models::lambda
