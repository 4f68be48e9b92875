// Arrivals: when requests come. A stream is pure in (seed, replication, source): every architecture regenerates the
// same points, so that nothing is shared and nothing runs in lockstep.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "sim/random/distribution.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"

namespace models {

/// A block of arrival instants, in non-decreasing order.
struct ArrivalBlock {
  static constexpr std::size_t kCapacity = 512;
  std::array<sim::Time, kCapacity> at{};
  std::size_t count = 0;
};

/// Contract:
/// 1. fill() continues where the last call ended; blocks are in time order, within and across calls.
/// 2. A block with count == 0 means that there will be no more arrivals before the stream's end.
/// 3. The instants depend on nothing but what the stream was made from.
class ArrivalStream {
 public:
  virtual ~ArrivalStream() = default;
  virtual void fill(ArrivalBlock& block) = 0;
};

/// The window a stream must cover, and which randomness it may use.
struct ArrivalContext {
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
  sim::Time from{};   ///< start of the warm-up (<= 0)
  sim::Time until{};  ///< end of the measured window plus the longest drain
};

/// How arrivals scatter around the expected rate.
enum class ArrivalProcess : std::uint8_t {
  kPoisson,  ///< independent of each other, whatever the rate does
  kEven,     ///< no randomness: as evenly as the rate allows
  kOther,
};

/// Closed load: users who wait for the answer to a request, think, and send the next.
struct Users {
  std::int64_t count = 0;
  sim::random::DistributionSpec think_time{};
};

/// A workload: what traffic arrives. Immutable, shared by all runs of a scenario.
class Workload {
 public:
  virtual ~Workload() = default;
  virtual std::unique_ptr<ArrivalStream> open(const ArrivalContext& context) const = 0;
  /// Expected rate at an instant, all overlays applied; what `initial: steady` and `explain` read. Of closed load: the
  /// rate if no request waited, which is the most that its users can send.
  virtual sim::Rate rate_at(sim::Time at) const = 0;
  /// Expected number of arrivals in [from, to).
  virtual double expected_arrivals(sim::Time from, sim::Time to) const = 0;
  /// True for constant, Poisson and MMPP load: a stationary process whose warm-up can be found by statistics.
  virtual bool is_stationary() const = 0;
  virtual ArrivalProcess process() const { return ArrivalProcess::kOther; }
  /// Variance of the number of arrivals in [from, to) around `expected`, which is expected_arrivals(from, to). None
  /// where a rate does not describe what arrives: bursts come and go by chance, or answers decide when requests are
  /// sent.
  virtual std::optional<double> count_variance(sim::Time /*from*/, sim::Time /*to*/, double /*expected*/) const {
    return std::nullopt;
  }
  /// Of closed load, which has no stream that could be opened; null of open load.
  virtual const Users* users() const { return nullptr; }
  /// Told once, before anything else is asked: how long a request takes that never waits for capacity, on the reference
  /// CPU. The rate of closed load follows from it.
  virtual void expect_service(sim::Duration /*alone*/) {}
};

}  // namespace models
