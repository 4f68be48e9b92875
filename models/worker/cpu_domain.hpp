// What: the CPU of a VM or microVM and what happens in it next: requests finish their work, or their waiting. Most
//   domains hold a single container; its lane lies inside, so that an event finds everything in three cache lines.
// Source: models/worker/lane.hpp for requests inside a container, models/worker/shared_cpu.hpp for several containers.
// Units: work is nanoseconds of the reference vCPU.
// Assumes: sharing is ideal; a request never runs faster than its container's `parallelism` vCPUs.
// Leaves out: scheduler quanta, cache effects, the 100 ms period of cpu.max.
// Checked against: tests/unit/models/worker/cpu_domain_test.cpp, tests/theory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "models/worker/lane.hpp"
#include "models/worker/service_rate.hpp"
#include "models/worker/shared_cpu.hpp"
#include "sim/check.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/ordered_heap.hpp"
#include "sim/kernel/prefetch.hpp"
#include "sim/units/vcpu.hpp"

namespace models::worker {

/// Complexity: enter and leave O(log requests in the lane) while the CPU is not contended (of several containers:
/// O(1)); under contention also one pass over the lanes.
///
/// What changes at one instant is divided once: enter() and take_due() note that lanes changed, and next(), which must
/// be asked before time goes on, gives everybody their share. Shares depend on nothing but who asks for how much, so
/// what was in between, for no time at all, leaves no trace.
///
/// Its first line says who finishes first and where, so that the request, its lane and its CPU can be fetched side by
/// side.
class alignas(64) CpuDomain {
 public:
  /// Words of the domain's owner, here because they are read with the rest of the line.
  struct Owner {
    sim::SlotId slot{};
    ReplicaId replica{};  ///< the only one there has been since the domain was empty; none if there were more
    std::uint32_t replicas = 0;
  };
  Owner owner{};

  CpuDomain() = default;
  /// `kinds` must live as long.
  CpuDomain(sim::Vcpu capacity, CpuSpeed speed, LaneKinds& kinds)
      : shared_{std::make_unique<SharedCpu>(q32_of(capacity), speed, kinds)} {}
  /// For replicas of one container: `lone_rates` has the answers while there is only one of them; must live as long.
  explicit CpuDomain(const LoneLaneRates& lone_rates) : lone_rates_{&lone_rates} {}

  static std::uint64_t q32_of(sim::Vcpu capacity) {
    return (static_cast<std::uint64_t>(capacity.milli()) << 32) / 1'000;
  }

  /// Makes room for one more replica and returns its first lane; lanes of a removed replica are reused.
  std::uint32_t add_lanes(std::span<const LaneSpec> specs);
  /// From now on the lane's container weighs, or may use, something else.
  void change_lane(std::uint32_t index, const LaneSpec& spec, sim::Time now);
  /// The lanes must be empty.
  void remove_lanes(std::uint32_t first, std::uint32_t count, sim::Time now);

  CpuSpeed speed() const { return shared_ == nullptr ? lone_rates_->speed() : shared_->speed(); }
  /// From `now` on its containers share another capacity. For domains made for lone containers: the rates of that
  /// capacity; they must live as long as the domain.
  void set_capacity(const LoneLaneRates& lone_rates, sim::Time now);
  /// For all others: Q32 vCPU.
  void set_capacity(std::uint64_t capacity, sim::Time now);

  /// Instead of a lane: of requests that wait and use no CPU.
  static constexpr std::uint32_t kAsleep = SharedCpu::kAsleep;
  /// A request brings `work` nanoseconds (of the reference vCPU) to a lane, or sleeps so long. Requires work > 0.
  [[gnu::always_inline]] void enter(std::uint32_t index, RequestId request, std::int64_t work, sim::Time now) {
    SIM_DCHECK(!is_changed() || changed_at() == now, "what changed is divided before time goes on");
    if (shared_ != nullptr) {
      if (shared_->enter(index, request, work, now)) [[likely]] {
        first_finish_ = kUnknown;
      } else {
        sleep(request, now + sim::Duration::nanoseconds(work));
      }
    } else if (index != kAsleep) {
      first_finish_ = kUnknown;
      lone_.settle(now);
      lone_.enter(request, work);
    } else {
      sleep(request, now + sim::Duration::nanoseconds(work));
    }
  }

  /// When the next request finishes its work or its waiting; Time::never() when there is none.
  sim::Time next() {
    divide();
    return std::min(first_finish_, next_wake_);
  }
  /// Takes the request that is due at next(): lanes first, the earliest and among equals in their order, then sleepers.
  /// Requires that there is one, and that next() has come.
  RequestId take_due() { return take_due(next()); }
  /// The same for whoever knows that it is `now`.
  RequestId take_due(sim::Time now) {
    if (first_finish_ != now) {
      return wake();
    }
    first_finish_ = kUnknown;
    if (shared_ == nullptr) {
      lone_.settle(now);
      return lone_.take_first();
    }
    shared_->take_first(*first_member_, now);
    return first_request_;
  }

  /// Takes out every request of the replica that owns these lanes; `taken` is called for each, and says for a sleeper
  /// whether it belongs to that replica. O(requests in the domain).
  template <class Taken>
  void evict(std::uint32_t first, std::uint32_t count, sim::Time now, Taken taken) {
    divide();
    first_finish_ = kUnknown;
    if (shared_ != nullptr) {
      shared_->evict(first, count, now, taken);
    } else {
      lone_.settle(now);
      lone_.evict(taken);
    }
    divide();
    if (sleepers_ != nullptr) {
      sleepers_->remove_if([&](std::uint64_t, std::uint32_t request) { return taken(RequestId{request}); });
      next_wake_ = first_wake();
    }
  }

  /// From now on requests may be withdrawn; again after add_lanes(). O(requests).
  void track(sim::HeapPlaces& places);
  /// The request leaves its lane before its work is done. Requires track().
  void withdraw(std::uint32_t index, RequestId request, sim::Time now) {
    SIM_DCHECK(!is_changed() || changed_at() == now, "what changed is divided before time goes on");
    first_finish_ = kUnknown;
    if (shared_ != nullptr) {
      shared_->withdraw(index, request, now);
    } else {
      lone_.settle(now);
      lone_.withdraw(request);
    }
  }
  /// The request waits no longer. Requires track().
  void wake_early(RequestId request);

  /// CPU time spent in these lanes up to `now`, in vCPU-nanoseconds. Looking changes nothing: when requests finish does
  /// not depend, not even by a rounding, on how often somebody reads. O(requests in these lanes).
  std::int64_t cpu_used(std::uint32_t first, std::uint32_t count, sim::Time now);

  /// Who finishes first, unless the sleepers' turn comes before; a hint.
  RequestId likely_next() const { return shared_ == nullptr ? lone_.likely_next() : first_request_; }
  /// A hint that take_due() is near, and memory of the domain itself at hand: where else that will go.
  void expect_due() const {
    if (shared_ != nullptr) {
      shared_->expect();
    }
  }
  /// A hint that the domain will be used soon.
  void expect() const {
    sim::prefetch(this);
    sim::prefetch(&lone_);
    sim::prefetch(reinterpret_cast<const char*>(&lone_) + 64);
  }

 private:
  void sleep(RequestId request, sim::Time until);
  sim::Time first_wake() const;
  RequestId wake();

  /// Requires that a lane was changed, which settled it.
  sim::Time changed_at() const { return shared_ == nullptr ? lone_.settled() : shared_->changed_at(); }
  bool is_changed() const { return first_finish_ == kUnknown; }
  /// Gives the lanes that changed their share.
  void divide() {
    if (!is_changed()) {
      return;
    }
    if (shared_ == nullptr) {
      const ServiceRate rate = lone_rates_->of(lone_.requests());
      lone_.set_rate(rate);
      first_finish_ = lone_.first_finish(rate);
    } else {
      shared_->divide();
      note_first();
    }
  }
  void note_first() {
    first_finish_ = shared_->first_finish();
    first_request_ = shared_->first_request();
    first_member_ = &shared_->first_member();
  }
  void share();

  static constexpr sim::Time kUnknown = sim::Time::at_nanoseconds(std::numeric_limits<std::int64_t>::min());

  RequestId first_request_{};                     ///< who finishes first among `shared_`, until something changes there
  sim::Time first_finish_ = sim::Time::never();   ///< of all lanes; kUnknown from when a lane changes
  sim::Time next_wake_ = sim::Time::never();      ///< of `sleepers_`
  SharedCpu::Member* first_member_ = nullptr;     ///< where that is
  std::unique_ptr<SharedCpu> shared_{};           ///< none while there is one lane at most, which is `lone_`
  const LoneLaneRates* lone_rates_ = nullptr;     ///< of `lone_`
  std::unique_ptr<sim::OrderedHeap> sleepers_{};  ///< but for a few that `shared_` takes
  Lane lone_{};
};

}  // namespace models::worker
