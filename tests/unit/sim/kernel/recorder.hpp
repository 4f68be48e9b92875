// What a kernel did, for its tests.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "sim/kernel/kernel.hpp"

namespace sim {

inline Time at(std::int64_t nanoseconds) {
  return Time::at_nanoseconds(nanoseconds);
}

/// Notes (argument, time) of each event, then does what the test says.
struct Recorder {
  std::vector<std::pair<std::uint32_t, std::int64_t>> fired{};
  std::function<void(std::uint32_t, Time)> then = [](std::uint32_t, Time) {};

  void rang(std::uint32_t argument, Time now) {
    fired.emplace_back(argument, now.nanoseconds());
    then(argument, now);
  }
};

/// Arrivals at given instants; each is noted in the recorder as `kArrived`.
inline constexpr std::uint32_t kArrived = 1'000;
struct Arrivals {
  std::vector<std::int64_t> instants{};
  Recorder& recorder;
  std::size_t position = 0;

  Time next() const { return position < instants.size() ? at(instants[position]) : Time::never(); }
  void fire() {
    const Time now = next();
    ++position;
    recorder.rang(kArrived, now);
  }
};

using Fired = std::vector<std::pair<std::uint32_t, std::int64_t>>;

}  // namespace sim
