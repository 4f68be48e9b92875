// What: one container of one replica, as the CPU sees it: the requests in it share equally what the container gets
//   (processor sharing), so that one virtual clock tells when each of them has received its work.
// Source: A. Demers, S. Keshav, S. Shenker, "Analysis and simulation of a fair queueing algorithm", SIGCOMM 1989.
// Units: work is nanoseconds of the reference vCPU; virtual time is 2^-10 ns of it; shares and rates are Q32.
// Checked against: tests/unit/models/worker/cpu_domain_test.cpp, tests/theory.
#pragma once

#include <cstdint>

#include "models/ports/request.hpp"
#include "models/worker/service_rate.hpp"
#include "sim/kernel/ordered_heap.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models::worker {

/// Two cache lines: what every event touches, and the first four requests. Between two changes of its rate a lane is
/// nothing but numbers. Complexity: enter, take and withdraw O(log
/// requests).
class alignas(64) Lane {
 public:
  std::uint64_t requests() const { return finish_order_.size(); }
  bool is_empty() const { return finish_order_.is_empty(); }
  sim::Time settled() const { return settled_; }

  /// Brings the virtual clock up to `now`.
  void settle(sim::Time now) {
    virtual_time_ += virtual_time_in(now);
    settled_ = now;
  }
  /// A request brings `work`. Requires that the lane is settled.
  void enter(RequestId request, std::int64_t work) {
    const std::uint64_t virtual_work = static_cast<std::uint64_t>(work) << kVirtualBits;
    entered_ += virtual_work;
    resume(request, virtual_work);
  }
  /// A request goes on here that has `left` to be done; what it brought has been counted. Requires that the lane is
  /// settled.
  void resume(RequestId request, std::uint64_t left) {
    virtual_time_ = is_empty() ? 0 : virtual_time_;  // a new busy period; keeps the clock far from overflow
    finish_order_.push(virtual_time_ + left, request.index());
  }
  /// What the one that finishes first still has to receive. Requires that the lane is settled and not empty.
  std::uint64_t left_of_first() const { return left_of(finish_order_.top_key(), virtual_time_); }
  /// The request that finishes first leaves. Requires that the lane is settled and not empty.
  RequestId take_first() {
    const RequestId request{finish_order_.top_value()};
    finish_order_.pop();
    return request;
  }
  /// A request leaves before its time; work that it has not received yet was never done. Requires track(), that the
  /// lane is settled, and that the request is in it.
  void withdraw(RequestId request) { entered_ -= left_of(finish_order_.remove(request.index()), virtual_time_); }
  /// Of work that was counted here, so much was never done.
  void never_done(std::uint64_t virtual_work) { entered_ -= virtual_work; }
  void track(sim::HeapPlaces& places) { finish_order_.track(places); }
  RequestId likely_next() const { return is_empty() ? RequestId::none() : RequestId{finish_order_.top_value()}; }
  /// Takes out every request for which `taken` is true; work that it has not received yet was never done. Requires that
  /// the lane is settled. O(n log n).
  template <class Taken>
  void evict(Taken taken) {
    finish_order_.remove_if([&](std::uint64_t finish, std::uint32_t request) {
      const bool is_taken = taken(RequestId{request});
      entered_ -= is_taken ? left_of(finish, virtual_time_) : 0;
      return is_taken;
    });
  }

  /// From `settled()` on each of its requests is served at this rate.
  void set_rate(ServiceRate rate) { rate_ = rate.per_request; }
  std::uint64_t rate() const { return rate_; }
  /// When its first request will have done its work, if nothing changes; the lane was given `rate` last.
  sim::Time first_finish(ServiceRate rate) const {
    if (rate.per_request == 0) {  // nobody is there, or what is there gets nothing
      return sim::Time::never();
    }
    return settled_ + sim::Duration::nanoseconds(rate.time_for(left_of_first()));
  }

  /// Work done for its requests up to `now`, in virtual time, since begin_life(): all that came in, but for what those
  /// who are still here have to wait for. O(requests).
  sim::Uint128 work_done(sim::Time now) const {
    const std::uint64_t clock = virtual_time_ + virtual_time_in(now);
    sim::Uint128 left = 0;
    finish_order_.for_each_key([&](std::uint64_t finish) { left += left_of(finish, clock); });
    return entered_ - left;
  }
  void begin_life() {
    entered_ = 0;
    is_alive_ = true;
  }
  void end_life() { is_alive_ = false; }
  bool is_alive() const { return is_alive_; }

 private:
  static std::uint64_t left_of(std::uint64_t finish, std::uint64_t clock) {
    return finish > clock ? finish - clock : 0;
  }
  std::uint64_t virtual_time_in(sim::Time now) const {
    return multiply_shift(rate_, static_cast<std::uint64_t>((now - settled_).nanoseconds()), kRateToVirtual);
  }

  sim::Uint128 entered_ = 0;         ///< work of all requests so far
  std::uint64_t virtual_time_ = 0;   ///< work that each request present since 0 has received
  std::uint64_t rate_ = 0;           ///< growth of virtual_time_, Q32 (relative to 1 ns per ns)
  sim::Time settled_{};              ///< virtual_time_ belongs to this instant
  bool is_alive_ = false;            ///< between begin_life() and end_life()
  sim::OrderedHeap finish_order_{};  ///< by virtual finish time
};
static_assert(sizeof(Lane) == 128);

}  // namespace models::worker
