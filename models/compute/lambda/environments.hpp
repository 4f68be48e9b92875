// What: the idle environments of a function. A request takes one by the rule of reuse; the platform collects those that
//   were idle for too long.
// Source: the most-recently-used rule agrees with measurements on AWS Lambda (Mahmoudi and Khazaei, 2020); random or
//   round-robin reuse would not (it keeps the all-time peak alive).
// Units: time in nanoseconds.
// Assumes: an environment's expiry is drawn once; with a spread, the platform looks once a second.
// Leaves out: what makes the platform keep an environment longer or shorter than its expiry (its own load).
// Checked against: tests/unit/models/compute/lambda_reuse_test.cpp, tests/theory (keep-alive pool).
#pragma once

#include <algorithm>

#include "models/compute/lambda/environment.hpp"
#include "models/compute/lambda/reuse_list.hpp"
#include "models/ports/service_model.hpp"
#include "sim/check.hpp"
#include "sim/random/stream.hpp"

namespace models::lambda {

/// A stack in the order in which they became idle, as a doubly linked list through the environments: its top was used
/// last, its bottom least recently. Beside it, for the other rules, a ReuseList. take() and put() are O(1) by the order
/// of use and by chance, O(log n) by creation; collect() costs what it removes plus what lies between the shortest and
/// the longest expiry.
class IdleEnvironments {
 public:
  /// Every expiry lies within [shortest, longest]. `chance`: for ReuseOrder::kRandom.
  IdleEnvironments(Environments& environments, ReuseOrder rule, sim::Duration shortest, sim::Duration longest,
                   sim::random::Stream chance)
      : environments_{environments},
        rule_{rule},
        shortest_{shortest},
        longest_{longest},
        list_{environments, rule},
        chance_{chance} {}

  bool is_empty() const { return !top_.exists(); }
  bool is_stack() const { return rule_ == ReuseOrder::kMostRecentlyUsed; }

  /// The one that was used last. Requires that somebody is idle; only where is_stack().
  EnvironmentId pop() {
    SIM_DCHECK(top_.exists(), "only one that is idle can be taken");
    const EnvironmentId top = top_;
    top_ = environments_[top].below;
    return top;
  }
  /// That one is idle from now on. Only where is_stack().
  void push(EnvironmentId id, sim::Time now) {
    Environment& environment = environments_[id];
    environment.since = now;
    environment.below = top_;
    (top_.exists() ? environments_[top_].above : bottom_) = id;
    top_ = id;
  }

  /// By whichever rule; none() if nobody is idle.
  EnvironmentId take() {
    if (is_empty()) {
      return EnvironmentId::none();
    }
    if (is_stack()) {
      return pop();
    }
    const EnvironmentId id = rule_ == ReuseOrder::kLeastRecentlyUsed ? bottom_ : list_.next(chance_);
    remove(id);
    return id;
  }
  void put(EnvironmentId id, sim::Time now) {
    push(id, now);
    if (has_list()) {
      list_.add(id);
    }
  }

  /// Takes out one that is idle.
  void remove(EnvironmentId id) {
    unlink(id);
    if (has_list()) {
      list_.remove(id);
    }
  }

  /// Calls `gone` for every environment whose expiry has come and returns when to look again; Time::never() when
  /// nobody is idle.
  template <class Gone>
  sim::Time collect(sim::Time now, Gone gone) {
    sim::Time next = sim::Time::never();
    EnvironmentId id = is_empty() ? EnvironmentId::none() : bottom_;
    while (id.exists() && environments_[id].since + shortest_ <= now) {
      const Environment environment = environments_[id];
      const EnvironmentId above = id == top_ ? EnvironmentId::none() : environment.above;
      if (environment.since + environment.expiry <= now) {
        remove(id);
        gone(id);
      } else {
        next = std::min(next, environment.since + environment.expiry);
      }
      id = above;
    }
    if (id.exists()) {
      next = std::min(next, environments_[id].since + shortest_);
    }
    const bool has_spread = shortest_ != longest_;
    return has_spread && next != sim::Time::never() ? std::max(next, now + kLookEvery) : next;
  }

 private:
  static constexpr sim::Duration kLookEvery = sim::Duration::seconds(1);

  bool has_list() const { return !is_stack() && rule_ != ReuseOrder::kLeastRecentlyUsed; }

  void unlink(EnvironmentId id) {
    const Environment& environment = environments_[id];
    if (id == top_) {
      top_ = environment.below;
      return;
    }
    SIM_DCHECK(environments_[environment.above].below == id, "whoever is above knows whom it lies on");
    environments_[environment.above].below = environment.below;
    (environment.below.exists() ? environments_[environment.below].above : bottom_) = environment.above;
  }

  Environments& environments_;
  ReuseOrder rule_;
  sim::Duration shortest_;
  sim::Duration longest_;
  EnvironmentId top_{};     ///< its `above` is not kept
  EnvironmentId bottom_{};  ///< while there is a top
  ReuseList list_;
  sim::random::Stream chance_;
};

}  // namespace models::lambda
