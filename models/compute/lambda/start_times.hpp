// How long an environment takes to come up: what was measured, as a law that can be drawn from.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "sim/random/distribution.hpp"
#include "sim/random/stream.hpp"
#include "sim/units/time.hpp"

namespace models::lambda {

enum class Runtime : std::uint8_t {
  kPython313,
  kPython314,
  kNodejs22,
  kNodejs24,
  kJava17,
  kJava21,
  kJava25,
  kDotnet8,
  kDotnet10,
  kRuby34,
  kGo,
  kRust,
  kCpp,
};
enum class Package : std::uint8_t { kZip, kImage };

/// INIT of a hello-world function in milliseconds: maxday/lambda-perf, 2026-08-22, about 300 samples a cell, x86_64.
struct MeasuredInit {
  Runtime runtime{};
  Package package{};
  double p50 = 0.0;
  double mean = 0.0;
  double p90 = 0.0;
  double p99 = 0.0;
};

/// None where this package was not measured.
std::optional<MeasuredInit> measured_init(Runtime runtime, Package package);

/// The law through measured quantiles: uniform between the least, p50, p90, p99 and the greatest value. Its three
/// quantiles are the measured ones; beyond p99 it goes on as between p90 and p99, for as long again; the least value is
/// what makes its mean the measured one. A lognormal law through p50 and p99 would put p90 half as high again as it was
/// measured for the JVM, whose few slow starts are not the end of one smooth law.
class MeasuredLaw {
 public:
  explicit MeasuredLaw(const MeasuredInit& measured);
  sim::Duration draw(sim::random::Stream& stream) const { return quantile(stream.uniform01()); }
  /// `share` in (0, 1).
  sim::Duration quantile(double share) const;
  sim::Duration mean() const { return mean_; }

 private:
  std::array<double, 5> nanoseconds_{};
  sim::Duration mean_{};
};

/// A time that was measured, or is given.
class StartTime {
 public:
  explicit StartTime(const sim::random::DistributionSpec& given);
  explicit StartTime(const MeasuredInit& measured);
  sim::Duration draw(sim::random::Stream& stream) const {
    return measured_ ? measured_->draw(stream) : given_.draw_duration(stream);
  }
  sim::Duration mean() const { return mean_; }

 private:
  sim::random::Sampler given_{};
  std::optional<MeasuredLaw> measured_{};
  sim::Duration mean_{};
};

/// Restores a snapshot: Java 11, hello world, 512 MiB, x86_64; eight samples of maxday/lambda-perf, 2023-04-21, with a
/// mean of 174.2 ms and a standard deviation of 31.8 ms.
inline constexpr const char* kMeasuredRestore = "{kind: lognormal, mean: 174ms, cv: 0.18}";

}  // namespace models::lambda
