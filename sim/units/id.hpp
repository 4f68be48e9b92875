// Dense ids: an index into a table, with a tag so that a replica's number can't be used where a host's is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace sim {

template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  explicit constexpr Id(std::uint32_t index) : index_{index} {}
  static constexpr Id none() { return Id{}; }

  constexpr std::uint32_t index() const { return index_; }
  constexpr bool exists() const { return index_ != kNone; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t index_ = kNone;
};

}  // namespace sim
