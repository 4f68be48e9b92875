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
/// pass over the lanes. next() is one pass over the lanes' next times.
class CpuDomain {
 public:
  CpuDomain() = default;
  CpuDomain(sim::Vcpu capacity, CpuSpeed speed);

  /// Makes room for one more replica and returns its first lane; lanes of a removed replica are reused.
  std::uint32_t add_lanes(std::span<const LaneSpec> specs);
  /// The lanes must be empty.
  void remove_lanes(std::uint32_t first, std::uint32_t count, sim::Time now);

  /// A request brings `work` nanoseconds (of the reference vCPU) to a lane. Requires work > 0.
  void enter(std::uint32_t lane, RequestId request, std::int64_t work, sim::Time now);
  /// A request waits until `until`, using no CPU.
  void sleep(RequestId request, sim::Time until);

  /// When the next request finishes its work or its waiting; Time::never() when there is none.
  sim::Time next() const;
  /// Takes one request that is due at `now`: lanes first, in their order, then sleepers. None when nobody is due.
  RequestId take_due(sim::Time now);

  /// Takes out every request of the replica that owns these lanes; `taken` is called for each, and says for a sleeper
  /// whether it belongs to that replica. O(requests in the domain).
  template <class Taken>
  void evict(std::uint32_t first, std::uint32_t count, sim::Time now, Taken taken) {
    const auto take = [&](std::uint32_t request) { return taken(RequestId{request}); };
    for (std::uint32_t lane = first; lane < first + count; ++lane) {
      settle(lanes_[lane], now);
      lanes_[lane].finish_order.remove_if(take);
      members_changed(lane, now);
    }
    sleepers_.remove_if(take);
  }

  /// CPU time spent in these lanes up to `now`, in vCPU-nanoseconds. Looking changes nothing: when requests finish does
  /// not depend, not even by a rounding, on how often somebody reads.
  std::int64_t cpu_used(std::uint32_t first, std::uint32_t count, sim::Time now) const;

 private:
  struct Lane {
    LaneSpec spec{};
    std::uint64_t virtual_time = 0;   ///< work that each request present since 0 has received, 2^-10 ns
    std::uint64_t rate = 0;           ///< growth of virtual_time per nanosecond, Q32 (relative to 1 ns per ns)
    std::uint64_t share = 0;          ///< what all its requests get together, Q32 vCPU
    std::uint64_t ask = 0;            ///< what they could use, Q32 vCPU
    sim::Time settled{};              ///< virtual_time and cpu_used belong to this instant
    sim::Uint128 cpu_used = 0;        ///< Q32 vCPU-nanoseconds: exact
    sim::OrderedHeap finish_order{};  ///< by virtual finish time
  };

  void settle(Lane& lane, sim::Time now);
  void members_changed(std::uint32_t index, sim::Time now);
  void set_share(std::uint32_t index, std::uint64_t share, sim::Time now);
  void divide_fairly(sim::Time now);
  void update_next(std::uint32_t index);

  std::uint64_t capacity_ = 0;  ///< Q32 vCPU
  CpuSpeed speed_{};
  std::uint64_t asked_ = 0;  ///< sum of the lanes' asks
  bool contended_ = false;
  std::vector<Lane> lanes_{};
  std::vector<sim::Time> next_finish_{};  ///< per lane; apart from Lane so that the search for the first is one line
  std::vector<std::uint32_t> free_blocks_{};
  sim::OrderedHeap sleepers_{};
  std::vector<std::uint32_t> hungry_{};  ///< scratch of divide_fairly
};

}  // namespace models::worker
