// What: requests that get all the CPU that they can use, in the order in which they finish: when that will be was known
//   when they came.
// Units: time in nanoseconds.
// Checked against: tests/unit/models/worker/full_speed_test.cpp; cpu_domain_property_test.cpp with the CPU around it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/ports/request.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models::worker {

/// A request that is served at a rate which does not change.
struct AtFullSpeed {
  sim::Time finish{};
  std::uint32_t lane = 0;
  RequestId request{};
  std::uint64_t surplus = 0;  ///< ServiceRate::surplus() of what it will receive until then
};

/// A few of them in order, the next one last. Of equal finishes that of the lower lane comes first, and in a lane the
/// one that was inserted first. insert(): O(those that finish before).
class FullSpeed {
 public:
  /// Room for so many; those that are there must fit.
  void make_room(std::size_t most) { order_.resize(most); }

  bool is_empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// Requires room.
  void insert(const AtFullSpeed& request) {
    const sim::Int128 key = (sim::Int128{request.finish.nanoseconds()} << 64) | (sim::Int128{request.lane} << 32);
    Place* const first = order_.data();
    Place* at = first + size_++;
    for (const sim::Int128 equals = key | kRequest; at != first && at[-1].key <= equals; --at) {
      *at = at[-1];
    }
    *at = {key | request.request.index(), request.surplus};
  }
  /// These require that it is not empty.
  sim::Time first_finish() const { return finish_of(order_[size_ - 1]); }
  std::uint32_t first_lane() const { return static_cast<std::uint32_t>(order_[size_ - 1].key >> 32); }
  RequestId first_request() const { return request_of(order_[size_ - 1]); }
  void drop_first() { --size_; }
  AtFullSpeed take_first() { return read(order_[--size_]); }

  /// Takes out a request that is there. O(n).
  AtFullSpeed remove(RequestId request) {
    const auto end = order_.begin() + static_cast<std::ptrdiff_t>(size_--);
    const auto found =
        std::find_if(order_.begin(), end, [&](const Place& place) { return request_of(place) == request; });
    const AtFullSpeed taken = read(*found);
    std::copy(found + 1, end, found);
    return taken;
  }

  /// visit(AtFullSpeed), in no particular order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t at = 0; at < size_; ++at) {
      visit(read(order_[at]));
    }
  }

 private:
  struct Place {
    sim::Int128 key = 0;  ///< compared as a signed number: finish, lane, request
    std::uint64_t surplus = 0;
  };
  static constexpr sim::Int128 kRequest = 0xffff'ffff;

  static sim::Time finish_of(const Place& place) {
    return sim::Time::at_nanoseconds(static_cast<std::int64_t>(place.key >> 64));
  }
  static RequestId request_of(const Place& place) { return RequestId{static_cast<std::uint32_t>(place.key)}; }
  static AtFullSpeed read(const Place& place) {
    return {finish_of(place), static_cast<std::uint32_t>(place.key >> 32), request_of(place), place.surplus};
  }

  std::size_t size_ = 0;
  std::vector<Place> order_{};  ///< the first size_ are in use, in descending order
};

}  // namespace models::worker
