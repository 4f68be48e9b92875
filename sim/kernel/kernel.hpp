// The clock and the run loop. A model opens a slot per thing that can have a next event, schedules and cancels it, and
// is called back when its time has come.
#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>
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
  /// May be absent. A hint that the event may soon be fired, so that memory can be fetched ahead: of what it will touch
  /// first, and, when its turn `is_near`, of what that leads to. Changes nothing.
  void (*expect)(const void* object, std::uint32_t argument, bool is_near) = nullptr;
};

/// `bind<&Group::boot_ended>(group, machine)`: no heap, one indirect call.
template <auto Member, class Object>
Callback bind(Object& object, std::uint32_t argument = 0) {
  return {&object,
          [](void* self, std::uint32_t number, Time now) { (static_cast<Object*>(self)->*Member)(number, now); },
          argument};
}

template <auto Member, auto Expect, class Object>
Callback bind(Object& object, std::uint32_t argument = 0) {
  Callback callback = bind<Member>(object, argument);
  callback.expect = [](const void* self, std::uint32_t number, bool is_near) {
    (static_cast<const Object*>(self)->*Expect)(number, is_near);
  };
  return callback;
}

/// A stream of external events (arrivals) that is merged with the queue without passing through it.
/// next(): when the next one is due (Time::never() at the end), never before now. fire(): takes it. A source that
/// returns a reference to where it keeps that time lets callbacks go on (Kernel::goes_on).
template <class Source>
concept EventSource = requires(Source& source) {
  { source.next() } -> std::convertible_to<Time>;
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

  /// A slot whose events have this phase. O(1), amortised over growth, plus O(pairs of object and member function) that
  /// have been bound so far: a model binds itself and tells its entities apart by the argument.
  SlotId open(Callback callback, Phase phase);
  /// Cancels and gives the slot back. May be called from its own callback.
  void close(SlotId slot);

  /// Replaces the slot's event. `at` must not lie in the past.
  void schedule(SlotId slot, Time at) { schedule(slot, at, slots_[slot.index()].phase); }
  /// The same for whoever knows the slot's phase, which saves looking it up.
  template <Phase kPhase>
  void schedule(SlotId slot, Time at) {
    SIM_DCHECK(slots_[slot.index()].phase == kPhase, "a slot has one phase");
    schedule(slot, at, kPhase);
  }
  void cancel(SlotId slot) {
    if (is_scheduled(slot)) {
      queue_.clear(slot.index());
    }
  }
  /// A hint that schedule() or cancel() of this slot is near.
  void expect(SlotId slot) const {
    if (has_many_slots()) [[unlikely]] {
      queue_.expect(slot.index());
    }
  }
  /// For the callback of `slot`, when it is done and would schedule itself at `at`: whether that comes next, before any
  /// other event, any arrival, and the end. If so, the clock moves there, the event counts as fired without ever having
  /// been scheduled, and the caller handles it as if it had been called again. Only where the source says when its next
  /// arrival is (EventSource).
  bool goes_on(SlotId slot, Time at) {
    if (at >= *next_arrival_ || at >= end_ || at >= time_of(queue_.first_but(slot.index()))) {
      return false;
    }
    now_ = at;
    ++fired_;
    return true;
  }
  bool is_scheduled(SlotId slot) const { return queue_.event_of(slot.index()) != kNoEvent; }
  Time time_of_slot(SlotId slot) const { return time_of(queue_.event_of(slot.index())); }

  /// Fires every event with time < `end`, merged with the source's, in key order; then sets the clock to `end`.
  template <EventSource Source>
  void run_until(Time end, Source& source) {
    if constexpr (std::is_lvalue_reference_v<decltype(source.next())>) {
      next_arrival_ = &source.next();
    }
    end_ = end;
    while (true) {
      const EventKey top = queue_.top();
      const Time arrival = source.next();
      if (arrival < time_of(top) || is_before(arrival, top)) {
        if (arrival >= end) {
          break;
        }
        now_ = arrival;
        source.fire();
      } else {
        if (time_of(top) >= end) {  // of none, too
          break;
        }
        fire(top);
      }
    }
    now_ = end;
    next_arrival_ = &kMayBeAnyTime;
    // Here rather than in schedule(): numbers that ran out would mix up simultaneous events, and nothing worse.
    SIM_CHECK(sequence_ < kSequenceEnd, "a run schedules less than a million million events");
  }
  /// The same without a source.
  void run_until(Time end);

 private:
  void schedule(SlotId slot, Time at, Phase phase) {
    SIM_DCHECK(at >= now_, "an event must not lie in the past");
    queue_.set(slot.index(), make_event_key(at, phase, ++sequence_));
  }
  /// Of an arrival and an event at the same instant.
  static bool is_before(Time arrival, EventKey event) {
    return arrival == time_of(event) && make_event_key(arrival, Phase::kArrival, 0) < event;
  }
  /// The event stays in the queue while its callback runs: one that schedules its own slot again, as most do, costs
  /// one replay instead of two.
  void fire(EventKey top) {
    const std::uint32_t slot = EventQueue::slot_of(top);
    const Slot called = slots_[slot];
    const Target& target = targets_[called.target];
    now_ = time_of(top);
    ++fired_;
    target.function(target.object, called.argument, now_);
    if (queue_.is_event_of(slot, top)) {
      queue_.clear(slot);
    }
    if (has_many_slots()) [[unlikely]] {
      expect_successors(slot);
    }
  }

  /// The next events are the first ones of parts of all slots. With the event that was fired one part has another first
  /// one, whose turn is as many events away, on average, as there are parts: time enough to fetch what it needs.
  void expect_successors(std::uint32_t slot) const {
    expect(queue_.first_of_part(slot, 6), false);
    expect(queue_.first_of_part(slot, 3), true);
  }

  /// What an event looks up and schedules with is eight bytes: ten thousand of them still fit into a second-level
  /// cache.
  struct Slot {
    std::uint32_t argument = 0;
    std::uint16_t target = 0;  ///< index into targets_
    Phase phase{};
  };
  struct Target {
    void* object = nullptr;
    void (*function)(void* object, std::uint32_t argument, Time now) = nullptr;
    void (*expect)(const void* object, std::uint32_t argument, bool is_near) = nullptr;
    bool operator==(const Target&) const = default;
  };
  /// From here on what events touch no longer fits into a core's own caches.
  static constexpr std::uint32_t kManySlots = 1'024;
  bool has_many_slots() const { return queue_.capacity() >= kManySlots; }

  void expect(EventKey event, bool is_near) const {
    if (event == kNoEvent) {
      return;
    }
    if (!is_near) {
      queue_.expect(EventQueue::slot_of(event));
    }
    const Slot expected = slots_[EventQueue::slot_of(event)];
    const Target& target = targets_[expected.target];
    if (target.expect != nullptr) {
      target.expect(target.object, expected.argument, is_near);
    }
  }

  static constexpr Time kMayBeAnyTime = Time::at_nanoseconds(std::numeric_limits<std::int64_t>::min());

  Time now_{};
  std::uint64_t sequence_ = 0;
  std::uint64_t fired_ = 0;
  EventQueue queue_{};
  std::vector<Slot> slots_{};
  std::vector<Target> targets_{};              ///< each (object, member function) once
  const Time* next_arrival_ = &kMayBeAnyTime;  ///< of the source, as it is now
  Time end_{};
  std::vector<std::uint32_t> free_{};
};

}  // namespace sim
