// Requests that have so much time for something: since it is the same for all, they run out of it in the order in which
// they began, and one list and one timer serve them all.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/ports/request.hpp"
#include "sim/check.hpp"
#include "sim/kernel/kernel.hpp"

namespace models {

class DeadlineOwner {
 public:
  virtual ~DeadlineOwner() = default;
  /// Called once for a request that was added and not removed in time; it is in the list no more.
  virtual void deadline_passed(RequestId request, sim::Time now) = 0;
};

/// `Began` is when a request's time began; `Place` is where its record notes its place in the list. The list has holes:
/// a request that leaves touches nobody else's record, which with thousands in flight would have to come from far.
/// add() and remove() are O(1), amortised, and nothing where time is unlimited; the timer rings for requests that run
/// out of time, and once in the time allowed besides. Holds a few words for each request in it; allocates only when
/// there have never been as many before.
template <sim::Time Request::*Began, std::uint32_t Request::*Place>
class DeadlineList {
 public:
  /// `allowed`: Duration::max() for no limit. `phase`: what else is due at the deadline comes before it or after.
  DeadlineList(sim::Kernel& kernel, RequestTable& requests, sim::Duration allowed, sim::Phase phase,
               DeadlineOwner& owner)
      : kernel_{kernel},
        requests_{requests},
        allowed_{allowed},
        is_limited_{allowed != sim::Duration::max()},
        owner_{owner},
        timer_{kernel.open(sim::bind<&DeadlineList::timer_rang>(*this), phase)},
        stop_{is_limited_ ? 0 : std::numeric_limits<std::size_t>::max()} {}

  /// Requests are added in the order of `Began`.
  void add(RequestId request) {
    supply(requests_[request].*Began);
    add_supplied(request);
  }
  /// The same in two parts: whoever is in a hurry sees to room and timer beforehand, for one whose time begins then.
  bool is_exhausted() const { return end_ == stop_; }
  void supply(sim::Time began) {
    if (is_exhausted()) [[unlikely]] {
      prepare(began);
    }
  }
  void add_supplied(RequestId request) {
    if (is_limited_) {
      SIM_DCHECK(end_ < order_.size(), "there is a place");
      requests_[request].*Place = static_cast<std::uint32_t>(end_);
      order_[end_++] = request;
    }
  }
  /// The timer stays where it is: when it rings too early it is set to the deadline of whoever is first by then.
  void remove(RequestId request) {
    if (is_limited_) {
      order_[requests_[request].*Place] = RequestId::none();
    }
  }

 private:
  static constexpr std::size_t kLeastRoom = 64;
  static constexpr std::size_t kSparse = 3;  ///< a place in so many is taken, at most, once room was made

  sim::Time deadline_of(RequestId request) const { return requests_[request].*Began + allowed_; }

  void set_timer(sim::Time deadline) {
    is_timer_set_ = true;
    kernel_.schedule(timer_, deadline);
  }

  [[gnu::noinline]] void prepare(sim::Time began) {
    if (end_ == order_.size()) {
      make_room();
    }
    if (!is_timer_set_) {
      set_timer(began + allowed_);
    }
    stop_ = order_.size();
  }

  /// Closes the holes; if few of the places were holes there will be more of them.
  void make_room() {
    std::size_t kept = 0;
    for (; first_ < end_; ++first_) {
      const RequestId request = order_[first_];
      if (request.exists()) {
        requests_[request].*Place = static_cast<std::uint32_t>(kept);
        order_[kept++] = request;
      }
    }
    first_ = 0;
    end_ = kept;
    if (order_.size() < std::max(kSparse * kept, kLeastRoom)) {
      order_.resize(std::max(2 * kSparse * kept, kLeastRoom), RequestId::none());
    }
  }

  void timer_rang(std::uint32_t, sim::Time now) {
    is_timer_set_ = false;
    while (first_ < end_) {
      const RequestId request = order_[first_];
      if (request.exists() && deadline_of(request) > now) {
        set_timer(deadline_of(request));
        return;
      }
      order_[first_++] = RequestId::none();
      if (request.exists()) {
        owner_.deadline_passed(request, now);  // who may add
      }
    }
    first_ = end_ = stop_ = 0;
  }

  sim::Kernel& kernel_;
  RequestTable& requests_;
  sim::Duration allowed_;
  bool is_limited_;
  DeadlineOwner& owner_;
  sim::SlotId timer_;
  bool is_timer_set_ = false;
  std::vector<RequestId> order_{};  ///< who stands in [first_, end_), holes in between
  std::size_t first_ = 0;
  std::size_t end_ = 0;
  std::size_t stop_;  ///< end_ goes no further: no room, or no timer (but while it rings, and looks at all)
};

}  // namespace models
