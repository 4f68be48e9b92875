// What: a CPU that several containers share, as Linux cpu.weight and cpu.max do: capacity is divided among them by
//   weighted max-min fairness with caps.
// Source: D. Bertsekas, R. Gallager, Data Networks, 6.5.2, for max-min fairness.
// Units: capacity and shares are Q32 vCPU.
// Assumes: sharing is ideal.
// Checked against: tests/unit/models/worker/cpu_domain_test.cpp, tests/theory.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "models/worker/lane.hpp"
#include "models/worker/service_rate.hpp"
#include "sim/kernel/event_queue.hpp"
#include "sim/units/time.hpp"

namespace models::worker {

/// The lanes of a CPU domain that has several. Whoever changes the requests of a lane settles it first and calls
/// requests_changed() afterwards, and divide() before time goes on.
/// Complexity: divide() looks only at the lanes that changed while nobody has to go without, at all of them otherwise.
class SharedCpu {
 public:
  SharedCpu(std::uint64_t capacity, CpuSpeed speed) : capacity_{capacity}, speed_{speed} {}

  /// Makes room for one more replica and returns its first lane; lanes of a removed replica are reused.
  std::uint32_t add(std::span<const LaneSpec> specs);
  /// Takes over a lane that had the CPU to itself, as the first one.
  void take_over(Lane lane, const LaneSpec& spec, sim::Time finish);
  /// The lane is what `spec` says from now on; requests_changed() must follow.
  void change(std::uint32_t index, const LaneSpec& spec) {
    claims_[index].spec = spec;
    claims_[index].whole = ServiceRate::whole(spec, speed_);
  }
  /// The lanes must be empty.
  void remove(std::uint32_t first);

  void track(sim::HeapPlaces& places) {
    for (Lane& lane : lanes_) {
      lane.track(places);
    }
  }

  Lane& lane(std::uint32_t index) { return lanes_[index]; }
  CpuSpeed speed() const { return speed_; }
  /// There is more or less to share from now on; nothing else may have changed since the last division.
  void set_capacity(std::uint64_t capacity, sim::Time now);

  /// The number of requests in a lane changed: what it asks for changes, and with it who gets what.
  void requests_changed(std::uint32_t index);
  /// When lanes changed last. Requires that one did since the last division; it was settled then.
  sim::Time changed_at() const { return lanes_[touched_[0]].settled(); }
  /// Gives everybody their share.
  void divide();

  /// The earliest of all lanes, and whose it is: the first of equals.
  sim::Time first_finish() const { return sim::time_of(first_); }
  std::uint32_t first_lane() const { return static_cast<std::uint32_t>(first_); }

 private:
  struct Claim {
    LaneSpec spec{};
    ServiceRate whole{};      ///< of a request that gets all that it can use
    std::uint64_t ask = 0;    ///< what its requests could use, Q32 vCPU
    std::uint64_t share = 0;  ///< what they get together, Q32 vCPU
    bool is_touched = false;  ///< its requests changed since the last division
  };

  /// Up to so many finishes are searched faster than they are kept in order.
  static constexpr std::size_t kFew = 8;

  void divide_fairly(sim::Time now);
  void give(std::uint32_t index, std::uint64_t share, sim::Time now);
  void set_finish(std::uint32_t index, sim::Time finish) {
    finishes_[index] = (sim::EventKey{finish.nanoseconds()} << 64) | index;
  }
  void find_first();

  std::uint64_t capacity_;  ///< Q32 vCPU
  CpuSpeed speed_;
  std::uint64_t asked_ = 0;  ///< sum of the claims' asks
  bool contended_ = false;   ///< at the last division
  std::uint32_t touched_count_ = 0;
  std::array<std::uint32_t, 2> touched_{};  ///< lanes whose requests changed since the last division
  sim::EventKey first_ = sim::kNoEvent;     ///< the earliest of finishes_
  std::vector<Lane> lanes_{};
  std::vector<Claim> claims_{};            ///< per lane
  std::vector<sim::EventKey> finishes_{};  ///< per lane: when its first request finishes, then its number
  std::vector<std::uint32_t> free_blocks_{};
  std::vector<std::uint32_t> hungry_{};  ///< scratch of divide_fairly
};

}  // namespace models::worker
