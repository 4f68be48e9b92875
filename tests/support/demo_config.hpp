// A small config that uses every type of field: what the tests of sim/config read, so that their texts don't move when
// a model gains a field.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/schema.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/fraction.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace demo {

enum class Metric { kCpu, kRequestsPerTarget };

struct Step {
  std::string container{};
  sim::random::DistributionSpec cpu_time{};
  std::optional<sim::random::DistributionSpec> wait{};
  static const sim::config::Schema& schema();
};

struct Container {
  sim::Vcpu cpu{};
  sim::Bytes memory{};
  std::optional<sim::Bytes> image{};
  std::vector<std::string> depends_on{};
  static const sim::config::Schema& schema();
};

struct FixedScaling {
  std::int64_t replicas = 0;
  static const sim::config::Schema& schema();
};

struct Limits {
  std::int64_t min = 0;
  std::int64_t max = 0;
  static const sim::config::Schema& schema();
};

struct TargetTracking {
  Metric metric{};
  sim::Fraction target{};
  Limits limits{};
  sim::Duration warm_up{};
  std::optional<sim::Duration> cooldown{};
  static const sim::config::Schema& schema();
};

struct RoundRobin {
  static const sim::config::Schema& schema();
};

struct PowerOfTwo {
  std::int64_t choices = 0;
  static const sim::config::Schema& schema();
};

struct LoadBalancer {
  sim::config::Choice routing{};
  bool cross_zone = false;
  sim::Bytes largest_request{};
  static const sim::config::Schema& schema();
};

struct Group {
  std::string instance_type{};
  sim::random::DistributionSpec boot{};
  sim::config::Choice scaling{};
  LoadBalancer load_balancer{};
  double price_factor = 0.0;
  static const sim::config::Schema& schema();
};

struct Function {
  sim::Bytes memory{};
  std::vector<Metric> metrics{};
  static const sim::config::Schema& schema();
};

struct Scenario {
  std::int64_t schema_version = 0;
  std::string name{};
  sim::Duration duration{};
  sim::Duration shift{};
  sim::Rate rate{};
  std::optional<sim::config::FilePath> file{};
  std::vector<std::pair<std::string, Container>> containers{};
  std::vector<Step> request{};
  std::vector<std::pair<std::string, sim::config::Choice>> architectures{};
  static const sim::config::Schema& schema();
};

sim::config::Families families();

}  // namespace demo
