// Requests that have so much time for something: since it is the same for all, they run out of it in the order in which
// they began, and one list and one timer serve them all.
#pragma once

#include "models/ports/request.hpp"
#include "sim/kernel/kernel.hpp"

namespace models {

class DeadlineOwner {
 public:
  virtual ~DeadlineOwner() = default;
  /// Called once for a request that was added and not removed in time; it is in the list no more.
  virtual void deadline_passed(RequestId request, sim::Time now) = 0;
};

/// The list runs through `Links` of the records; `Began` is when a request's time began. add() and remove() are O(1),
/// and nothing where time is unlimited; the timer rings for requests that run out of time, and once in the time allowed
/// besides.
template <sim::Time Request::*Began, RequestLinks Request::*Links>
class DeadlineList {
 public:
  /// `allowed`: Duration::max() for no limit. `phase`: what else is due at the deadline comes before it or after.
  DeadlineList(sim::Kernel& kernel, RequestTable& requests, sim::Duration allowed, sim::Phase phase,
               DeadlineOwner& owner)
      : kernel_{kernel},
        requests_{requests},
        allowed_{allowed},
        owner_{owner},
        timer_{kernel.open(sim::bind<&DeadlineList::timer_rang>(*this), phase)} {}

  /// Requests are added in the order of `Began`.
  void add(RequestId request) {
    if (is_unlimited()) {
      return;
    }
    requests_[request].*Links = {tail_, RequestId::none()};
    if (tail_.exists()) {
      (requests_[tail_].*Links).next = request;
    } else {
      head_ = request;
      kernel_.schedule(timer_, deadline_of(request));
    }
    tail_ = request;
  }
  /// The timer stays where it is: when it rings too early it is set to the new head's deadline.
  void remove(RequestId request) {
    if (is_unlimited()) {
      return;
    }
    const RequestLinks links = requests_[request].*Links;
    (links.previous.exists() ? (requests_[links.previous].*Links).next : head_) = links.next;
    (links.next.exists() ? (requests_[links.next].*Links).previous : tail_) = links.previous;
  }

 private:
  bool is_unlimited() const { return allowed_ == sim::Duration::max(); }
  sim::Time deadline_of(RequestId request) const { return requests_[request].*Began + allowed_; }

  void timer_rang(std::uint32_t, sim::Time now) {
    while (head_.exists()) {
      const RequestId request = head_;
      if (deadline_of(request) > now) {
        kernel_.schedule(timer_, deadline_of(request));
        return;
      }
      remove(request);
      owner_.deadline_passed(request, now);
    }
  }

  sim::Kernel& kernel_;
  RequestTable& requests_;
  sim::Duration allowed_;
  DeadlineOwner& owner_;
  sim::SlotId timer_;
  RequestId head_{};
  RequestId tail_{};
};

}  // namespace models
