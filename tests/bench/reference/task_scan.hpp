// The yardstick of task placement: every instance is looked at, one after the other, as one would write it first. Fair
// while instances are few; it is what the order of instances must beat as soon as they are many.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/random/stream.hpp"

namespace bench::reference {

/// Tasks of one size on instances of one type; of equal instances one is drawn.
class TaskScan {
 public:
  TaskScan(std::uint32_t instances, std::uint32_t zones, std::uint32_t tasks_per_instance, bool spreads)
      : most_{tasks_per_instance}, spreads_{spreads}, tasks_(instances), zone_(instances), in_zone_(zones) {
    for (std::uint32_t i = 0; i < instances; ++i) {
      zone_[i] = i % zones;
    }
  }

  /// The instance that takes the next task; there is one.
  std::uint32_t place() {
    equals_.clear();
    std::uint64_t best = ~std::uint64_t{0};
    for (std::uint32_t i = 0; i < tasks_.size(); ++i) {
      if (tasks_[i] == most_) {
        continue;
      }
      const std::uint64_t key = spreads_ ? (std::uint64_t{in_zone_[zone_[i]]} << 32 | zone_[i] << 16 | tasks_[i])
                                         : std::uint64_t{most_ - tasks_[i]};
      if (key < best) {
        best = key;
        equals_.clear();
      }
      if (key == best) {
        equals_.push_back(i);
      }
    }
    const std::uint32_t chosen = equals_.size() == 1 ? equals_.front() : equals_[stream_.uniform_below(equals_.size())];
    ++tasks_[chosen];
    ++in_zone_[zone_[chosen]];
    return chosen;
  }
  void leave(std::uint32_t instance) {
    --tasks_[instance];
    --in_zone_[zone_[instance]];
  }

 private:
  std::uint32_t most_;
  bool spreads_;  ///< over zones, then over instances; else binpack
  std::vector<std::uint32_t> tasks_;
  std::vector<std::uint32_t> zone_;
  std::vector<std::uint32_t> in_zone_;
  std::vector<std::uint32_t> equals_{};
  sim::random::Stream stream_{1};
};

}  // namespace bench::reference
