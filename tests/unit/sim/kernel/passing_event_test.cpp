#include "sim/kernel/passing_event.hpp"

#include <cstdint>

#include <gtest/gtest.h>

#include "tests/unit/sim/kernel/recorder.hpp"

namespace sim {
namespace {

TEST(PassingEvent, HasASlotOnlyWhileItIsScheduled) {
  Kernel kernel;
  Recorder recorder;
  PassingEvent event;
  const auto schedule = [&](std::uint32_t number, Time when) {
    event.schedule(kernel, bind<&Recorder::rang>(recorder, number), Phase::kCompletion, when);
  };
  recorder.then = [&](std::uint32_t number, Time now) {
    event.done(kernel);
    if (number == 1) {
      schedule(2, now + Duration::nanoseconds(5));
    }
  };
  event.cancel(kernel);
  schedule(1, at(8));
  schedule(1, at(3));  // instead
  kernel.run_until(at(100));
  EXPECT_EQ(recorder.fired, (Fired{{1, 3}, {2, 8}}));
  schedule(3, at(101));
  event.cancel(kernel);
  const SlotId next = kernel.open(bind<&Recorder::rang>(recorder, 4), Phase::kCompletion);
  EXPECT_EQ(next.index(), 0U) << "its slot was given back, each time";
  kernel.run_until(at(200));
  EXPECT_EQ(recorder.fired.size(), 2U);
}

}  // namespace
}  // namespace sim
