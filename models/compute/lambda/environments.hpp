// What: the idle environments of a function, most recently used on top. A request takes the top; the platform collects
//   from the bottom those that were idle for too long.
// Source: the most-recently-used rule agrees with measurements on AWS Lambda (Mahmoudi and Khazaei, 2020); random or
//   round-robin reuse would not (it keeps the all-time peak alive).
// Units: time in nanoseconds.
// Assumes: an environment's expiry is drawn once; with a spread, the platform looks once a second.
// Leaves out: recycling of old environments.
// Checked against: tests/unit/models/compute/lambda_test.cpp, tests/theory (keep-alive pool).
#pragma once

#include <cstdint>
#include <vector>

#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

using EnvironmentId = sim::Id<struct EnvironmentTag>;

/// A stack as a doubly linked list, indexed by environment. take() and put() are O(1); collect() costs what it removes
/// plus what lies between the shortest and the longest expiry.
class IdleEnvironments {
 public:
  /// Every expiry lies within [shortest, longest].
  IdleEnvironments(sim::Duration shortest, sim::Duration longest) : shortest_{shortest}, longest_{longest} {}

  EnvironmentId take() {
    const EnvironmentId top = top_;
    if (top.exists()) {
      unlink(top);
    }
    return top;
  }

  void put(EnvironmentId environment, sim::Duration expiry, sim::Time now) {
    if (links_.size() <= environment.index()) {
      links_.resize(environment.index() + 1);
    }
    links_[environment.index()] = {top_, EnvironmentId::none(), now, expiry};
    (top_.exists() ? links_[top_.index()].above : bottom_) = environment;
    top_ = environment;
    ++size_;
  }

  std::int64_t size() const { return size_; }

  /// Calls `gone` for every environment whose expiry has come and returns when to look again; Time::never() when
  /// nobody is idle.
  template <class Gone>
  sim::Time collect(sim::Time now, Gone gone) {
    sim::Time next = sim::Time::never();
    EnvironmentId environment = bottom_;
    while (environment.exists() && links_[environment.index()].since + shortest_ <= now) {
      const Link link = links_[environment.index()];
      if (link.since + link.expiry <= now) {
        unlink(environment);
        gone(environment);
      } else {
        next = std::min(next, link.since + link.expiry);
      }
      environment = link.above;
    }
    if (environment.exists()) {
      next = std::min(next, links_[environment.index()].since + shortest_);
    }
    const bool has_spread = shortest_ != longest_;
    return has_spread && next != sim::Time::never() ? std::max(next, now + kLookEvery) : next;
  }

 private:
  static constexpr sim::Duration kLookEvery = sim::Duration::seconds(1);
  struct Link {
    EnvironmentId below{};
    EnvironmentId above{};
    sim::Time since{};
    sim::Duration expiry{};
  };

  void unlink(EnvironmentId environment) {
    const Link& link = links_[environment.index()];
    (link.below.exists() ? links_[link.below.index()].above : bottom_) = link.above;
    (link.above.exists() ? links_[link.above.index()].below : top_) = link.below;
    --size_;
  }

  sim::Duration shortest_;
  sim::Duration longest_;
  std::vector<Link> links_{};
  EnvironmentId top_{};
  EnvironmentId bottom_{};
  std::int64_t size_ = 0;
};

}  // namespace models::lambda
