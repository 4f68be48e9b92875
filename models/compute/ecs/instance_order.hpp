// The instances of a cluster in groups, and who of a group comes first.
// Assumes: a service grows, or shrinks, by many tasks at once, which all change an instance; that one has changed is
//   noted, and looked at before somebody asks who comes first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/compute/ecs/least_keys.hpp"

namespace models::ecs {

/// Instances are numbered through the cluster; each is in one group at most. changed(): O(1); put() and erase(): O(log
/// instances). Nothing is allocated but when the highest number grows.
template <class Key, Key None>
class InstanceOrder {
 public:
  using Group = LeastKeys<Key, None>;

  explicit InstanceOrder(std::size_t groups) : groups_(groups) {}

  /// To be looked at before a group is asked. An instance that is noted already is not noted again.
  void changed(std::uint32_t instance) {
    if (is_changed_.size() <= instance) {
      is_changed_.resize(std::size_t{instance} + 1);
      changed_.reserve(is_changed_.capacity());
    }
    if (!is_changed_[instance]) {
      is_changed_[instance] = true;
      changed_.push_back(instance);
    }
  }
  /// Calls look(instance) for each that has changed, and forgets that it has.
  template <class Look>
  void look_at_changed(const Look& look) {
    for (const std::uint32_t instance : changed_) {
      is_changed_[instance] = false;
      look(instance);
    }
    changed_.clear();
  }

  /// Takes the instance in, or changes its place.
  void put(std::uint32_t instance, std::size_t group, const Key& key) {
    if (group_of_.size() <= instance) {
      group_of_.resize(std::size_t{instance} + 1, kNowhere);
    }
    if (group_of_[instance] != group) {
      erase(instance);
      group_of_[instance] = static_cast<std::uint32_t>(group);
    }
    groups_[group].set(instance, key);
  }
  /// Nothing happens if it is not there.
  void erase(std::uint32_t instance) {
    if (instance < group_of_.size() && group_of_[instance] != kNowhere) {
      groups_[group_of_[instance]].clear(instance);
      group_of_[instance] = kNowhere;
    }
  }

  std::size_t groups() const { return groups_.size(); }
  const Group& operator[](std::size_t group) const { return groups_[group]; }

 private:
  static constexpr std::uint32_t kNowhere = ~std::uint32_t{0};

  std::vector<Group> groups_;
  std::vector<std::uint32_t> group_of_{};  ///< by instance
  std::vector<std::uint32_t> changed_{};
  std::vector<bool> is_changed_{};  ///< by instance
};

}  // namespace models::ecs
