// The instances of a cluster in the order in which a placement strategy takes them, kept up to date as they change.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace models::ecs {

/// Instances in groups; within a group by a key, the smallest first. Complexity: O(log keys) to change one, and a move
/// of those that have the same key.
class InstanceOrder {
 public:
  /// What a chain of strategies looks at, in its order, and what decides between those that are equal to it.
  using Key = std::array<std::int64_t, 6>;
  /// Instances that are alike, by number.
  using Alike = std::vector<std::uint32_t>;

  explicit InstanceOrder(std::size_t groups) : groups_(groups) {}

  /// Takes the instance in, or changes its place.
  void put(std::uint32_t instance, std::size_t group, const Key& key);
  /// Nothing happens if it is not there.
  void erase(std::uint32_t instance);

  std::size_t groups() const { return groups_.size(); }
  /// Those with the smallest key; none: the group is empty.
  const Alike* first(std::size_t group) const {
    return groups_[group].empty() ? nullptr : &groups_[group].begin()->second;
  }

 private:
  struct Place {
    bool is_there = false;
    std::size_t group = 0;
    Key key{};
  };

  std::vector<std::map<Key, Alike>> groups_;
  std::vector<Place> places_{};  ///< by instance
};

}  // namespace models::ecs
