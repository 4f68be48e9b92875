// Requests that have so much time: who runs out of it and when, while others leave from anywhere in between.
#include "models/ports/deadline_list.hpp"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "sim/random/stream.hpp"

namespace models {
namespace {

class Passed final : public DeadlineOwner {
 public:
  void deadline_passed(RequestId request, sim::Time now) override {
    all.emplace_back(request.index(), now.nanoseconds());
  }
  std::vector<std::pair<std::uint32_t, std::int64_t>> all{};
};

/// Thousands come and three in four leave in time, so that the list is full of holes and closes them many times; beside
/// it a map that is searched for everybody whose time has come.
TEST(DeadlineList, TellsOfEachWhoDoesNotLeaveInTimeAndOfNobodyElse) {
  constexpr std::int64_t kAllowed = 5'000;
  sim::Kernel kernel;
  RequestTable requests{1};
  Passed passed;
  DeadlineList<&Request::arrived, &Request::in_patience> list{kernel, requests, sim::Duration::nanoseconds(kAllowed),
                                                              sim::Phase::kArrival, passed};
  std::map<std::int64_t, RequestId> waiting;  // by arrival
  std::vector<std::pair<std::uint32_t, std::int64_t>> expected;
  sim::random::Stream stream{11};
  for (std::int64_t now = 10; now <= 100'000; now += 10) {
    kernel.run_until(sim::Time::at_nanoseconds(now));
    while (!waiting.empty() && waiting.begin()->first + kAllowed < now) {
      expected.emplace_back(waiting.begin()->second.index(), waiting.begin()->first + kAllowed);
      requests.release(waiting.begin()->second);
      waiting.erase(waiting.begin());
    }
    const RequestId request = requests.acquire();
    requests[request].arrived = sim::Time::at_nanoseconds(now);
    list.add(request);
    waiting.emplace(now, request);
    if (stream.uniform_below(4) != 0) {
      auto leaving = waiting.upper_bound(now - 1 - static_cast<std::int64_t>(stream.uniform_below(4'000)));
      leaving = leaving == waiting.end() ? std::prev(leaving) : leaving;
      list.remove(leaving->second);
      requests.release(leaving->second);
      waiting.erase(leaving);
    }
  }
  EXPECT_GT(expected.size(), 1'000U);
  EXPECT_EQ(passed.all, expected);
}

/// Begins anew as soon as its time has passed, three times.
class Persistent final : public DeadlineOwner {
 public:
  explicit Persistent(sim::Kernel& at) : kernel{at} {}
  void deadline_passed(RequestId request, sim::Time now) override {
    EXPECT_EQ(now, kernel.now());
    passed.emplace_back(request.index(), now.nanoseconds());
    if (requests[request].attempt++ < 3) {
      requests[request].arrived = now;
      list.add(request);
    }
  }

  RequestTable requests{1};
  std::vector<std::pair<std::uint32_t, std::int64_t>> passed{};
  sim::Kernel& kernel;
  DeadlineList<&Request::arrived, &Request::in_patience> list{kernel, requests, sim::Duration::nanoseconds(5'000),
                                                              sim::Phase::kArrival, *this};
};

/// More of them than the list has room for at first, so that it grows while it tells of them.
TEST(DeadlineList, WhoRunsOutOfTimeMayBeginAnewAtOnce) {
  for (const std::int64_t count : {1, 10, 64, 200}) {
    sim::Kernel kernel;
    Persistent owner{kernel};
    std::vector<std::pair<std::uint32_t, std::int64_t>> expected;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t now = 10 * (i / 2);  // two at a time
      kernel.run_until(sim::Time::at_nanoseconds(now));
      const RequestId request = owner.requests.acquire();
      owner.requests[request].arrived = sim::Time::at_nanoseconds(now);
      owner.requests[request].attempt = 0;
      owner.list.add(request);
    }
    for (std::int64_t round = 1; round <= 4; ++round) {
      for (std::int64_t i = 0; i < count; ++i) {
        expected.emplace_back(static_cast<std::uint32_t>(i), 5'000 * round + 10 * (i / 2));
      }
    }
    kernel.run_until(sim::Time::at_nanoseconds(100'000));
    EXPECT_EQ(owner.passed, expected) << count;
  }
}

}  // namespace
}  // namespace models
