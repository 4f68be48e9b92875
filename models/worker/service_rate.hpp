// How fast a request is served, and how long work takes at that rate: the one place where processor sharing divides.
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "models/ports/workers.hpp"
#include "sim/units/int128.hpp"

namespace models::worker {

/// Virtual time counts 2^-10 ns of work.
inline constexpr unsigned kVirtualBits = 10;
/// (Q32 rate x ns) >> this = virtual time.
inline constexpr unsigned kRateToVirtual = 32 - kVirtualBits;

inline std::uint64_t multiply_shift(std::uint64_t a, std::uint64_t b, unsigned shift) {
  return static_cast<std::uint64_t>((static_cast<sim::Uint128>(a) * b) >> shift);
}

/// One container of one replica, as the CPU sees it.
struct LaneSpec {
  static constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
  std::uint64_t weight = 1;                            ///< cpu.weight: the container's `cpu` in thousandths
  std::uint64_t limit = kNoLimit;                      ///< cpu.max, Q32 vCPU
  std::uint64_t parallelism = std::uint64_t{1} << 32;  ///< most that one request can use, Q32 vCPU

  bool operator==(const LaneSpec&) const = default;
  /// Of so many equal containers that share evenly what comes: together they weigh, and may use, so much more.
  LaneSpec times(std::int64_t containers) const {
    const auto factor = static_cast<std::uint64_t>(containers);
    return {weight * factor, limit == kNoLimit ? limit : limit * factor, parallelism};
  }
  /// What `requests` of them could use, Q32 vCPU.
  std::uint64_t ask(std::uint64_t requests) const {
    const std::uint64_t wanted = requests * parallelism;
    return wanted < limit ? wanted : limit;
  }
};

/// Work per time that each request of a lane receives, Q32, and what divides by it.
struct ServiceRate {
  std::uint64_t per_request = 0;
  std::uint64_t inverse = 0;  ///< floor((2^64 - 1) / per_request); 0: not known, divide

  /// `share` (Q32 vCPU) divided among `requests` of a container, on vCPUs of that speed. Cut, never rounded up:
  /// together they must not get more than there is.
  static ServiceRate of(std::uint64_t share, std::uint64_t requests, CpuSpeed speed) {
    return requests == 0 ? ServiceRate{} : ServiceRate{multiply_shift(share / requests, speed.q32(), 32), 0};
  }
  /// Of a request that gets all that it can use; ready to divide without dividing.
  static ServiceRate whole(const LaneSpec& spec, CpuSpeed speed) {
    return of(spec.parallelism, 1, speed).with_inverse();
  }
  /// The same, ready to divide without dividing.
  ServiceRate with_inverse() const {
    return {per_request, per_request == 0 ? 0 : std::numeric_limits<std::uint64_t>::max() / per_request};
  }

  /// ceil(virtual_work / rate) in nanoseconds: rounding up makes sure that the work is done when the event comes.
  std::int64_t time_for(std::uint64_t virtual_work) const {
    constexpr std::uint64_t kFitsShifted = std::uint64_t{1} << (64 - kRateToVirtual);  // 4.3 s of work
    if (virtual_work >= kFitsShifted) [[unlikely]] {
      const sim::Uint128 numerator = static_cast<sim::Uint128>(virtual_work) << kRateToVirtual;
      return static_cast<std::int64_t>((numerator + per_request - 1) / per_request);
    }
    const std::uint64_t numerator = virtual_work << kRateToVirtual;
    if (inverse == 0) {
      return static_cast<std::int64_t>(numerator / per_request + (numerator % per_request != 0 ? 1 : 0));
    }
    // The estimate is the quotient or one less (T. Granlund, P. Montgomery, "Division by invariant integers using
    // multiplication", PLDI 1994): what is left lies below two rates.
    const std::uint64_t estimate = multiply_shift(numerator, inverse, 64);
    const std::uint64_t left = numerator - estimate * per_request;
    return static_cast<std::int64_t>(estimate + (left > 0 ? 1 : 0) + (left > per_request ? 1 : 0));
  }
  /// What is done in time_for(virtual_work) beyond that work, since time comes in whole nanoseconds: Q32 nanoseconds of
  /// work, less than the rate.
  std::uint64_t surplus(std::int64_t time, std::uint64_t virtual_work) const {
    return static_cast<std::uint64_t>(time) * per_request - (virtual_work << kRateToVirtual);  // wraps around, twice
  }
  /// The work that time and surplus belong to, in virtual time rounded up; time may have passed since then.
  std::uint64_t work_in(std::int64_t time, std::uint64_t surplus) const {
    const sim::Uint128 work = static_cast<sim::Uint128>(static_cast<std::uint64_t>(time)) * per_request;
    constexpr std::uint64_t kAlmostOne = (std::uint64_t{1} << kRateToVirtual) - 1;
    return work <= surplus ? 0 : static_cast<std::uint64_t>((work - surplus + kAlmostOne) >> kRateToVirtual);
  }
};

class LaneKinds;

/// Rates of a container that has a CPU domain to itself, by how many requests are in it: the same for all replicas of
/// a kind, so that their events share one cache line of ready answers.
class LoneLaneRates {
 public:
  /// `kinds`: for domains that get company; must live as long as they do.
  LoneLaneRates(std::uint64_t capacity, CpuSpeed speed, const LaneSpec& spec, LaneKinds& kinds)
      : capacity_{capacity}, speed_{speed}, spec_{spec}, kinds_{kinds} {
    for (std::uint64_t requests = 0; requests < kReady; ++requests) {
      ready_[requests] = computed(requests).with_inverse();
    }
  }
  ServiceRate of(std::uint64_t requests) const { return requests < kReady ? ready_[requests] : computed(requests); }
  std::uint64_t capacity() const { return capacity_; }
  CpuSpeed speed() const { return speed_; }
  const LaneSpec& spec() const { return spec_; }
  LaneKinds& kinds() const { return kinds_; }

 private:
  static constexpr std::uint64_t kReady = 64;
  ServiceRate computed(std::uint64_t requests) const {
    const std::uint64_t ask = spec_.ask(requests);
    return ServiceRate::of(ask < capacity_ ? ask : capacity_, requests, speed_);
  }

  std::uint64_t capacity_;  ///< Q32 vCPU
  CpuSpeed speed_;
  LaneSpec spec_;
  LaneKinds& kinds_;
  std::array<ServiceRate, kReady> ready_{};
};

}  // namespace models::worker
