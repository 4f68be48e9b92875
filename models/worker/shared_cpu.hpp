// What: a CPU that several containers share, as Linux cpu.weight and cpu.max do: capacity is divided among them by
//   weighted max-min fairness with caps.
// Source: D. Bertsekas, R. Gallager, Data Networks, 6.5.2, for max-min fairness.
// Units: capacity and shares are Q32 vCPU.
// Assumes: sharing is ideal.
// Checked against: tests/unit/models/worker/cpu_domain_test.cpp and full_speed_test.cpp, tests/theory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "models/worker/foreseen_finishes.hpp"
#include "models/worker/lane.hpp"
#include "models/worker/lane_kind.hpp"
#include "models/worker/service_rate.hpp"
#include "sim/kernel/event_queue.hpp"
#include "sim/kernel/prefetch.hpp"
#include "sim/kernel/smaller.hpp"
#include "sim/units/time.hpp"

namespace models::worker {

/// The lanes of a CPU domain that has several, and requests that wait beside them. divide() must be called before time
/// goes on after a change.
///
/// While every request gets all the CPU that it can use, none of them cares about the others: it stands in one order
/// with them, by its finish, and its lane only counts it. As soon as one has to go without they all move to their
/// lanes; there a lane gets its share at once while there is enough for all, and otherwise when all that changes at
/// this instant has changed. They come back when nobody has to go without any more. Neither move loses or adds work.
/// Who waits and uses no CPU stands in that order, too, as if in a lane that costs nothing.
///
/// Complexity: at full speed O(1), up to two dozen vCPUs in use; in lanes enter(), take_first() and withdraw()
/// O(log requests in the lane), and divide() one pass over the lanes while somebody has to go without.
class alignas(64) SharedCpu {
 public:
  /// Instead of a lane: of requests that use no CPU.
  static constexpr std::uint32_t kAsleep = ~std::uint32_t{0};
  /// What a lane is known by at full speed. For SharedCpu alone.
  struct Member {
    const LaneKind* kind = nullptr;
    std::uint32_t foreseen = 0;  ///< its requests whose finish is foreseen
    std::uint64_t entered = 0;   ///< nanoseconds of work that came in at full speed
  };

  /// `kinds` must live as long.
  SharedCpu(std::uint64_t capacity, CpuSpeed speed, LaneKinds& kinds);

  /// Makes room for one more replica and returns its first lane; lanes of a removed replica are reused.
  std::uint32_t add(std::span<const LaneSpec> specs);
  /// Takes over a lane that had the CPU to itself, as the first one.
  void take_over(Lane lane, const LaneSpec& spec, sim::Time finish);
  /// The lane is what `spec` says from now on.
  void change(std::uint32_t index, const LaneSpec& spec, sim::Time now);
  /// The lanes must be empty.
  void remove(std::uint32_t first, std::uint32_t count, sim::Time now);
  /// There is more or less to share from now on.
  void set_capacity(std::uint64_t capacity, sim::Time now);
  void track(sim::HeapPlaces& places);

  bool is_empty() const { return lanes_.empty(); }
  CpuSpeed speed() const { return speed_; }

  /// A request brings `work` nanoseconds (of the reference vCPU) to a lane, or sleeps so long. False, and nothing done,
  /// if too many sleep already: they are the caller's then.
  [[gnu::always_inline]] bool enter(std::uint32_t index, RequestId request, std::int64_t work, sim::Time now) {
    Member& member = member_of(index);
    const std::uint64_t asked = asked_ + member.kind->spec.parallelism;
    if (asked > room_ || member.foreseen == member.kind->most_at_full_speed) [[unlikely]] {
      return enter_lane(index, request, work, now);
    }
    changed_at_ = now;
    asked_ = asked;
    ++member.foreseen;
    member.entered += static_cast<std::uint64_t>(work);
    insert(index, request, static_cast<std::uint64_t>(work) << kVirtualBits, now);
    return true;
  }
  /// The request that finishes first leaves: it is due `now`, and `its` is what first_member() was.
  void take_first(Member& its, sim::Time now) {
    if (is_in_lanes()) [[unlikely]] {
      take_first_of_all(now);
    } else {
      take_foreseen(its, now);
    }
  }
  /// A request that sleeps here, if it does, does so no longer. O(requests).
  bool wake_early(RequestId request);
  /// A request leaves its lane before its work is done. Requires track().
  void withdraw(std::uint32_t index, RequestId request, sim::Time now);
  /// The same of all requests in these lanes for which `taken` is true; of sleepers whose lanes those are it must know.
  template <class Taken>
  void evict(std::uint32_t first, std::uint32_t count, sim::Time now, Taken taken) {
    move_to_lanes(now);
    for (std::uint32_t index = first; index < first + count; ++index) {
      Lane& lane = lanes_[index];
      const std::uint64_t before = lane.requests();
      lane.settle(now);
      lane.evict(taken);
      in_lanes_ -= before - lane.requests();
      lane_changed(index);
    }
    foreseen_.remove_if([&](const ForeseenFinish& sleeper) { return taken(sleeper.request); });
    member_of(kAsleep).foreseen = foreseen_.size();
  }

  /// When something changed last.
  sim::Time changed_at() const { return changed_at_; }
  /// Gives everybody their share.
  void divide() {
    if (is_in_lanes()) [[unlikely]] {
      divide_lanes();
    }
  }
  /// The earliest of all, and who that is; among equals the one in the first lane, sleepers last. Time::never() and
  /// none if there is nobody.
  sim::Time first_finish() const {
    return is_in_lanes() ? std::min(sim::time_of(first_), foreseen_.first_finish()) : foreseen_.first_finish();
  }
  RequestId first_request() const {
    return is_in_lanes() && is_first_in_lane() ? lanes_[first_lane()].likely_next() : foreseen_.first_request();
  }
  /// Where that is, until add(): whoever knows needs not wait for the order to say so.
  Member& first_member() { return member_of(is_in_lanes() ? kAsleep : foreseen_.first_lane()); }
  /// Work done in a lane up to `now`, in virtual time. O(requests).
  sim::Uint128 work_done(std::uint32_t index, sim::Time now) const;
  /// A hint that take_first() is near.
  void expect() const {
    sim::prefetch(this);
    sim::prefetch(reinterpret_cast<const char*>(this) + 64);
  }

 private:
  static constexpr std::uint64_t kNotGiven = ~std::uint64_t{0};
  static constexpr std::uint32_t kMostForeseen = 24;  ///< vCPUs; more requests than that are not kept in one order
  static constexpr std::uint32_t kMostAsleep = 4;     ///< beside them
  static constexpr std::uint64_t kFewAgain = 12;      ///< so many come back from their lanes at most
  /// Of the requests that are in a lane.
  struct Claim {
    std::uint64_t ask = 0;    ///< what they could use, Q32 vCPU
    std::uint64_t share = 0;  ///< what they get together, Q32 vCPU; kNotGiven until the next division
    bool is_limited = false;  ///< the lane's limit is less than what they could use
  };

  /// What requests may use at full speed.
  std::uint64_t most_room() const { return std::min(capacity_, std::uint64_t{kMostForeseen} << 32); }
  [[gnu::always_inline]] void insert(std::uint32_t index, RequestId request, std::uint64_t virtual_work,
                                     sim::Time now) {
    const ServiceRate& rate = member_of(index).kind->whole;
    const std::int64_t time = rate.time_for(virtual_work);
    foreseen_.insert({.finish = now + sim::Duration::nanoseconds(time),
                      .lane = index,
                      .request = request,
                      .surplus = rate.surplus(time, virtual_work)});
  }
  void take_foreseen(Member& its, sim::Time now) {
    changed_at_ = now;
    --its.foreseen;
    asked_ -= its.kind->spec.parallelism;
    foreseen_.drop_first();
  }
  std::uint64_t left_of(const ForeseenFinish& request, sim::Time now) const {
    return member_of(request.lane).kind->whole.work_in((request.finish - now).nanoseconds(), request.surplus);
  }
  std::uint32_t lane_count() const { return static_cast<std::uint32_t>(lanes_.size()); }
  /// Those who sleep stand before all lanes.
  Member& member_of(std::uint32_t index) { return members_[index + 1]; }
  const Member& member_of(std::uint32_t index) const { return members_[index + 1]; }
  bool is_in_lanes() const { return room_ == 0; }
  void move_to_lanes(sim::Time now);
  bool may_move_to_full_speed() const { return asked_ <= most_room() && limited_ == 0 && in_lanes_ <= kFewAgain; }
  void move_to_full_speed();
  [[gnu::noinline]] bool enter_lane(std::uint32_t index, RequestId request, std::int64_t work, sim::Time now);
  [[gnu::noinline]] void take_first_of_all(sim::Time now);
  bool is_first_in_lane() const { return sim::time_of(first_) <= foreseen_.first_finish(); }
  void lane_changed(std::uint32_t index);
  void update_claim(std::uint32_t index);
  [[gnu::noinline]] void divide_lanes();
  void divide_fairly();
  void give(std::uint32_t index, std::uint64_t share);
  void set_finish(std::uint32_t index, sim::Time finish);
  void find_first();
  std::uint32_t first_lane() const { return static_cast<std::uint32_t>(first_); }

  std::uint64_t room_ = 0;          ///< Q32 vCPU that requests may use at full speed; 0 while they are in lanes
  std::uint64_t asked_ = 0;         ///< sum of what all requests could use
  ForeseenFinishes foreseen_{};     ///< of sleepers only, while the others are in lanes
  std::vector<Member> members_{1};  ///< who sleeps, and the lanes
  sim::Time changed_at_{};

  // Of requests in lanes.
  bool must_look_at_lanes_ = false;      ///< something changed there
  bool must_divide_ = false;             ///< somebody has to go without, or had to
  bool must_search_ = false;             ///< first_ is not known
  bool is_contended_ = false;            ///< at the last division
  std::uint64_t in_lanes_ = 0;           ///< how many there are
  std::uint64_t limited_ = 0;            ///< how many claims are limited
  sim::EventKey first_ = sim::kNoEvent;  ///< the earliest of finishes_

  std::uint64_t capacity_;                 ///< Q32 vCPU
  std::vector<Lane> lanes_{};              ///< empty at full speed
  std::vector<Claim> claims_{};            ///< per lane
  std::vector<sim::EventKey> finishes_{};  ///< per lane: when its first request finishes, then its number
  CpuSpeed speed_;
  LaneKinds& kinds_;
  std::vector<std::uint32_t> free_blocks_{};
  std::vector<std::uint32_t> hungry_{};  ///< scratch of divide_fairly
};

}  // namespace models::worker
