// The clock and the run loop. A model opens a slot per thing that can have a next event, schedules and cancels it, and
// is called back when its time has come.
#pragma once

#include <concepts>
#include <cstdint>
#include <vector>

#include "sim/check.hpp"
#include "sim/kernel/event_queue.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace sim {

using SlotId = Id<struct SlotTag>;

/// What the kernel calls: a member function of an object, with a number that the object chose ("machine 7").
struct Callback {
  void* object = nullptr;
  void (*function)(void* object, std::uint32_t argument, Time now) = nullptr;
  std::uint32_t argument = 0;
};

/// `bind<&Group::boot_ended>(group, machine)`: no heap, one indirect call.
template <auto Member, class Object>
Callback bind(Object& object, std::uint32_t argument = 0) {
  return {&object,
          [](void* self, std::uint32_t number, Time now) { (static_cast<Object*>(self)->*Member)(number, now); },
          argument};
}

/// A stream of external events (arrivals) that is merged with the queue without passing through it.
/// next(): when the next one is due (Time::never() at the end). fire(): takes it; next() must not go back.
template <class Source>
concept EventSource = requires(Source& source) {
  { source.next() } -> std::same_as<Time>;
  source.fire();
};

/// Not thread-safe; one kernel per run. Slots are reused after close().
class Kernel {
 public:
  /// Starts the clock at `start` (negative while warming up).
  explicit Kernel(Time start = Time{}) : now_{start} {}
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  Time now() const { return now_; }
  std::uint64_t events_fired() const { return fired_; }

  /// A slot whose events have this phase. O(1), amortised over growth.
  SlotId open(Callback callback, Phase phase);
  /// Cancels and gives the slot back. May be called from its own callback.
  void close(SlotId slot);

  /// Replaces the slot's event. `at` must not lie in the past.
  void schedule(SlotId slot, Time at) {
    SIM_DCHECK(at >= now_, "an event must not lie in the past");
    queue_.set(slot.index(), make_event_key(at, phases_[slot.index()], ++sequence_));
  }
  void cancel(SlotId slot) {
    if (queue_.key_of(slot.index()) != kNoEvent) {
      queue_.clear(slot.index());
    }
  }
  bool is_scheduled(SlotId slot) const { return queue_.key_of(slot.index()) != kNoEvent; }
  Time time_of_slot(SlotId slot) const { return time_of(queue_.key_of(slot.index())); }

  /// Fires every event with time < `end`, merged with the source's, in key order; then sets the clock to `end`.
  template <EventSource Source>
  void run_until(Time end, Source& source) {
    while (true) {
      const EventKey top = queue_.top_key();
      const Time arrival = source.next();
      if (make_event_key(arrival, Phase::kArrival, 0) < top) {
        if (arrival >= end) {
          break;
        }
        now_ = arrival;
        source.fire();
      } else {
        if (top == kNoEvent || time_of(top) >= end) {
          break;
        }
        fire(top);
      }
    }
    now_ = end;
    // Here rather than in schedule(): numbers that ran out would mix up simultaneous events, and nothing worse.
    SIM_CHECK(sequence_ < kSequenceEnd, "a run schedules less than half a million million events");
  }
  /// The same without a source.
  void run_until(Time end);

 private:
  /// The event stays in the queue while its callback runs: one that schedules its own slot again, as most do, costs
  /// one replay instead of two.
  void fire(EventKey top) {
    const std::uint32_t slot = queue_.top_slot();
    const Callback callback = callbacks_[slot];
    now_ = time_of(top);
    ++fired_;
    callback.function(callback.object, callback.argument, now_);
    if (queue_.key_of(slot) == top) {
      queue_.clear(slot);
    }
  }

  Time now_{};
  std::uint64_t sequence_ = 0;
  std::uint64_t fired_ = 0;
  EventQueue queue_{};
  std::vector<Callback> callbacks_{};  ///< by slot
  std::vector<Phase> phases_{};        ///< by slot; apart, because scheduling needs nothing else
  std::vector<std::uint32_t> free_{};
};

}  // namespace sim
