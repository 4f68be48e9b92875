// A few events in order, the next one last: where there are two dozen at most, moving some of them along is the fastest
// event set there is.
#pragma once

#include <cstdint>

#include "sim/units/int128.hpp"

namespace sim {

/// Puts `entry` in its place among [first, last), which are in descending order; *last is free. The upper 64 bits are
/// the key; of equal keys the one that comes now leaves last, whatever the lower bits say. O(entries that are due
/// before).
inline void insert_in_order(Uint128* first, Uint128* last, Uint128 entry) {
  const auto key = static_cast<std::uint64_t>(entry >> 64);
  for (; last != first && static_cast<std::uint64_t>(last[-1] >> 64) <= key; --last) {
    *last = last[-1];
  }
  *last = entry;
}

}  // namespace sim
