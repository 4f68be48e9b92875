// Since when the tasks or instances are wanted that have not been launched yet.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "sim/check.hpp"
#include "sim/units/time.hpp"

namespace models {

/// Since when a launch has been wanted, and since when whoever launches has known and tried.
struct MissingLaunch {
  sim::Time wanted_at = sim::Time::never();
  sim::Time noticed_at = sim::Time::never();
  bool operator==(const MissingLaunch&) const = default;
};

/// O(1) amortised.
class MissingLaunches {
 public:
  /// So many are missing from now on: the additional ones since now, or the latest are not wanted any more.
  void set(std::int64_t count, sim::Time now) {
    if (count > count_) {
      wanted_.push_back({{now, sim::Time::never()}, count - count_});
    }
    for (std::int64_t less = count_ - count; less > 0;) {
      const std::int64_t gone = std::min(less, wanted_.back().count);
      wanted_.back().count -= gone;
      less -= gone;
      if (wanted_.back().count == 0) {
        wanted_.pop_back();
      }
    }
    count_ = count;
  }

  /// Whoever launches knows of all that are missing, and tries to launch them from now on.
  void notice(sim::Time now) {
    for (auto batch = wanted_.rbegin(); batch != wanted_.rend() && batch->missing.noticed_at == sim::Time::never();
         ++batch) {
      batch->missing.noticed_at = now;
    }
  }

  bool none() const { return count_ == 0; }

  /// Since when the one that has been wanted longest is tried to be launched; never: none is missing, or not noticed.
  sim::Time tried_since() const { return none() ? sim::Time::never() : wanted_.front().missing.noticed_at; }

  /// The one that has been wanted longest is launched.
  MissingLaunch take() {
    SIM_CHECK(count_ > 0, "only what is missing is launched");
    const MissingLaunch longest = wanted_.front().missing;
    --count_;
    if (--wanted_.front().count == 0) {
      wanted_.pop_front();
    }
    return longest;
  }

  /// The one that was taken last could not be launched after all.
  void put_back(const MissingLaunch& taken) {
    ++count_;
    if (wanted_.empty() || wanted_.front().missing != taken) {
      wanted_.push_front({taken, 0});
    }
    ++wanted_.front().count;
  }

 private:
  struct Wanted {
    MissingLaunch missing{};
    std::int64_t count = 0;
  };
  std::deque<Wanted> wanted_{};
  std::int64_t count_ = 0;
};

}  // namespace models
