// Since when the tasks or instances are wanted that have not been launched yet.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "sim/check.hpp"
#include "sim/units/time.hpp"

namespace models {

/// O(1) amortised.
class MissingLaunches {
 public:
  /// So many are missing from now on: the additional ones since now, or the latest are not wanted any more.
  void set(std::int64_t count, sim::Time now) {
    if (count > count_) {
      wanted_.push_back({now, count - count_});
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

  bool none() const { return count_ == 0; }

  /// The one that has been wanted longest is launched. Returns since when.
  sim::Time take() {
    SIM_CHECK(count_ > 0, "only what is missing is launched");
    const sim::Time since = wanted_.front().at;
    --count_;
    if (--wanted_.front().count == 0) {
      wanted_.pop_front();
    }
    return since;
  }

  /// The one that was taken last could not be launched after all.
  void put_back(sim::Time since) {
    ++count_;
    if (wanted_.empty() || wanted_.front().at != since) {
      wanted_.push_front({since, 0});
    }
    ++wanted_.front().count;
  }

 private:
  struct Wanted {
    sim::Time at{};
    std::int64_t count = 0;
  };
  std::deque<Wanted> wanted_{};
  std::int64_t count_ = 0;
};

}  // namespace models
