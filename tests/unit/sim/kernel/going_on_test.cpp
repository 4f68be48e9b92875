// Callbacks that go on with their own next event: never past anything that comes before it.
#include <cstdint>
#include <utility>

#include <gtest/gtest.h>

#include "tests/unit/sim/kernel/recorder.hpp"

namespace sim {
namespace {

/// Arrivals that say where the time of the next one stands.
struct OpenArrivals {
  Time due = at(0);
  Recorder& recorder;

  const Time& next() const { return due; }
  void fire() {
    const Time now = due;
    due = Time::never();
    recorder.rang(kArrived, now);
  }
};

/// Something that rings every ten nanoseconds and goes on by itself while it may; notes each time, and each call.
struct Ringer {
  Kernel kernel{};
  Recorder recorder{};
  SlotId slot = kernel.open(bind<&Ringer::rang>(*this, 1), Phase::kCompletion);
  int calls = 0;

  void rang(std::uint32_t argument, Time now) {
    ++calls;
    do {
      recorder.rang(argument, now);
      now += Duration::nanoseconds(10);
    } while (kernel.goes_on(slot, now));
    kernel.schedule(slot, now);
  }
};

TEST(Kernel, ACallbackGoesOnUntilAnotherEventAnArrivalOrTheEndComesBefore) {
  Ringer ringer;
  const SlotId other = ringer.kernel.open(bind<&Recorder::rang>(ringer.recorder, 2), Phase::kControl);
  OpenArrivals arrivals{at(25), ringer.recorder};
  ringer.kernel.schedule(ringer.slot, at(0));
  ringer.kernel.schedule(other, at(40));
  ringer.kernel.run_until(at(60), arrivals);
  const Fired expected{{1, 0}, {1, 10}, {1, 20}, {kArrived, 25}, {1, 30}, {1, 40}, {2, 40}, {1, 50}};
  EXPECT_EQ(ringer.recorder.fired, expected) << "at 40 it is called anew, since its phase must be looked at";
  EXPECT_EQ(ringer.calls, 4) << "at 0, 30, 40, 50";
  EXPECT_EQ(ringer.kernel.events_fired(), 7U) << "as many as if each had been scheduled";
  ringer.kernel.run_until(at(75), arrivals);
  EXPECT_EQ(ringer.recorder.fired.back(), (std::pair{1U, std::int64_t{70}}));
  EXPECT_EQ(ringer.kernel.time_of_slot(ringer.slot), at(80));
}

TEST(Kernel, AnArrivalThatComesAboutMeanwhileIsNotPassed) {
  Ringer ringer;
  OpenArrivals arrivals{Time::never(), ringer.recorder};
  ringer.recorder.then = [&](std::uint32_t argument, Time now) {
    if (argument == 1 && now == at(10)) {
      arrivals.due = at(15);
    }
  };
  ringer.kernel.schedule(ringer.slot, at(0));
  ringer.kernel.run_until(at(25), arrivals);
  EXPECT_EQ(ringer.recorder.fired, (Fired{{1, 0}, {1, 10}, {kArrived, 15}, {1, 20}}));
}

TEST(Kernel, NothingGoesOnWhereArrivalsDoNotSayWhenTheyCome) {
  Ringer ringer;
  Arrivals arrivals{{1'000}, ringer.recorder};
  ringer.kernel.schedule(ringer.slot, at(0));
  ringer.kernel.run_until(at(35), arrivals);
  EXPECT_EQ(ringer.recorder.fired, (Fired{{1, 0}, {1, 10}, {1, 20}, {1, 30}}));
  EXPECT_EQ(ringer.calls, 4);
}

}  // namespace
}  // namespace sim
