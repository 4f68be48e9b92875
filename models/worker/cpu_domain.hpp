// What: the CPU of a VM or microVM, shared by the containers that run in it, as Linux cpu.weight and cpu.max do. Inside
//   a container the requests share equally (processor sharing); between containers capacity is divided by weighted
//   max-min fairness with caps.
// Source: A. Demers, S. Keshav, S. Shenker, "Analysis and simulation of a fair queueing algorithm", SIGCOMM 1989, for
//   virtual time; D. Bertsekas, R. Gallager, Data Networks, 6.5.2, for max-min fairness.
// Units: capacity and shares are Q32 vCPU; work is nanoseconds of the reference vCPU; virtual time is 2^-10 ns of it.
// Assumes: sharing is ideal; a request never runs faster than its container's `parallelism` vCPUs.
// Leaves out: scheduler quanta, cache effects, the 100 ms period of cpu.max.
// Checked against: tests/unit/models/worker/cpu_domain_test.cpp, tests/theory.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/ports/request.hpp"
#include "models/ports/workers.hpp"
#include "sim/kernel/ordered_heap.hpp"
#include "sim/units/int128.hpp"
#include "sim/units/time.hpp"

namespace models::worker {

/// One container of one replica, as the CPU sees it.
struct LaneSpec {
  static constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
  std::uint64_t weight = 1;                            ///< cpu.weight: the container's `cpu` in thousandths
  std::uint64_t limit = kNoLimit;                      ///< cpu.max, Q32 vCPU
  std::uint64_t parallelism = std::uint64_t{1} << 32;  ///< most that one request can use, Q32 vCPU
};

/// Complexity: enter and leave O(log requests in the lane) while the CPU is not contended; under contention also one
/// pass over the lanes. A domain with one lane touches two cache lines of its own and no list.
///
/// What changes at one instant is divided once: enter() and take_due() note which lanes changed, and the next call that
/// needs to know (next(), or one of a later instant) gives everybody their share. Shares depend on nothing but who asks
/// for how much, so what was in between, for no time at all, leaves no trace.
class CpuDomain {
 public:
  CpuDomain() = default;
  CpuDomain(sim::Vcpu capacity, CpuSpeed speed);

  /// Makes room for one more replica and returns its first lane; lanes of a removed replica are reused.
  std::uint32_t add_lanes(std::span<const LaneSpec> specs);
  /// The lanes must be empty.
  void remove_lanes(std::uint32_t first, std::uint32_t count, sim::Time now);

  /// A request brings `work` nanoseconds (of the reference vCPU) to a lane. Requires work > 0.
  void enter(std::uint32_t index, RequestId request, std::int64_t work, sim::Time now) {
    if (touched_at_ != now) {
      divide();
    }
    Lane& lane = lanes_[index];
    settle(lane, now);
    if (lane.finish_order.is_empty()) {
      lane.virtual_time = 0;  // a new busy period; keeps virtual time far from overflow
    }
    lane.finish_order.push(lane.virtual_time + (static_cast<std::uint64_t>(work) << kVirtualBits), request.index());
    members_changed(index, now);
  }
  /// A request waits until `until`, using no CPU.
  void sleep(RequestId request, sim::Time until) { sleepers_.push(sleeper_key(until), request.index()); }

  /// When the next request finishes its work or its waiting; Time::never() when there is none.
  sim::Time next() {
    divide();
    return sleepers_.is_empty() ? first_finish_ : std::min(first_finish_, sleeper_time(sleepers_.top_key()));
  }
  /// Takes one request that is due at `now`: lanes first, the earliest and among equals in their order, then sleepers.
  /// None when nobody is due.
  RequestId take_due(sim::Time now) {
    divide();
    if (first_finish_ <= now) {
      const std::uint32_t index = first_lane_;
      Lane& lane = lanes_[index];
      settle(lane, now);
      const RequestId request{lane.finish_order.top_value()};
      lane.finish_order.pop();
      members_changed(index, now);
      return request;
    }
    if (!sleepers_.is_empty() && sleeper_time(sleepers_.top_key()) <= now) {
      const RequestId request{sleepers_.top_value()};
      sleepers_.pop();
      return request;
    }
    return RequestId::none();
  }

  /// Takes out every request of the replica that owns these lanes; `taken` is called for each, and says for a sleeper
  /// whether it belongs to that replica. O(requests in the domain).
  template <class Taken>
  void evict(std::uint32_t first, std::uint32_t count, sim::Time now, Taken taken) {
    divide();
    const auto take = [&](std::uint32_t request) { return taken(RequestId{request}); };
    for (std::uint32_t index = first; index < first + count; ++index) {
      settle(lanes_[index], now);
      lanes_[index].finish_order.remove_if(take);
      members_changed(index, now);
    }
    divide();
    sleepers_.remove_if(take);
  }

  /// CPU time spent in these lanes up to `now`, in vCPU-nanoseconds. Looking changes nothing: when requests finish does
  /// not depend, not even by a rounding, on how often somebody reads.
  std::int64_t cpu_used(std::uint32_t first, std::uint32_t count, sim::Time now);

 private:
  static constexpr unsigned kVirtualBits = 10;                   ///< virtual time counts 2^-10 ns
  static constexpr unsigned kRateToVirtual = 32 - kVirtualBits;  ///< (Q32 rate x ns) >> this = virtual time
  static constexpr std::uint64_t kUnitRate = std::uint64_t{1} << 32;

  struct alignas(64) Lane {
    std::uint64_t virtual_time = 0;   ///< work that each request present since 0 has received, 2^-10 ns
    std::uint64_t rate = 0;           ///< growth of virtual_time per nanosecond, Q32 (relative to 1 ns per ns)
    sim::Uint128 cpu_used = 0;        ///< Q32 vCPU-nanoseconds: exact
    std::uint64_t share = 0;          ///< what all its requests get together, Q32 vCPU
    std::uint64_t ask = 0;            ///< what they could use, Q32 vCPU
    sim::Time settled{};              ///< virtual_time and cpu_used belong to this instant
    sim::OrderedHeap finish_order{};  ///< by virtual finish time
    LaneSpec spec{};
  };

  static std::uint64_t multiply_shift(std::uint64_t a, std::uint64_t b, unsigned shift) {
    return static_cast<std::uint64_t>((static_cast<sim::Uint128>(a) * b) >> shift);
  }
  /// Sleepers are ordered by time; times may be negative, keys are not.
  static std::uint64_t sleeper_key(sim::Time until) {
    return static_cast<std::uint64_t>(until.nanoseconds()) ^ (std::uint64_t{1} << 63);
  }
  static sim::Time sleeper_time(std::uint64_t key) {
    return sim::Time::at_nanoseconds(static_cast<std::int64_t>(key ^ (std::uint64_t{1} << 63)));
  }

  static void settle(Lane& lane, sim::Time now) {
    const auto elapsed = static_cast<std::uint64_t>((now - lane.settled).nanoseconds());
    lane.virtual_time += multiply_shift(lane.rate, elapsed, kRateToVirtual);
    lane.cpu_used += static_cast<sim::Uint128>(lane.share) * elapsed;
    lane.settled = now;
  }

  /// The number of requests in a lane changed: what it asks for changes, and with it who gets what.
  void members_changed(std::uint32_t index, sim::Time now) {
    Lane& lane = lanes_[index];
    const std::uint64_t ask = std::min(lane.spec.limit, lane.finish_order.size() * lane.spec.parallelism);
    asked_ += ask - lane.ask;  // unsigned wrap-around cancels out
    lane.ask = ask;
    touched_at_ = now;
    if (touched_count_ > 0 && touched_[touched_count_ - 1] == index) {
      return;
    }
    if (touched_count_ == touched_.size()) {
      divide();
    }
    touched_[touched_count_++] = index;
  }

  /// Gives the lanes that changed their share.
  void divide() {
    if (touched_count_ == 0) {
      return;
    }
    const std::uint32_t count = touched_count_;
    touched_count_ = 0;
    if (lanes_.size() == 1) {
      set_share(lanes_[0], std::min(lanes_[0].ask, capacity_));
      first_finish_ = finish_of(lanes_[0]);
    } else {
      divide_among_lanes(count);
    }
  }

  void set_share(Lane& lane, std::uint64_t share) const {
    lane.share = share;
    const std::uint64_t members = lane.finish_order.size();
    if (members == 0) {
      lane.rate = 0;
      return;
    }
    // Without contention each gets all that it can use: no division.
    const bool is_whole = share == members * lane.spec.parallelism;
    const std::uint64_t each = is_whole ? lane.spec.parallelism : (share + members / 2) / members;
    lane.rate = multiply_shift(each, speed_.q32(), 32);
  }

  /// When the lane's first request will have done its work, if nothing changes.
  static sim::Time finish_of(const Lane& lane) {
    if (lane.rate == 0) {  // nobody is there, or what is there gets nothing
      return sim::Time::never();
    }
    const std::uint64_t finish = lane.finish_order.top_key();
    const std::uint64_t work = finish > lane.virtual_time ? finish - lane.virtual_time : 0;
    return lane.settled + sim::Duration::nanoseconds(time_for(work, lane.rate));
  }

  /// ceil(virtual_work / rate) in nanoseconds: rounding up makes sure that the work is done when the event comes.
  static std::int64_t time_for(std::uint64_t virtual_work, std::uint64_t rate) {
    constexpr std::uint64_t kFitsShifted = std::uint64_t{1} << (64 - kRateToVirtual);
    if (rate == kUnitRate) {
      constexpr std::uint64_t kPart = (std::uint64_t{1} << kVirtualBits) - 1;
      return static_cast<std::int64_t>((virtual_work >> kVirtualBits) + ((virtual_work & kPart) != 0 ? 1 : 0));
    }
    if (virtual_work < kFitsShifted) [[likely]] {
      const std::uint64_t numerator = virtual_work << kRateToVirtual;
      return static_cast<std::int64_t>(numerator / rate + (numerator % rate != 0 ? 1 : 0));
    }
    const sim::Uint128 numerator = static_cast<sim::Uint128>(virtual_work) << kRateToVirtual;
    return static_cast<std::int64_t>((numerator + rate - 1) / rate);
  }

  void divide_among_lanes(std::uint32_t touched);
  void divide_fairly(sim::Time now);
  void find_first();

  sim::Time first_finish_ = sim::Time::never();  ///< of all lanes
  std::uint32_t first_lane_ = 0;
  std::uint32_t touched_count_ = 0;
  std::array<std::uint32_t, 2> touched_{};  ///< lanes whose members changed since the last division
  sim::Time touched_at_{};
  std::vector<Lane> lanes_{};
  std::uint64_t capacity_ = 0;  ///< Q32 vCPU
  std::uint64_t asked_ = 0;     ///< sum of the lanes' asks
  CpuSpeed speed_{};
  bool contended_ = false;  ///< at the last division
  sim::OrderedHeap sleepers_{};
  std::vector<sim::Time> next_finish_{};  ///< per lane; empty while there is only one
  std::vector<std::uint32_t> free_blocks_{};
  std::vector<std::uint32_t> hungry_{};  ///< scratch of divide_fairly
};

}  // namespace models::worker
