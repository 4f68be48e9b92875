// A run without a cloud, for tests of one stage: owns everything that a RunContext refers to, with a fleet that always
// has room and an application of the test's own making. Change `application` and the context's plain fields first, then
// take `context()`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/ports/run_context.hpp"
#include "models/ports/skus.hpp"
#include "sim/random/distribution.hpp"

namespace test_support {

/// Every zone has room for everything, on one host each.
class UnlimitedFleet final : public models::Fleet {
 public:
  std::size_t zones = 3;
  std::int64_t placed = 0;  ///< shapes placed and not yet given back

  std::size_t zone_count() const override { return zones; }
  std::optional<models::HostId> place(models::ZoneId zone, const models::MachineShape&, sim::Time) override {
    ++placed;
    return models::HostId{zone.index()};
  }
  void release(models::HostId, const models::MachineShape&, sim::Time) override { --placed; }
  models::FleetTick sample(sim::Time, sim::Time) override { return {}; }
  double mean_hosts(sim::Time, sim::Time) const override { return static_cast<double>(zones); }
  double mean_host_vcpus(sim::Time, sim::Time) const override { return 0.0; }
};

/// No instance type is known.
class NoFacts final : public models::Facts {
 public:
  std::optional<models::InstanceFacts> instance(std::string_view) const override { return std::nullopt; }
  std::vector<std::string> instance_types() const override { return {}; }
  std::optional<models::InstanceFacts> metal_host(std::string_view) const override { return std::nullopt; }
  std::optional<models::MachineShape> fargate_size(sim::Vcpu, sim::Bytes) const override { return std::nullopt; }
  std::vector<models::MachineShape> fargate_sizes() const override { return {}; }
};

/// How a request ended, as Outcomes was told.
struct Ending {
  models::RequestId request{};
  std::optional<models::Refusal> refusal{};  ///< none: completed
  sim::Time at{};
  bool operator==(const Ending&) const = default;
};

/// Notes what it is told and gives every request back to the table.
class RecordingOutcomes final : public models::Outcomes {
 public:
  explicit RecordingOutcomes(models::RequestTable& requests) : requests_{requests} {}

  std::vector<Ending> endings{};
  std::vector<models::RequestId> cold_starts{};

  void completed(models::RequestId request, sim::Time now) override {
    endings.push_back({request, std::nullopt, now});
    requests_.release(request);
  }
  void refused(models::RequestId request, models::Refusal reason, sim::Time now) override {
    endings.push_back({request, reason, now});
    requests_.release(request);
  }
  void cold_start(models::RequestId request, sim::Time) override { cold_starts.push_back(request); }

 private:
  models::RequestTable& requests_;
};

/// A container that reserves one vCPU and 512 MiB.
inline models::Container container_of(sim::Vcpu cpu = sim::Vcpu::whole(1)) {
  models::Container container;
  container.cpu = cpu;
  container.memory = sim::Bytes::mib(512);
  return container;
}

/// A step with both its phases (what is always zero would not be part of the program); a test sets the demands request
/// by request.
inline models::Step step_in(const std::string& container) {
  const auto some_demand = sim::random::constant(sim::Duration::nanoseconds(1));
  return {container, some_demand, some_demand};
}

/// One container `app` and one step in it.
inline models::Application one_step_application() {
  models::Application application;
  application.containers.emplace_back("app", container_of());
  application.request.push_back(step_in("app"));
  return application;
}

/// A run that starts at 0 and is measured for two hours in ticks of a minute, unless said otherwise.
class RunContextBuilder {
 public:
  explicit RunContextBuilder(models::Application of = one_step_application(), sim::Time begin = {},
                             sim::Duration length = sim::Duration::hours(2))
      : kernel{begin},
        application{std::move(of)},
        program{application},
        requests{program.demands()},
        outcomes{requests},
        meters{length, sim::Duration::minutes(1)} {
    gauges.begin(begin);
    context.architecture = "architecture";
    context.reference_cpu = "m7i.large";
    context.seed = 1;
    context.start = begin;
    context.duration = length;
  }
  RunContextBuilder(const RunContextBuilder&) = delete;
  RunContextBuilder& operator=(const RunContextBuilder&) = delete;

  /// A request that arrives now, with these demands in nanoseconds, phase by phase; the rest are zero.
  models::RequestId request(const std::vector<std::int64_t>& demands) {
    const models::RequestId id = requests.acquire();
    requests[id].arrived = kernel.now();
    requests[id].waited = models::Request::kNotServed;
    requests[id].request_class = 0;
    for (std::size_t phase = 0; phase < requests.phases(); ++phase) {
      requests.set_demand(id, phase, phase < demands.size() ? demands[phase] : 0);
    }
    return id;
  }
  /// Everything before `end`; what is due at `end` itself is still to come.
  void run_until(sim::Time end) { kernel.run_until(end); }
  /// What is due at `now` included.
  void run_through(sim::Time now) { kernel.run_until(now + sim::Duration::nanoseconds(1)); }

  std::int64_t level(models::Gauge gauge) const { return gauges.level(gauge); }
  /// Counted so far by the meter of that SKU without a variant, on demand.
  std::int64_t metered(std::string_view sku) {
    return meters.total(meters.open({std::string{sku}, "", std::string{models::sku::kOnDemand}}));
  }

  sim::Kernel kernel;
  models::Application application;
  models::Program program;
  models::RequestTable requests;
  RecordingOutcomes outcomes;
  models::Gauges gauges{};
  models::Meters meters;
  models::EventLog events{true};
  UnlimitedFleet fleet{};
  NoFacts facts{};
  models::RunContext context{kernel, requests, outcomes, gauges, meters, events, fleet, facts, application, program};
};

}  // namespace test_support
