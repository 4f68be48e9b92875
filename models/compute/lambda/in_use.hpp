// The environments in use, in the order in which something happens to them next: their placement, INIT or invocation
// ends.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/compute/lambda/environment.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

/// A queue of those in use, of which the kernel knows the first only: an event of its own for each environment would
/// make every request pay for those that are idle, or were in use when most of them were. While they are few they stand
/// in order, the next one last; many are a binary heap. push() and pop() are O(log environments in use), top O(1).
/// Equal times leave in the order in which they came. Allocates only when it has never been as large before.
class EnvironmentsInUse {
 public:
  bool is_empty() const { return items_.empty(); }

  void push(EnvironmentId id, sim::Time at) {
    sequence_ = items_.empty() ? 0 : sequence_ + 1;
    const Item item = (Item{biased(at)} << 64) | (std::uint64_t{sequence_} << 32) | id.index();
    items_.push_back(item);
    if (is_heap_) [[unlikely]] {
      std::push_heap(items_.begin(), items_.end(), std::greater<>{});
    } else {
      insert(item);
    }
  }
  /// These three require that it is not empty.
  sim::Time top_time() const { return time_of(first()); }
  EnvironmentId top() const { return EnvironmentId{static_cast<std::uint32_t>(first())}; }
  void pop() {
    if (is_heap_) [[unlikely]] {
      pop_of_heap();
    } else {
      items_.pop_back();
    }
  }

  /// visit(environment, when something happens to it next), in no particular order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Item item : items_) {
      visit(EnvironmentId{static_cast<std::uint32_t>(item)}, time_of(item));
    }
  }

 private:
  using Item = sim::Uint128;  ///< time, sequence, environment
  static constexpr std::size_t kFew = 24;
  static constexpr std::size_t kMostInOrder = 192;
  static constexpr std::size_t kInOrderAgain = 64;
  static constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;  // makes signed times sort as unsigned keys

  static std::uint64_t biased(sim::Time at) { return static_cast<std::uint64_t>(at.nanoseconds()) ^ kSignBit; }
  static sim::Time time_of(Item item) {
    return sim::Time::at_nanoseconds(static_cast<std::int64_t>(static_cast<std::uint64_t>(item >> 64) ^ kSignBit));
  }
  Item first() const { return is_heap_ ? items_.front() : items_.back(); }

  /// Moves the last item to its place: past the few before it one by one, past many all at once.
  void insert(Item item) {
    if (items_.size() <= kFew) [[likely]] {
      Item* place = &items_.back();
      for (; place != items_.data() && place[-1] < item; --place) {
        *place = place[-1];
      }
      *place = item;
      return;
    }
    const auto place = std::upper_bound(items_.begin(), items_.end() - 1, item, std::greater<>{});
    std::move_backward(place, items_.end() - 1, items_.end());
    *place = item;
    if (items_.size() > kMostInOrder) {
      std::reverse(items_.begin(), items_.end());  // ascending: a heap already
      is_heap_ = true;
    }
  }
  void pop_of_heap() {
    std::pop_heap(items_.begin(), items_.end(), std::greater<>{});
    items_.pop_back();
    if (items_.size() == kInOrderAgain) {
      std::sort(items_.begin(), items_.end(), std::greater<>{});
      is_heap_ = false;
    }
  }

  std::uint32_t sequence_ = 0;
  bool is_heap_ = false;
  std::vector<Item> items_{};
};

}  // namespace models::lambda
