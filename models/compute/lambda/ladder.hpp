// What: the environments of a function whose requests come as rates, by how many must be busy before one of them is
//   used. Where the one that was used last is used first, the k-th from the top works exactly while k or more are
//   busy. So when each was last used follows from when so many were last busy, and the pool is as large as the most
//   that were busy within the keep-alive time.
// Source: the ladder of Palm (1943), see sim/theory/keep_alive.hpp; the order of a stack is the order of use.
// Units: time in nanoseconds.
// Assumes: which of the environments that were used stands on which rung afterwards is a matter of chance.
// Leaves out: other rules of reuse.
// Checked against: tests/unit/models/compute/lambda_flow_test.cpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/ports/fleet.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

/// An environment on its rung.
struct Rung {
  HostId host{};
  sim::Time created{};
  sim::Duration expiry{};
};

/// reached() costs O(rungs that had not been used for a while), collect() O(rungs that have been idle for the shortest
/// expiry, and O(n log n) in those that it removes).
class EnvironmentLadder {
 public:
  /// Every expiry lies within [shortest, longest].
  EnvironmentLadder(sim::Duration shortest, sim::random::Stream chance) : shortest_{shortest}, chance_{chance} {}

  std::int64_t size() const { return static_cast<std::int64_t>(rungs_.size()); }
  /// One more, in use at that time.
  void add(const Rung& rung, sim::Time at) {
    rungs_.push_back(rung);
    reached(size(), at);
  }
  /// So many were busy, for the last time at `at`, which never goes back. More than there are count as all.
  void reached(std::int64_t count, sim::Time at);

  bool is_due(sim::Time now) const { return now >= next_look_; }
  /// Calls gone(rung, when) for everyone whose time has come by `now`, in order of time.
  template <class Gone>
  void collect(sim::Time now, Gone gone) {
    find_expired(now);
    for (const Expired& one : expired_) {
      gone(rungs_[one.index], one.at);
    }
    remove_expired();
  }

 private:
  /// The platform looks no more often for idle environments.
  static constexpr sim::Duration kLookEvery = sim::Duration::seconds(1);

  /// The most that were busy since then, and that had not been busy later: counts fall, times rise.
  struct Mark {
    std::int64_t count = 0;
    sim::Time at{};
  };

  struct Expired {
    std::size_t index = 0;
    sim::Time at{};
  };

  void find_expired(sim::Time now);
  void remove_expired();

  sim::Duration shortest_;
  sim::random::Stream chance_;
  std::vector<Rung> rungs_{};
  std::vector<Mark> marks_{};
  std::vector<Expired> expired_{};
  sim::Time next_look_ = sim::Time::never();
  sim::Time no_look_before_ = sim::Time::at_nanoseconds(std::numeric_limits<std::int64_t>::min());
};

}  // namespace models::lambda
