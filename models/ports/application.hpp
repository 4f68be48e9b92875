// What runs: the containers of the application and the steps a request takes through them. Read from YAML, the same
// for every architecture of a scenario.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/config/describe.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/bytes.hpp"
#include "sim/units/rate.hpp"
#include "sim/units/time.hpp"
#include "sim/units/vcpu.hpp"

namespace models {

enum class ContainerRole : std::uint8_t { kApp, kProxy };

/// When a container is checked, and with it when it is healthy for the first time.
struct HealthCheck {
  sim::Duration interval{};        ///< from the container's start to the first check, and between two
  std::int64_t retries = 3;        ///< failures in a row that make it unhealthy
  sim::Duration start_period{};    ///< from the container's start on: failures in it do not count
  sim::Duration start_interval{};  ///< between two checks in the start period
  static const sim::config::Schema& schema();
  /// From a container's start until the first check that finds it able to serve, `start` after its start; never(): it
  /// is unhealthy before. O(checks).
  sim::Duration healthy_after(sim::Duration start) const;
  static constexpr sim::Duration never() { return sim::Duration::max(); }
};

/// One container (a process with its files). `cpu` and `memory` are reservations.
struct Container {
  sim::Vcpu cpu{};
  std::optional<sim::Vcpu> cpu_limit{};
  sim::Bytes memory{};
  std::optional<sim::Bytes> memory_limit{};
  std::optional<sim::Bytes> memory_base{};  ///< in use while it holds no request; none: `memory`
  sim::Bytes memory_per_request{};
  sim::Rate crash_rate{};
  std::optional<HealthCheck> health_check{};
  sim::Bytes image{};
  sim::Duration start{};
  std::vector<std::string> depends_on{};
  ContainerRole role = ContainerRole::kApp;
  std::int64_t parallelism = 1;  ///< how many vCPUs one request in this container can use at once
  static const sim::config::Schema& schema();

  /// Memory in use while it runs and holds no request.
  sim::Bytes resident() const { return memory_base.value_or(memory); }
};

/// One step of a request: CPU in a container, then waiting for somebody else (a database, a remote call).
struct Step {
  std::string container{};
  sim::random::DistributionSpec cpu_time{};
  sim::random::DistributionSpec wait{};
  static const sim::config::Schema& schema();
};

/// Sizes of a request on the wire and in the log; they are billed.
struct Traffic {
  sim::Bytes request_bytes{};
  sim::Bytes response_bytes{};
  sim::Bytes log_bytes{};
  std::int64_t requests_per_connection = 1;
  static const sim::config::Schema& schema();
};

/// Requests that are alike: how often they come, which steps they take, how large they are.
struct RequestClass {
  double weight = 1.0;
  std::vector<Step> request{};
  std::optional<Traffic> traffic{};  ///< none: the application's
  static const sim::config::Schema& schema();
};

/// A new replica is slower at first: its caches are empty, its code is not compiled.
struct FirstRequests {
  std::int64_t count = 0;
  double factor = 1.0;  ///< on their CPU time
  static const sim::config::Schema& schema();
};

/// Either `request` says what all requests do, or `classes` what each class of them does; class numbers count from 0.
struct Application {
  std::vector<std::pair<std::string, Container>> containers{};
  std::vector<Step> request{};
  std::vector<std::pair<std::string, RequestClass>> classes{};
  Traffic traffic{};
  std::optional<FirstRequests> first_requests{};
  static const sim::config::Schema& schema();

  /// One, where all requests are alike.
  std::size_t class_count() const { return classes.empty() ? 1 : classes.size(); }
  const std::vector<Step>& steps_of(std::size_t request_class) const;
  const Traffic& traffic_of(std::size_t request_class) const;
  /// The probability that a request is of that class; they sum to 1 but for rounding.
  double share_of(std::size_t request_class) const;

  std::size_t container_index(const std::string& name) const;
  /// Sum of reservations over all containers.
  sim::Vcpu total_cpu() const;
  sim::Bytes total_memory() const;
  sim::Bytes total_image() const;
  /// Memory in use while all containers run and hold no request.
  sim::Bytes total_resident() const;
  /// Whether a container can end by itself, by a crash or for want of memory.
  bool may_fail() const;
  /// Time from "all images present" to "all containers started": the longest chain of depends_on.
  sim::Duration start_time() const;
  /// Mean CPU time of a request on the reference vCPU, and its mean waiting time, in seconds; over all classes.
  double mean_cpu_seconds() const;
  double mean_wait_seconds() const;
  /// What `requests` of them write to the logs, classes in their shares.
  sim::Bytes mean_log_bytes(std::int64_t requests) const;
};

/// One phase of a request's program: CPU work in a container, or waiting; or the mark after the last one of a class.
struct ProgramPhase {
  enum class Kind : std::uint8_t { kCpu, kWait, kEnd };
  Kind kind = Kind::kCpu;
  std::uint32_t container = 0;
  std::uint32_t step = 0;  ///< of the class's `request`
  std::uint16_t request_class = 0;
};

/// The application's steps, flattened: what a replica's worker executes. Each step is a CPU phase and then a waiting
/// phase, without those that are zero for every request: they would be drawn, stored and skipped millions of times.
/// The classes follow each other, so that where a request begins says what it does.
struct Program {
  std::vector<ProgramPhase> phases{};
  std::vector<std::uint16_t> first_phases{};  ///< per class
  explicit Program(const Application& application);

  /// Phases that can have a demand; the last one is a mark, and the others' are not worth closing up for.
  std::size_t demands() const { return phases.size() - 1; }
  /// No request has two phases.
  bool is_one_phase() const;
};

}  // namespace models
