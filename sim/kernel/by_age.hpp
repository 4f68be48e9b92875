// Ids by number, in its order: who is the oldest, who the newest.
//
// What: a list in the order of numbers, with holes. Who leaves is a hole until it is at an end of the list, or the list
//   is full: where numbers mostly come in ascending order, and leave in any, nothing moves and nothing is allocated.
// Checked against: tests/unit/sim/kernel/by_age_test.cpp (a std::map).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sim {

/// oldest(), newest(): O(1). insert(): O(1), amortised, for a number above all others, and O(log size) for one that has
/// left lately; for another, those above it move, up to the next hole. erase(): O(log size). Two words for each. Rather
/// than to grow it closes the holes, if these are half of the list: it allocates when there have never been as many.
template <class IdType>
class ByAge {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The greater the number, the newer. Does nothing if the number is there.
  void insert(std::uint64_t number, IdType id) {
    if (entries_.size() == entries_.capacity() && 2 * size_ <= entries_.size()) {
      close_holes();
    }
    if (empty() || number > entries_.back().number) {
      entries_.push_back({number, id});
      ++size_;
      return;
    }
    const auto place = find(number);
    if (place->number == number && !is_hole(*place)) {
      return;
    }
    ++size_;
    const auto hole = place->number == number ? place : std::find_if(place, entries_.end(), is_hole);
    if (hole == entries_.end()) {
      entries_.insert(place, {number, id});
    } else {
      std::move_backward(place, hole, hole + 1);
      *place = {number, id};
    }
  }

  /// Does nothing if it is not there.
  void erase(std::uint64_t number) {
    const auto place = find(number);
    if (place == entries_.end() || place->number != number || is_hole(*place)) {
      return;
    }
    place->id = IdType::none();
    if (--size_ == 0) {
      entries_.clear();
      first_ = 0;
      return;
    }
    while (is_hole(entries_.back())) {
      entries_.pop_back();
    }
    while (is_hole(entries_[first_])) {
      ++first_;
    }
  }

  /// Of the smallest number. Requires that it is not empty, as newest() does.
  IdType oldest() const { return entries_[first_].id; }
  IdType newest() const { return entries_.back().id; }
  /// The newest that satisfies the predicate, or none. O(size).
  template <class Predicate>
  IdType newest_where(const Predicate& predicate) const {
    const auto found = std::find_if(entries_.rbegin(), entries_.rend(),
                                    [&](const Entry& entry) { return !is_hole(entry) && predicate(entry.id); });
    return found == entries_.rend() ? IdType::none() : found->id;
  }
  /// The oldest first. O(size).
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t i = first_; i < entries_.size(); ++i) {
      if (!is_hole(entries_[i])) {
        visit(entries_[i].id);
      }
    }
  }

 private:
  struct Entry {
    std::uint64_t number = 0;
    IdType id{};  ///< none: a hole
  };

  static bool is_hole(const Entry& entry) { return !entry.id.exists(); }

  /// The first that has this number, or a greater one.
  auto find(std::uint64_t number) {
    return std::lower_bound(entries_.begin() + static_cast<std::ptrdiff_t>(first_), entries_.end(), number,
                            [](const Entry& entry, std::uint64_t wanted) { return entry.number < wanted; });
  }

  void close_holes() {
    entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_hole), entries_.end());
    first_ = 0;
  }

  std::vector<Entry> entries_{};  ///< from first_ on; neither the first nor the last of these is a hole
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace sim
