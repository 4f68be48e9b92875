// Requests at full speed stand in one order, others in the lanes of their containers; what becomes of them must not
// depend on where. A second machine is kept in its lanes all the time: it has a quarter of a vCPU more, and one more
// container, which may not use more than that quarter and never ends. At the speed of the reference vCPU nothing is
// rounded on the way, so that both machines agree to the nanosecond.
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/random/stream.hpp"
#include "tests/unit/models/worker/cpu_machine.hpp"

namespace models::worker {
namespace {

constexpr std::uint32_t kLanes = 3;
constexpr double kQuarter = 0.25;

class TwoMachines {
 public:
  TwoMachines(std::uint64_t seed, double capacity)
      : stream_{seed}, free_{capacity, CpuSpeed{}}, in_lanes_{capacity + kQuarter, CpuSpeed{}} {
    for (const LaneSpec& spec : {lane(3), lane(1, 0.0, 2.0), lane(2, 1.5)}) {
      free_.add_lane(spec);
      in_lanes_.add_lane(spec);
    }
    const std::uint32_t endless = in_lanes_.add_lane(lane(1'000'000, kQuarter));
    in_lanes_.cpu.enter(endless, RequestId{kEndless}, std::int64_t{10'000'000'000'000'000}, now_);
    for (Machine* machine : {&free_, &in_lanes_}) {
      machine->cpu.track(machine == &free_ ? places_[0] : places_[1]);
    }
  }

  /// One step, seen by both; false when they disagree.
  void step() {
    now_ = now_ + sim::Duration::nanoseconds(static_cast<std::int64_t>(stream_.uniform_below(40'000'000)));
    take_all_due();
    const std::uint64_t choice = stream_.uniform_below(16);
    if (choice < 7) {
      enter(static_cast<std::uint32_t>(stream_.uniform_below(kLanes)));
    } else if (choice < 11) {
      enter(CpuDomain::kAsleep);
    } else if (choice < 13 && !present_.empty()) {
      leave_early(present_[stream_.uniform_below(present_.size())]);
    } else if (choice == 13) {
      evict(static_cast<std::uint32_t>(stream_.uniform_below(kLanes)));
    } else if (choice == 14) {
      const double capacity = static_cast<double>(1 + stream_.uniform_below(16)) / 4.0;
      free_.cpu.set_capacity(q32(capacity), now_);
      in_lanes_.cpu.set_capacity(q32(capacity + kQuarter), now_);
    } else {
      in_lanes_.cpu.change_lane(1, lane(1, 0.0, 2.0), now_);  // what it is already: it moves to its lane, and back
      free_.cpu.change_lane(1, lane(1, 0.0, 2.0), now_);
    }
    compare();
  }
  void finish() {
    now_ = now_ + sim::Duration::seconds(1'000);
    take_all_due();
    ASSERT_TRUE(present_.empty());
  }

 private:
  static constexpr std::uint32_t kEndless = 1'000'000;
  struct Present {
    RequestId request{};
    std::uint32_t lane = 0;
  };

  void enter(std::uint32_t into) {
    const RequestId request{next_request_++};
    const auto work = static_cast<std::int64_t>(1 + stream_.uniform_below(200'000'000));
    free_.cpu.enter(into, request, work, now_);
    in_lanes_.cpu.enter(into, request, work, now_);
    present_.push_back({request, into});
  }
  void leave_early(Present leaving) {
    for (Machine* machine : {&free_, &in_lanes_}) {
      if (leaving.lane == CpuDomain::kAsleep) {
        machine->cpu.wake_early(leaving.request);
      } else {
        machine->cpu.withdraw(leaving.lane, leaving.request, now_);
      }
    }
    forget(leaving.request);
  }
  /// Every other request of the lane, and of the sleepers those whose number says so.
  void evict(std::uint32_t from) {
    std::array<std::vector<std::uint32_t>, 2> evicted;
    for (Machine* machine : {&free_, &in_lanes_}) {
      std::vector<std::uint32_t>& own = machine == &free_ ? evicted[0] : evicted[1];
      machine->cpu.evict(from, 1, now_, [&](RequestId request) {
        const bool is_taken = request.index() % 2 == 0;
        if (is_taken) {
          own.push_back(request.index());
        }
        return is_taken;
      });
      std::sort(own.begin(), own.end());
    }
    ASSERT_EQ(evicted[0], evicted[1]);
    for (const std::uint32_t request : evicted[0]) {
      forget(RequestId{request});
    }
  }
  void take_all_due() {
    while (free_.cpu.next() <= now_) {
      const sim::Time due = free_.cpu.next();
      ASSERT_EQ(in_lanes_.cpu.next(), due);
      const RequestId taken = free_.cpu.take_due();
      ASSERT_EQ(in_lanes_.cpu.take_due(), taken);
      forget(taken);
    }
    ASSERT_GT(in_lanes_.cpu.next(), now_);
  }
  void forget(RequestId request) {
    const auto found =
        std::find_if(present_.begin(), present_.end(), [&](const Present& one) { return one.request == request; });
    ASSERT_TRUE(found != present_.end());
    present_.erase(found);
  }
  void compare() {
    if (!present_.empty()) {
      ASSERT_EQ(free_.cpu.next(), in_lanes_.cpu.next());
    }
    for (std::uint32_t index = 0; index < kLanes; ++index) {
      ASSERT_EQ(free_.cpu.cpu_used(index, 1, now_), in_lanes_.cpu.cpu_used(index, 1, now_)) << "lane " << index;
    }
  }

  sim::random::Stream stream_;
  Machine free_;
  Machine in_lanes_;
  std::array<sim::HeapPlaces, 2> places_{};
  sim::Time now_{};
  std::uint32_t next_request_ = 0;
  std::vector<Present> present_{};
};

RC_GTEST_PROP(FullSpeed, IsServedAsInLanes, (std::uint64_t seed)) {
  const auto quarters = *rc::gen::inRange(1, 40);
  TwoMachines machines{seed, static_cast<double>(quarters) / 4.0};
  for (int step = 0; step < 300 && !testing::Test::HasFatalFailure(); ++step) {
    machines.step();
  }
  machines.finish();
  RC_ASSERT(!testing::Test::HasFatalFailure());
}

TEST(FullSpeed, OfMoreThanTwoDozenVcpusRequestsAreInLanes) {
  Machine machine{64.0};
  const std::uint32_t one = machine.add_lane(lane(1));
  const std::uint32_t two = machine.add_lane(lane(1));
  for (int request = 0; request < 60; ++request) {
    machine.enter(request % 2 == 0 ? one : two, 60.0 - request, 0.5 * request);
  }
  machine.run();
  for (int request = 0; request < 60; ++request) {
    EXPECT_NEAR(machine.finished.at(static_cast<std::uint32_t>(request)), 60.0 - 0.5 * request, 2e-9);
  }
}

}  // namespace
}  // namespace models::worker
