// What: the idle environments of a function, most recently used on top. A request takes the top; the platform collects
//   from the bottom those that were idle for too long.
// Source: the most-recently-used rule agrees with measurements on AWS Lambda (Mahmoudi and Khazaei, 2020); random or
//   round-robin reuse would not (it keeps the all-time peak alive).
// Units: time in nanoseconds.
// Assumes: an environment's expiry is drawn once; with a spread, the platform looks once a second.
// Leaves out: recycling of old environments.
// Checked against: tests/unit/models/compute/lambda_test.cpp, tests/theory (keep-alive pool).
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/ports/fleet.hpp"
#include "models/ports/request.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

using EnvironmentId = sim::Id<struct EnvironmentTag>;

enum class EnvironmentState : std::uint8_t { kStarting, kInitialising, kBusy, kIdle };

/// One line of a cache: with tens of thousands of them, what an event costs is the lines that it has to fetch.
struct alignas(64) Environment {
  EnvironmentState state = EnvironmentState::kStarting;
  sim::SlotId slot{};
  sim::Time created{};
  sim::Time since{};  ///< when INIT, the invocation or idleness began
  sim::Duration expiry{};
  RequestId request{};
  HostId host{};
  std::int64_t invocation_work = 0;  ///< reference CPU time of the invocation in progress
  EnvironmentId below{};             ///< in the stack of idle ones
  EnvironmentId above{};
};

using Environments = sim::Pool<Environment, EnvironmentId>;

/// A stack as a doubly linked list through the environments. take() and put() are O(1); collect() costs what it removes
/// plus what lies between the shortest and the longest expiry.
class IdleEnvironments {
 public:
  /// Every expiry lies within [shortest, longest].
  IdleEnvironments(Environments& environments, sim::Duration shortest, sim::Duration longest)
      : environments_{environments}, shortest_{shortest}, longest_{longest} {}

  EnvironmentId take() {
    const EnvironmentId top = top_;
    if (top.exists()) {
      unlink(environments_[top]);
    }
    return top;
  }

  void put(EnvironmentId id, sim::Time now) {
    Environment& environment = environments_[id];
    environment.since = now;
    environment.below = top_;
    environment.above = EnvironmentId::none();
    (top_.exists() ? environments_[top_].above : bottom_) = id;
    top_ = id;
  }

  /// Calls `gone` for every environment whose expiry has come and returns when to look again; Time::never() when
  /// nobody is idle.
  template <class Gone>
  sim::Time collect(sim::Time now, Gone gone) {
    sim::Time next = sim::Time::never();
    EnvironmentId id = bottom_;
    while (id.exists() && environments_[id].since + shortest_ <= now) {
      const Environment environment = environments_[id];
      if (environment.since + environment.expiry <= now) {
        unlink(environment);
        gone(id);
      } else {
        next = std::min(next, environment.since + environment.expiry);
      }
      id = environment.above;
    }
    if (id.exists()) {
      next = std::min(next, environments_[id].since + shortest_);
    }
    const bool has_spread = shortest_ != longest_;
    return has_spread && next != sim::Time::never() ? std::max(next, now + kLookEvery) : next;
  }

 private:
  static constexpr sim::Duration kLookEvery = sim::Duration::seconds(1);

  void unlink(const Environment& environment) {
    (environment.below.exists() ? environments_[environment.below].above : bottom_) = environment.above;
    (environment.above.exists() ? environments_[environment.above].below : top_) = environment.below;
  }

  Environments& environments_;
  sim::Duration shortest_;
  sim::Duration longest_;
  EnvironmentId top_{};
  EnvironmentId bottom_{};
};

}  // namespace models::lambda
