// One function for tests: requests arrive when the test says so and take what it says; the real fleet, meters, gauges.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "models/compute/lambda/function.hpp"
#include "models/compute/lambda/model.hpp"
#include "models/fleet/host_fleet.hpp"
#include "models/ports/skus.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::lambda {

inline sim::Duration ms(std::int64_t count) {
  return sim::Duration::milliseconds(count);
}
inline sim::Time at_ms(std::int64_t milliseconds) {
  return sim::Time::at(ms(milliseconds));
}

/// The type m5.metal and nothing else; functions ask for no facts.
class NoCloud final : public Facts {
 public:
  std::optional<InstanceFacts> instance(std::string_view) const override { return std::nullopt; }
  std::vector<std::string> instance_types() const override { return {}; }
  std::optional<InstanceFacts> metal_host(std::string_view) const override { return std::nullopt; }
  std::optional<MachineShape> fargate_size(sim::Vcpu, sim::Bytes) const override { return std::nullopt; }
  std::vector<MachineShape> fargate_sizes() const override { return {}; }
};

/// Keeps what became of requests, in the order in which they ended.
class Endings final : public Outcomes {
 public:
  std::vector<std::int64_t> completed_ms{};  ///< when, rounded down
  std::vector<std::int64_t> refused_ms{};
  std::vector<Refusal> refusals{};
  std::vector<std::int64_t> waits_ms{};
  std::int64_t cold_starts = 0;
  const RequestTable* requests = nullptr;

  void completed(RequestId request, sim::Time now) override {
    EXPECT_NE((*requests)[request].waited, Request::kNotServed) << "nobody is answered who was not served";
    completed_ms.push_back(now.nanoseconds() / 1'000'000);
    waits_ms.push_back((*requests)[request].waited.nanoseconds() / 1'000'000);
  }
  void refused(RequestId, Refusal reason, sim::Time now) override {
    refusals.push_back(reason);
    refused_ms.push_back(now.nanoseconds() / 1'000'000);
  }
  void cold_start(RequestId, sim::Time) override { ++cold_starts; }
};

/// Both its phases: what is always zero would not be part of the program. Tests state each demand.
inline Step step_in(const std::string& container) {
  const auto some_demand = sim::random::constant(sim::Duration::nanoseconds(1));
  return {container, some_demand, some_demand};
}

/// One vCPU (1,769 MiB); 200 ms placement, 300 ms INIT, kept for 10 min; AWS's limits.
inline LambdaConfig plain_config() {
  LambdaConfig config;
  config.memory = sim::Bytes::mib(1'769);
  config.placement = sim::random::constant(ms(200));
  config.init = sim::random::constant(ms(300));
  config.idle_expiry = sim::random::constant(ms(600'000));
  config.limits.concurrency_quota = 1'000;
  config.limits.scaling_burst = 1'000;
  config.limits.scaling_per_second = 100;
  config.cpu_speed = 1.0;
  return config;
}

/// So many provisioned environments, whatever happens.
class FixedPolicy final : public ScalingPolicy {
 public:
  explicit FixedPolicy(std::int64_t count) : minimum_{count}, maximum_{count} {}
  std::int64_t minimum() const override { return minimum_; }
  std::int64_t maximum() const override { return maximum_; }
  void set_limits(std::int64_t minimum, std::int64_t maximum) override {
    minimum_ = minimum;
    maximum_ = maximum;
  }
  double cpu_target() const override { return 1.0; }
  sim::Duration period() const override { return sim::Duration::minutes(1); }
  sim::Duration publication_delay() const override { return {}; }
  std::optional<sim::Duration> warm_up() const override { return sim::Duration{}; }
  std::int64_t alarms() const override { return 0; }
  std::optional<ScalingDecision> observe(const LoadSample&, const CapacityView&, sim::Time) override { return {}; }

 private:
  std::int64_t minimum_;
  std::int64_t maximum_;
};

/// The same without cold starts.
inline LambdaConfig instant_config() {
  LambdaConfig config = plain_config();
  config.placement = {};
  config.init = sim::random::constant({});
  return config;
}

/// A run of two hours (or `length`) from `begin`. Change the fields, then build().
class World {
 public:
  explicit World(LambdaConfig settings, sim::Time begin = {}, sim::Duration length = sim::Duration::hours(2))
      : config{std::move(settings)}, kernel{begin}, meters{length, sim::Duration::minutes(1)}, begin_{begin} {
    gauges.begin(begin);
    hosts.host = {sim::Vcpu::whole(96), sim::Bytes::gib(384)};
    hosts.zones = 3;
    Container app;
    app.memory = sim::Bytes::mib(64);
    application.containers.emplace_back("app", app);
    application.request.push_back(step_in("app"));
  }

  LambdaConfig config;
  Application application{};
  fleet::HostSupply hosts{};
  InitialState initial{InitialState::Kind::kEmpty, 0};
  sim::Rate initial_rate = sim::Rate::per_second(0.0);
  std::unique_ptr<ScalingPolicy> scaling{};  ///< of provisioned concurrency

  void build() {
    program_.emplace(application);
    requests_.emplace(program_->demands());
    endings.requests = &*requests_;
    fleet_ = std::make_unique<fleet::HostFleet>(hosts, fleet::first_fit(), nullptr);
    context_.reset(new RunContext{kernel, *requests_, endings, gauges, meters, events, *fleet_, facts_, application,
                                  *program_, "lambda", "m7i.large", 7, 0, begin_, meters.duration(), initial,
                                  initial_rate});
    function_ = std::make_unique<LambdaFunction>(config, *context_, std::move(scaling));
    function_->start(begin_);
  }
  LambdaFunction& function() { return *function_; }
  /// What it was built from, for a part that is tested by itself.
  const RunContext& context() const { return *context_; }

  /// Runs up to `at` and sends a request; `demands`: CPU time and wait of each step in turn.
  void send(sim::Time at, const std::vector<sim::Duration>& demands) {
    kernel.run_until(at);
    const RequestId request = requests_->acquire();
    for (std::size_t phase = 0; phase < requests_->phases(); ++phase) {
      requests_->set_demand(request, phase, phase < demands.size() ? demands[phase].nanoseconds() : 0);
    }
    (*requests_)[request].arrived = at;
    (*requests_)[request].waited = Request::kNotServed;
    function_->arrive(request, at);
  }
  /// So many requests at once, each with that CPU time.
  void send_many(std::int64_t count, sim::Time at, sim::Duration cpu_time) {
    for (std::int64_t i = 0; i < count; ++i) {
      send(at, {cpu_time});
    }
  }
  /// Everything before `end`.
  void run_to(sim::Time end) { kernel.run_until(end); }
  /// Closes the window and returns a meter's total in base units.
  std::int64_t metered(std::string_view sku, std::string_view option = "") {
    if (!usage_) {
      kernel.run_until(sim::Time::at(meters.duration()));
      function_->finish(kernel.now());
      usage_ = meters.finish(kernel.now());
    }
    std::int64_t total = 0;
    for (const MeterUsage& meter : usage_->meters) {
      for (const std::int64_t quantity : meter.per_hour) {
        total += meter.key.sku == sku && (option.empty() || meter.key.purchase_option == option) ? quantity : 0;
      }
    }
    return total;
  }
  std::int64_t billed_ms(std::string_view option = "") {
    return metered(sku::kLambdaDuration, option) / (config.memory.count() >> 20);
  }
  std::int64_t level(Gauge gauge) const { return gauges.level(gauge); }

  sim::Kernel kernel;
  Endings endings{};
  Gauges gauges{};
  Meters meters;
  EventLog events{true};

 private:
  sim::Time begin_{};
  NoCloud facts_{};
  std::optional<Program> program_{};
  std::optional<RequestTable> requests_{};
  std::unique_ptr<fleet::HostFleet> fleet_{};
  std::unique_ptr<RunContext> context_{};
  std::unique_ptr<LambdaFunction> function_{};
  std::optional<Usage> usage_{};
};

}  // namespace models::lambda
