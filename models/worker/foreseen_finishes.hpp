// What: requests of which it is known when they finish, whatever others do: those that get all the CPU that they can
//   use, and those that wait without using any.
// Units: time in nanoseconds.
// Checked against: tests/unit/models/worker/foreseen_finishes_test.cpp; with the CPU around it full_speed_test.cpp and
//   cpu_domain_property_test.cpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "models/ports/request.hpp"
#include "sim/check.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models::worker {

/// A request that is served at a rate which does not change.
struct ForeseenFinish {
  sim::Time finish{};
  std::uint32_t lane = 0;
  RequestId request{};
  std::uint64_t surplus = 0;  ///< ServiceRate::surplus() of what it will receive until then
};

/// A few of them in order, the next one last. Of equal finishes that of the lower lane comes first, and in a lane the
/// one that was inserted first. Before them all stands one that never finishes: so there is always a last one.
/// Complexity: insert() O(those that finish before), for_each() and remove_if() O(n), anything else O(1).
class ForeseenFinishes {
 public:
  /// Room for so many; requires that nobody is there who has none.
  void make_room(std::uint32_t most) {
    if (most >= places_) {
      auto larger = std::make_unique<Place[]>(most + std::size_t{1});
      std::copy_n(order_.get(), order_ == nullptr ? 0 : size_, larger.get());
      order_ = std::move(larger);
      places_ = most + 1;
    }
  }

  bool is_empty() const { return size_ == 1; }
  std::uint32_t size() const { return size_ - 1; }

  /// Requires room, and that it finishes.
  void insert(const ForeseenFinish& one) {
    SIM_DCHECK(size_ < places_ && one.finish < sim::Time::never(),
               "there is room, and the one who never finishes stays");
    const Place place{(std::uint64_t{one.lane} << 32) | one.request.index(), one.finish.nanoseconds(), one.surplus};
    const sim::Int128 equals = place.key() | kRequest;
    Place* at = &order_[size_++];
    for (; at[-1].key() <= equals; --at) {
      *at = at[-1];
    }
    *at = place;
  }
  /// Time::never(), none, and the highest number there is if there is nobody.
  sim::Time first_finish() const { return last().finish(); }
  RequestId first_request() const { return last().request(); }
  std::uint32_t first_lane() const { return last().lane(); }
  /// Requires that somebody is there.
  void drop_first() { --size_; }

  /// visit(ForeseenFinish), the first one first.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::uint32_t at = size_ - 1; at > 0; --at) {
      visit(order_[at].read());
    }
  }
  /// Takes out whoever `is_taken`, of whom it is asked in order, the first one first.
  template <class Predicate>
  void remove_if(Predicate is_taken) {
    Place* const end = &order_[size_];
    const auto taken = [&](const Place& place) { return is_taken(place.read()); };
    const auto reversed = [](Place* place) { return std::make_reverse_iterator(place); };
    const auto rest = std::remove_if(reversed(end), reversed(&order_[1]), taken);
    Place* const kept = rest.base();  // [kept, end) stay
    if (kept != &order_[1]) {
      size_ = static_cast<std::uint32_t>(std::move(kept, end, &order_[1]) - order_.get());
    }
  }

 private:
  static constexpr sim::Int128 kRequest = 0xffff'ffff;
  struct Place {
    std::uint64_t low = ~std::uint64_t{0};  ///< lane, request
    std::int64_t high = sim::Time::never().nanoseconds();
    std::uint64_t surplus = 0;

    sim::Int128 key() const { return (sim::Int128{high} << 64) | low; }
    sim::Time finish() const { return sim::Time::at_nanoseconds(high); }
    std::uint32_t lane() const { return static_cast<std::uint32_t>(low >> 32); }
    RequestId request() const { return RequestId{static_cast<std::uint32_t>(low)}; }
    ForeseenFinish read() const { return {finish(), lane(), request(), surplus}; }
  };
  const Place& last() const { return order_[size_ - 1]; }

  std::unique_ptr<Place[]> order_{};  ///< descending; the first one is nobody
  std::uint32_t size_ = 1;
  std::uint32_t places_ = 0;
};

}  // namespace models::worker
