// How long clients wait for an answer: the timeout is the same for all, so attempts give up in the order in which they
// began, and one list and one timer serve them all.
#pragma once

#include "models/ports/request.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::client {

class ImpatientOwner {
 public:
  virtual ~ImpatientOwner() = default;
  /// Called once for an attempt that was begun and has not ended within the timeout; it is in the list no more.
  virtual void patience_ended(RequestId request) = 0;
};

/// begin() and end() are O(1); the timer rings for attempts that time out, and once a timeout besides.
class Patience {
 public:
  /// `timeout`: Duration::max() for clients that wait for ever.
  Patience(sim::Kernel& kernel, RequestTable& requests, sim::Duration timeout, ImpatientOwner& owner);

  bool is_limited() const { return timeout_ != sim::Duration::max(); }
  /// An attempt begins. Attempts begin in time order; Request::arrived must be when this one did.
  void begin(RequestId request, sim::Time now) {
    Request& record = requests_[request];
    record.patience_previous = tail_;
    record.patience_next = RequestId::none();
    if (tail_.exists()) {
      requests_[tail_].patience_next = request;
    } else {
      head_ = request;
      kernel_.schedule(slot_, now + timeout_);
    }
    tail_ = request;
  }
  /// It has its answer. The timer stays where it is: when it rings too early it is set to the new head's end.
  void end(RequestId request) {
    const Request& record = requests_[request];
    (record.patience_previous.exists() ? requests_[record.patience_previous].patience_next : head_) =
        record.patience_next;
    (record.patience_next.exists() ? requests_[record.patience_next].patience_previous : tail_) =
        record.patience_previous;
  }

 private:
  void timer_rang(std::uint32_t unused, sim::Time now);

  sim::Kernel& kernel_;
  RequestTable& requests_;
  sim::Duration timeout_;
  ImpatientOwner& owner_;
  sim::SlotId slot_;
  RequestId head_{};
  RequestId tail_{};
};

}  // namespace models::client
