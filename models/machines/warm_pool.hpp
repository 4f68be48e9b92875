// The instances that wait beside a group, and how many of them there should be.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "models/machines/instances.hpp"

namespace models::machines {

/// What: as many instances wait as the group could still grow by, but at least `min_size`.
/// Source: EC2 Auto Scaling user guide, warm pools (2023-06): the default size is max − desired, or
/// MaxGroupPreparedCapacity − desired.
class WarmPool {
 public:
  WarmPool(const WarmPoolConfig& config, const Instances& instances) : config_{config}, instances_{instances} {}

  const WarmPoolConfig& config() const { return config_; }
  /// `members`: instances of the group; what it lacks of its desired capacity may yet come out of the pool.
  std::int64_t wanted(std::int64_t maximum, std::int64_t members) const {
    const std::int64_t prepared = config_.max_group_prepared_capacity.value_or(maximum);
    return std::max({config_.min_size, prepared - members, std::int64_t{0}});
  }
  std::int64_t size() const { return static_cast<std::int64_t>(list_.size()); }
  void add(MachineId machine) { list_.push_back(machine); }
  void remove(MachineId machine) { std::erase(list_, machine); }
  /// The oldest one of that zone that waits.
  std::optional<MachineId> waiting_in(ZoneId zone) const;
  /// Who goes when the pool is too large: the youngest, whether it waits already or not.
  MachineId surplus() const { return list_.back(); }
  /// The zone with the fewest instances, those of the pool and `members_in_zone` of the group taken together, so that
  /// the group stays even when it takes them; the lowest number of several.
  ZoneId emptiest_zone(std::vector<std::int64_t> members_in_zone) const;

 private:
  WarmPoolConfig config_;
  const Instances& instances_;
  std::vector<MachineId> list_{};  ///< oldest launch first
};

}  // namespace models::machines
