// What: a CPU that several containers share, as Linux cpu.weight and cpu.max do: capacity is divided among them by
//   weighted max-min fairness with caps.
// Source: D. Bertsekas, R. Gallager, Data Networks, 6.5.2, for max-min fairness.
// Units: capacity and shares are Q32 vCPU.
// Assumes: sharing is ideal.
// Checked against: tests/unit/models/worker/cpu_domain_test.cpp, tests/theory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/worker/lane.hpp"
#include "models/worker/service_rate.hpp"
#include "sim/kernel/event_queue.hpp"
#include "sim/kernel/smaller.hpp"
#include "sim/units/time.hpp"

namespace models::worker {

/// The lanes of a CPU domain that has several. Whoever changes the requests of a lane settles it first and calls
/// requests_changed() afterwards, and divide() before time goes on.
///
/// While nobody has to go without, a lane gets its share at once, whatever becomes of others. Only when somebody must,
/// or had to, the division is put off until all that changes at this instant has changed.
/// Complexity: requests_changed() O(1). divide() O(1) while nobody has to go without and the first to finish stays the
/// first; one pass over the lanes otherwise.
class SharedCpu {
 public:
  SharedCpu(std::uint64_t capacity, CpuSpeed speed) : capacity_{capacity}, speed_{speed} {}

  /// Makes room for one more replica and returns its first lane; lanes of a removed replica are reused.
  std::uint32_t add(std::span<const LaneSpec> specs);
  /// Takes over a lane that had the CPU to itself, as the first one.
  void take_over(Lane lane, const LaneSpec& spec, sim::Time finish);
  /// The lane is what `spec` says from now on; requests_changed() must follow.
  void change(std::uint32_t index, const LaneSpec& spec) { members_[index].become(spec, speed_); }
  /// The lanes must be empty.
  void remove(std::uint32_t first);

  void track(sim::HeapPlaces& places) {
    for (Member& member : members_) {
      member.lane.track(places);
    }
  }

  bool is_empty() const { return members_.empty(); }
  Lane& lane(std::uint32_t index) { return members_[index].lane; }
  CpuSpeed speed() const { return speed_; }
  /// There is more or less to share from now on; nothing else may have changed since the last division.
  void set_capacity(std::uint64_t capacity, sim::Time now);

  /// The number of requests in a lane changed: what it asks for changes, and with it who gets what.
  [[gnu::always_inline]] void requests_changed(std::uint32_t index) {
    Member& member = members_[index];
    const std::uint64_t ask = member.spec.ask(member.lane.requests());
    asked_ += ask - member.ask;  // unsigned wrap-around cancels out
    member.ask = ask;
    changed_at_ = member.lane.settled();
    if (is_contended_ || asked_ > capacity_) {
      member.share = kNotGiven;
      must_divide_ = true;
    } else {
      give(index, ask);
    }
  }
  /// When lanes changed last. Requires that one did since the last division.
  sim::Time changed_at() const { return changed_at_; }
  /// Gives everybody their share.
  void divide() {
    if (must_divide_) {
      divide_fairly();
    }
    if (must_search_) {
      find_first();
    }
  }

  /// The earliest of all lanes, and whose it is: the first of equals.
  sim::Time first_finish() const { return sim::time_of(first_); }
  std::uint32_t first_lane() const { return static_cast<std::uint32_t>(first_); }

 private:
  static constexpr std::uint64_t kNotGiven = ~std::uint64_t{0};
  /// A lane and its claim: three cache lines.
  struct Member {
    Lane lane{};
    LaneSpec spec{};
    ServiceRate whole{};      ///< of a request that gets all that it can use
    std::uint64_t ask = 0;    ///< what its requests could use, Q32 vCPU
    std::uint64_t share = 0;  ///< what they get together, Q32 vCPU; kNotGiven until the next division

    void become(const LaneSpec& other, CpuSpeed speed) {
      spec = other;
      whole = ServiceRate::whole(spec, speed);
    }
  };

  void divide_fairly();
  /// Requires that the lane is settled.
  [[gnu::always_inline]] void give(std::uint32_t index, std::uint64_t share) {
    Member& member = members_[index];
    Lane& lane = member.lane;
    member.share = share;
    if (lane.is_empty()) {
      set_finish(index, sim::Time::never());
      return;
    }
    // Whoever gets all that they can use divides nothing.
    const bool is_whole = share == lane.requests() * member.spec.parallelism;
    const ServiceRate rate = is_whole ? member.whole : ServiceRate::of(share, lane.requests(), speed_);
    lane.set_rate(rate);
    set_finish(index, lane.first_finish(rate));
  }
  void set_finish(std::uint32_t index, sim::Time finish) {
    finishes_[index] = (sim::EventKey{finish.nanoseconds()} << 64) | index;
    if (index == first_lane()) {
      must_search_ = true;
    } else {
      first_ = sim::smaller(first_, finishes_[index]);
    }
  }
  void find_first() {
    must_search_ = false;
    sim::EventKey first = sim::kNoEvent;
    for (const sim::EventKey finish : finishes_) {
      first = sim::smaller(first, finish);
    }
    first_ = first;
  }

  std::uint64_t capacity_;         ///< Q32 vCPU
  std::uint64_t asked_ = 0;        ///< sum of what the members ask for
  std::vector<Member> members_{};  ///< per lane
  sim::Time changed_at_{};
  bool is_contended_ = false;              ///< at the last division
  bool must_divide_ = false;               ///< somebody has to go without, or had to
  bool must_search_ = false;               ///< first_ is not known
  sim::EventKey first_ = sim::kNoEvent;    ///< the earliest of finishes_
  std::vector<sim::EventKey> finishes_{};  ///< per lane: when its first request finishes, then its number
  CpuSpeed speed_;
  std::vector<std::uint32_t> free_blocks_{};
  std::vector<std::uint32_t> hungry_{};  ///< scratch of divide_fairly
};

}  // namespace models::worker
