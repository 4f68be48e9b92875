// The CPU of one machine, shared: rows that other simulators assert, and cases by hand.
#include "models/worker/cpu_domain.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/random/stream.hpp"
#include "tests/unit/models/worker/cpu_machine.hpp"

namespace models::worker {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// 1e-9 relative, as the other simulators assert, and 2 ns for whole nanoseconds.
void expect_at(double actual, double expected) {
  EXPECT_NEAR(actual, expected, expected * 1e-9 + 2e-9);
}

/// DSLab's shares are what a container asks for at most and its weight under contention, both.
LaneSpec shares(std::uint64_t count) {
  return lane(count, static_cast<double>(count), static_cast<double>(count));
}

struct DslabCase {
  const char* name;
  double cores;
  struct Group {
    std::size_t invocations;
    std::uint64_t share;
    double work;  ///< seconds when it gets its whole share
    double start;
    double finish;
  };
  std::vector<Group> groups;
};

// Source: DSLab, crates/dslab-faas/tests, invocations in containers of their own.
TEST(CpuDomain, AgreesWithDslab) {
  const std::vector<DslabCase> cases{
      {"test_equal_shares", 4.0, {{10, 1, 1.0, 0.0, 2.5}}},
      {"test_no_contention", 10.0, {{5, 2, 1.0, 0.0, 1.0}}},
      {"test_different_shares", 7.0, {{5, 2, 1.0, 0.0, 25.0 / 7.0}, {5, 3, 2.0, 0.0, 40.0 / 7.0}}},
      {"test_different_start_times",
       7.0,
       {{5, 3, 2.0, 0.0, 143.0 / 21.0 /* 6.8095238095 */}, {5, 2, 2.0, 0.5, 50.0 / 7.0 /* 7.1428571429 */}}},
  };
  for (const DslabCase& row : cases) {
    SCOPED_TRACE(row.name);
    Machine machine{row.cores};
    std::vector<std::pair<std::uint32_t, double>> expected;
    for (const DslabCase::Group& group : row.groups) {
      for (std::size_t i = 0; i < group.invocations; ++i) {
        const std::uint32_t own = machine.add_lane(shares(group.share));
        const double vcpu_seconds = group.work * static_cast<double>(group.share);
        expected.emplace_back(machine.enter(own, vcpu_seconds, group.start), group.finish);
      }
    }
    machine.run();
    ASSERT_EQ(machine.finished.size(), expected.size());
    for (const auto& [request, finish] : expected) {
      expect_at(machine.finished.at(request), finish);
    }
  }
}

// Source: DSLab, test_concurrency: a container of share 1 with two requests and one of share 2 with three, on 2 cores.
// The share is divided by the requests in it; 3.0 and 4.0 s.
TEST(CpuDomain, RequestsOfOneContainerDivideItsShare) {
  Machine machine{2.0};
  const std::uint32_t one = machine.add_lane(shares(1));
  const std::uint32_t two = machine.add_lane(shares(2));
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> second;
  for (int i = 0; i < 2; ++i) {
    first.push_back(machine.enter(one, 1.0));
  }
  for (int i = 0; i < 3; ++i) {
    second.push_back(machine.enter(two, 2.0));
  }
  machine.run();
  for (const std::uint32_t request : first) {
    expect_at(machine.finished.at(request), 3.0);
  }
  for (const std::uint32_t request : second) {
    expect_at(machine.finished.at(request), 4.0);
  }
}

// Source: SimGrid, examples/cpp/cloud-capping.tesh: one core, tasks of 10 s, caps as a share of the core.
TEST(CpuDomain, AgreesWithSimGridCapping) {
  struct Row {
    std::vector<double> caps;  ///< 0: none
    std::vector<double> finishes;
  };
  const std::vector<Row> rows{
      {{0.0}, {10.0}},
      {{0.5}, {20.0}},
      {{1.0 / 3.0}, {30.0}},
      {{0.0, 0.0}, {20.0, 20.0}},
      {{0.25, 0.25}, {40.0, 40.0}},
      {{0.0, 0.25}, {40.0 / 3.0, 40.0}},
      {{0.75, 0.25}, {40.0 / 3.0, 40.0}},
      {{0.1}, {100.0}},
      {{2.0}, {10.0}},
  };
  for (const Row& row : rows) {
    Machine machine{1.0};
    for (const double cap : row.caps) {
      machine.enter(machine.add_lane(lane(1, cap)), 10.0);
    }
    machine.run();
    for (std::uint32_t request = 0; request < row.caps.size(); ++request) {
      expect_at(machine.finished.at(request), row.finishes[request]);
    }
  }
}

// Five seconds at full speed, then a tenth of it for fifteen, then all of it again.
TEST(CpuDomain, ACapacityThatChangesIsSharedFromThenOn) {
  Machine machine{1.0};
  const std::uint32_t one = machine.add_lane(lane(1));
  machine.enter(one, 10.0);
  machine.run_until(5.0);
  machine.cpu.set_capacity(q32(0.1), at(5.0));
  machine.run_until(20.0);
  machine.cpu.set_capacity(q32(1.0), at(20.0));
  machine.run();
  expect_at(machine.finished.at(0), 23.5);
}

TEST(CpuDomain, ALoneContainersCapacityChangesAlike) {
  const LaneSpec only = lane(1);
  Machine machine{1.0, {}, only};
  const LoneLaneRates tenth{q32(0.1), {}, only, *machine.kinds};
  machine.enter(0, 10.0);
  machine.enter(0, 10.0);
  machine.run_until(5.0);
  machine.cpu.set_capacity(tenth, at(5.0));
  machine.run_until(25.0);
  EXPECT_NEAR(static_cast<double>(machine.cpu.cpu_used(0, 1, at(25.0))), 7e9, 10.0);
  machine.cpu.set_capacity(*machine.rates, at(25.0));
  machine.run();
  expect_at(machine.finished.at(0), 38.0);
  expect_at(machine.finished.at(1), 38.0);
}

TEST(CpuDomain, ALoneRequestIsNotFasterOnTwoVcpus) {
  Machine machine{2.0};
  const std::uint32_t only = machine.add_lane(lane(1'000));
  machine.enter(only, 1.0);
  machine.run();
  expect_at(machine.finished.at(0), 1.0);
  // Three share two: each runs at 2/3.
  for (int i = 0; i < 3; ++i) {
    machine.enter(only, 1.0, 10.0);
  }
  machine.run();
  expect_at(machine.finished.at(3), 11.5);
}

TEST(CpuDomain, ParallelismLetsOneRequestUseSeveral) {
  Machine machine{4.0};
  const std::uint32_t wide = machine.add_lane(lane(1'000, 0.0, 3.0));
  machine.enter(wide, 3.0);
  machine.run();
  expect_at(machine.finished.at(0), 1.0);
  // Two ask for six of four.
  machine.enter(wide, 3.0, 10.0);
  machine.enter(wide, 3.0, 10.0);
  machine.run();
  expect_at(machine.finished.at(2), 11.5);
}

TEST(CpuDomain, LessThanOneVcpuSlowsTheRequest) {
  Machine machine{0.25};
  machine.enter(machine.add_lane(lane(1'000)), 1.0);
  machine.run();
  expect_at(machine.finished.at(0), 4.0);
}

TEST(CpuDomain, SpeedDividesDemandAndNotTheTimeUsed) {
  Machine machine{1.0, CpuSpeed::ratio(234, 142)};
  const std::uint32_t only = machine.add_lane(lane(1'000));
  machine.enter(only, 1.0);
  machine.run();
  expect_at(machine.finished.at(0), 142.0 / 234.0);
  EXPECT_NEAR(static_cast<double>(machine.cpu.cpu_used(only, 1, at(5.0))), 1e9 * 142.0 / 234.0, 2.0);
}

TEST(CpuDomain, EqualFinishesLeaveInTheOrderOfEntryLanesBeforeSleepers) {
  Machine machine{4.0};
  const std::uint32_t first = machine.add_lane(lane(1));
  const std::uint32_t second = machine.add_lane(lane(1));
  machine.sleep(RequestId{9}, at(1.0));
  machine.sleep(RequestId{8}, at(1.0));
  machine.cpu.enter(second, RequestId{7}, kSecond, at(0.0));
  machine.cpu.enter(first, RequestId{6}, kSecond, at(0.0));
  machine.cpu.enter(first, RequestId{5}, kSecond, at(0.0));
  ASSERT_EQ(machine.cpu.next(), at(1.0));
  for (const std::uint32_t expected : {6U, 5U, 7U, 9U, 8U}) {
    ASSERT_EQ(machine.cpu.next(), at(1.0));
    EXPECT_EQ(machine.cpu.take_due(), RequestId{expected});
  }
  EXPECT_EQ(machine.cpu.next(), sim::Time::never());
}

TEST(CpuDomain, SleepersUseNoCpuAndMayWakeBeforeZero) {
  Machine machine{1.0};
  const std::uint32_t only = machine.add_lane(lane(1));
  machine.sleep(RequestId{1}, at(-5.0), at(-6.0));
  machine.sleep(RequestId{2}, at(3.0), at(-6.0));
  machine.cpu.enter(only, RequestId{3}, kSecond, at(-6.0));
  EXPECT_EQ(machine.cpu.next(), at(-5.0));
  EXPECT_EQ(machine.cpu.take_due(), RequestId{3}) << "one second of work from -6 s on, undisturbed";
  EXPECT_EQ(machine.cpu.take_due(), RequestId{1});
  EXPECT_EQ(machine.cpu.next(), at(3.0));
  EXPECT_EQ(machine.cpu.cpu_used(only, 1, at(3.0)), kSecond);
}

TEST(CpuDomain, EvictedRequestsLeaveTheirCpuToTheOthers) {
  Machine machine{1.0};
  const std::uint32_t stays = machine.add_lane(lane(1));
  const std::uint32_t goes = machine.add_lane(lane(1));
  machine.enter(stays, 2.0);
  machine.enter(goes, 9.0);
  machine.enter(goes, 9.0);
  machine.sleep(RequestId{50}, at(9.0));
  machine.sleep(RequestId{51}, at(7.0));
  std::vector<std::uint32_t> taken;
  machine.run_until(1.0);
  machine.cpu.evict(goes, 1, at(1.0), [&](RequestId request) {
    if (request != RequestId{51}) {
      taken.push_back(request.index());
    }
    return request != RequestId{51};
  });
  EXPECT_EQ(taken, (std::vector<std::uint32_t>{1, 2, 50}));
  EXPECT_EQ(machine.cpu.cpu_used(goes, 1, at(1.0)), kSecond / 2);
  machine.cpu.remove_lanes(goes, 1, at(1.0));
  machine.run();
  expect_at(machine.finished.at(0), 2.5);  // half a second of work in the first second, then alone
  expect_at(machine.finished.at(51), 7.0);
  EXPECT_EQ(machine.finished.size(), 2U);
}

TEST(CpuDomain, LanesAreReusedAndStartAtZero) {
  Machine machine{2.0};
  const std::uint32_t first = machine.add_lane(lane(1));
  const std::uint32_t second = machine.add_lane(lane(1));
  machine.enter(first, 3.0);
  machine.run();
  machine.cpu.remove_lanes(first, 1, at(4.0));
  const std::uint32_t again = machine.add_lane(lane(5, 0.5));
  EXPECT_EQ(again, first);
  EXPECT_EQ(machine.cpu.cpu_used(again, 1, at(4.0)), 0);
  machine.enter(again, 1.0, 10.0);
  machine.enter(second, 1.0, 10.0);
  machine.run();
  expect_at(machine.finished.at(1), 12.0);
  expect_at(machine.finished.at(2), 11.0);
}

TEST(CpuDomain, ReadingCpuUsedMovesNoFinish) {
  const auto finishes = [](bool reads) {
    Machine machine{1.0, CpuSpeed::ratio(7, 3)};
    const std::uint32_t one = machine.add_lane(lane(3, 0.7));
    const std::uint32_t two = machine.add_lane(lane(4));
    for (int i = 0; i < 5; ++i) {
      machine.enter(i % 2 == 0 ? one : two, 1.0 + 0.1 * i, 0.01 * i);
    }
    for (double now = 0.05; reads && now < 2.0; now += 0.000'123'457) {
      machine.run_until(now);
      machine.cpu.cpu_used(one, 1, at(now));
      machine.cpu.cpu_used(two, 1, at(now));
    }
    machine.run();
    return machine.finished;
  };
  EXPECT_EQ(finishes(false), finishes(true));
}

/// The same requests in a domain with a lone lane and in one that was made for several, which divides each time.
TEST(CpuDomain, ALoneLaneIsServedAsOneOfSeveral) {
  for (const LaneSpec& spec : {lane(1), lane(3, 0.7), lane(2, 0.0, 2.0)}) {
    sim::random::Stream stream{7};
    Machine lone{1.5, CpuSpeed::ratio(7, 3), spec};
    Machine several{1.5, CpuSpeed::ratio(7, 3)};
    several.add_lane(spec);
    double now = 0.0;
    for (int i = 0; i < 3'000; ++i) {
      now += 1e-6 * static_cast<double>(stream.uniform_below(400));
      const double work = 1e-6 * static_cast<double>(1 + stream.uniform_below(500));
      lone.enter(0, work, now);
      several.enter(0, work, now);
      ASSERT_EQ(lone.cpu.next(), several.cpu.next()) << i;
      ASSERT_EQ(lone.cpu.cpu_used(0, 1, at(now)), several.cpu.cpu_used(0, 1, at(now))) << i;
    }
    lone.run();
    several.run();
    EXPECT_EQ(lone.finished, several.finished);
    EXPECT_EQ(lone.cpu.cpu_used(0, 1, at(1e6)), several.cpu.cpu_used(0, 1, at(1e6)));
  }
}

TEST(CpuDomain, ALoneLaneKeepsItsRequestsWhenItGetsCompany) {
  const auto finishes = [](Machine& machine) {
    for (int i = 0; i < 7; ++i) {  // more than stand inside the lane
      machine.enter(0, 1.0 + i, 0.0);
    }
    machine.sleep(RequestId{99}, at(2.0));
    machine.run_until(3.0);
    const std::uint32_t second = machine.add_lane(lane(1));
    machine.enter(second, 2.0, 3.0);
    machine.run();
    return machine.finished;
  };
  Machine lone{2.0, {}, lane(1)};
  Machine several{2.0};
  several.add_lane(lane(1));
  EXPECT_EQ(finishes(lone), finishes(several));
}

/// What is used is what was asked for, over a hundred thousand changes of shares that are no binary fractions.
TEST(CpuDomain, CpuUsedDoesNotDriftFromWorkDone) {
  Machine machine{0.7};
  const std::uint32_t one = machine.add_lane(lane(1));
  const std::uint32_t two = machine.add_lane(lane(2));
  constexpr int kRequests = 50'000;
  for (int i = 0; i < kRequests; ++i) {
    // 11 us of work every 20 us: a load of 0.79, so that shares change all the time.
    machine.enter(i % 3 == 0 ? one : two, 11e-6, 20e-6 * i);
  }
  machine.run();
  const std::int64_t used = machine.cpu.cpu_used(one, 2, at(1e3));
  EXPECT_EQ(used, std::int64_t{kRequests} * 11'000) << "a request that has finished has used what it asked for";
}

TEST(CpuDomain, WhoIsDueIsKnownAlthoughOthersMoveIn) {
  Machine machine{8.0, {}, lane(1)};
  const std::uint32_t request = machine.enter(0, 1.0);
  const sim::Time due = machine.cpu.next();
  for (int others = 0; others < 5; ++others) {
    machine.add_lane(lane(1));
  }
  EXPECT_EQ(machine.cpu.take_due(due), RequestId{request});
  EXPECT_EQ(machine.cpu.next(), sim::Time::never());
}

}  // namespace
}  // namespace models::worker
