// The YAML of `kind: lambda`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/bytes.hpp"
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
enum class CpuArchitecture : std::uint8_t { kX86, kArm };

struct LambdaConfig {
  sim::Bytes memory{};
  Runtime runtime{};
  Package package{};
  CpuArchitecture architecture{};
  std::vector<std::string> containers{};
  sim::random::DistributionSpec placement{};
  std::optional<sim::random::DistributionSpec> init{};
  sim::random::DistributionSpec idle_expiry{};
  std::int64_t concurrency_quota = 0;
  std::optional<std::int64_t> reserved_concurrency{};
  std::int64_t scaling_burst = 0;
  std::int64_t scaling_per_second = 0;
  double cpu_speed = 0.0;
  static const sim::config::Schema& schema();
};

/// Measured INIT of a hello-world function, or nothing where this package was not measured.
std::optional<sim::random::DistributionSpec> measured_init(Runtime runtime, Package package);

}  // namespace models::lambda
