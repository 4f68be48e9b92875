// A cluster for tests: one small application, exact times, the real workers, group of instances, managed scaling and
// fleet; a load balancer and a scaling policy that do what the test says.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/catalog.hpp"
#include "models/compute/ecs/config.hpp"
#include "models/compute/ecs/service.hpp"
#include "models/fleet/host_fleet.hpp"
#include "models/machines/auto_scaling_group.hpp"
#include "models/scaling/managed_scaling.hpp"
#include "models/worker/worker_pool.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::ecs {

inline sim::Time at_ms(std::int64_t milliseconds) {
  return sim::Time::at(sim::Duration::milliseconds(milliseconds));
}
inline sim::Time at_s(std::int64_t seconds) {
  return at_ms(seconds * 1'000);
}

/// m7i.large and m7i.xlarge with their published vCPUs, memory and interfaces, an m5.large that is slower, and the
/// Fargate sizes up to 1 vCPU.
class WorldFacts final : public Facts {
 public:
  std::optional<std::int64_t> trunked_tasks{};

  std::optional<InstanceFacts> instance(std::string_view type) const override {
    const std::vector<std::string> known = instance_types();
    if (std::find(known.begin(), known.end(), type) == known.end()) {
      return std::nullopt;
    }
    const bool is_large = type != "m7i.xlarge";
    InstanceFacts facts;
    facts.type = type;
    facts.vcpus = sim::Vcpu::whole(is_large ? 2 : 4);
    facts.memory = sim::Bytes::gib(is_large ? 8 : 16);
    facts.cpu_architecture = "x86_64";
    facts.network_interfaces = is_large ? 3 : 4;
    facts.trunked_tasks = trunked_tasks;
    facts.coremark = type == "m5.large" ? 14'200'000 : 23'390'400;
    return facts;
  }
  std::vector<std::string> instance_types() const override { return {"m7i.large", "m7i.xlarge", "m5.large"}; }
  std::optional<InstanceFacts> metal_host(std::string_view) const override { return std::nullopt; }
  std::optional<MachineShape> fargate_size(sim::Vcpu cpu, sim::Bytes memory) const override {
    for (const MachineShape& size : fargate_sizes()) {
      if (size.vcpu >= cpu && size.memory >= memory) {
        return size;
      }
    }
    return std::nullopt;
  }
  std::vector<MachineShape> fargate_sizes() const override {
    std::vector<MachineShape> sizes;
    for (const std::int64_t mib : {512, 1'024, 2'048}) {
      sizes.push_back({sim::Vcpu::milli(250), sim::Bytes::mib(mib)});
    }
    for (const std::int64_t gib : {1, 2, 3, 4}) {
      sizes.push_back({sim::Vcpu::milli(500), sim::Bytes::gib(gib)});
    }
    for (const std::int64_t gib : {2, 3, 4, 5, 6, 7, 8}) {
      sizes.push_back({sim::Vcpu::milli(1'000), sim::Bytes::gib(gib)});
    }
    return sizes;
  }
};

/// Healthy after `health`, drained after `drain`. Requests go to the target that came into service first.
class WorldBalancer final : public LoadBalancer, public WorkerEvents {
 public:
  WorldBalancer(sim::Kernel& kernel, Workers& workers) : kernel_{kernel}, workers_{workers} {}
  sim::Duration health{};
  sim::Duration drain{};
  std::int64_t served_count = 0;
  std::int64_t aborted_count = 0;

  void arrive(RequestId request, sim::Time now) override {
    routed_ += workers_.offer(in_service_.at(0), request, now) ? 1 : 0;
  }
  void set_owner(TargetOwner& owner) override { owner_ = &owner; }
  void register_target(ReplicaId replica, bool immediately, sim::Time now) override {
    timers_[replica] = kernel_.open(sim::bind<&WorldBalancer::rang>(*this, replica.index()), sim::Phase::kCapacity);
    if (immediately || health == sim::Duration{}) {
      rang(replica.index(), now);
    } else {
      kernel_.schedule(timers_[replica], now + health);
    }
  }
  void deregister_target(ReplicaId replica, sim::Time now) override {
    const auto gone = std::erase(in_service_, replica);
    leaving_.push_back(replica);
    if (gone == 0 || drain == sim::Duration{}) {
      rang(replica.index(), now);
    } else {
      kernel_.schedule(timers_[replica], now + drain);
    }
  }
  void target_lost(ReplicaId replica, sim::Time) override {
    std::erase(in_service_, replica);
    std::erase(leaving_, replica);
    kernel_.close(timers_[replica]);
  }
  /// The first target in service fails its health checks, or passes them again.
  void find_unhealthy(sim::Time now) { owner_->out_of_service(in_service_.at(0), now); }
  void find_healthy(sim::Time now) { owner_->back_in_service(in_service_.at(0), now); }
  void start(sim::Time) override {}
  void finish(sim::Time) override {}
  std::int64_t requests_routed() const override { return routed_; }
  void served(ReplicaId, RequestId, sim::Time) override { ++served_count; }
  void queue_timed_out(ReplicaId, RequestId, sim::Time) override {}
  void aborted(ReplicaId, RequestId, sim::Time) override { ++aborted_count; }

 private:
  void rang(std::uint32_t index, sim::Time now) {
    const ReplicaId replica{index};
    if (std::erase(leaving_, replica) > 0) {
      kernel_.close(timers_[replica]);
      owner_->drained(replica, now);
    } else {
      in_service_.push_back(replica);
      owner_->in_service(replica, now);
    }
  }

  sim::Kernel& kernel_;
  Workers& workers_;
  TargetOwner* owner_ = nullptr;
  std::map<ReplicaId, sim::SlotId> timers_{};
  std::vector<ReplicaId> in_service_{};
  std::vector<ReplicaId> leaving_{};
  std::int64_t routed_ = 0;
};

/// Keeps the samples; changes nothing.
class WorldPolicy final : public ScalingPolicy {
 public:
  std::int64_t lowest = 0;
  std::int64_t highest = 5'000;
  std::vector<LoadSample> samples{};
  std::vector<CapacityView> views{};

  std::int64_t minimum() const override { return lowest; }
  std::int64_t maximum() const override { return highest; }
  void set_limits(std::int64_t minimum, std::int64_t maximum) override {
    lowest = minimum;
    highest = maximum;
  }
  double cpu_target() const override { return 0.5; }
  sim::Duration period() const override { return sim::Duration::minutes(1); }
  sim::Duration publication_delay() const override { return {}; }
  std::optional<sim::Duration> warm_up() const override { return sim::Duration{}; }
  std::int64_t alarms() const override { return 2; }
  std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time) override {
    samples.push_back(sample);
    views.push_back(view);
    return std::nullopt;
  }
};

class WorldOutcomes final : public Outcomes {
 public:
  void completed(RequestId, sim::Time) override {}
  void refused(RequestId, Refusal, sim::Time) override {}
  void cold_start(RequestId, sim::Time) override {}
};

/// The application: half a vCPU and 512 MiB, an image of 55 MB (2 s at 27.5 MB/s), 4 s to start, 10 ms CPU a request.
inline Application small_application() {
  Container container;
  container.cpu = sim::Vcpu::milli(500);
  container.memory = sim::Bytes::mib(512);
  container.image = sim::Bytes::megabytes(55);
  container.start = sim::Duration::seconds(4);
  Step step;
  step.container = "app";
  step.cpu_time = sim::random::constant(sim::Duration::milliseconds(10));
  Application application;
  application.containers.emplace_back("app", container);
  application.request.push_back(step);
  application.traffic.log_bytes = sim::Bytes::bytes(300);
  application.traffic.requests_per_connection = 1;
  return application;
}

/// Fargate as the defaults have it, but with a provisioning of exactly 40 s and public addresses.
inline EcsConfig fargate_config() {
  EcsConfig config;
  config.launch_type = LaunchType::kFargate;
  config.registry.network = Network::kPublicIp;
  config.registry.pull_bandwidth = sim::Bytes::bytes(27'500'000);
  config.scheduler_rate = sim::Rate::per_second(500.0 / 60.0);
  config.scheduler_burst = 80;
  config.provisioning = sim::random::constant(sim::Duration::seconds(40));
  config.placement_retry = sim::Duration::seconds(10);
  config.launch_rate = sim::Rate::per_second(20.0);
  config.launch_burst = 100;
  config.cpu_speed = 1.0;
  config.stop_timeout = sim::Duration::seconds(30);
  config.fargate.spot.launch_rate = sim::Rate::per_second(20.0);
  config.fargate.spot.launch_burst = 100;
  config.fargate.spot.interruption_notice = sim::Duration::minutes(2);
  config.fargate.ephemeral_storage = sim::Bytes::gib(20);
  config.deployment.minimum_healthy_percent = sim::Fraction::percent(100);
  config.deployment.maximum_percent = sim::Fraction::percent(200);
  config.deployment.restart_delay = sim::Duration::seconds(10);
  config.deployment.maximum_restart_delay = sim::Duration::minutes(15);
  return config;
}

/// m7i.large, which boot in 20 s (5 + 12 + 3) and join in 5 s, in three zones.
inline EcsConfig ec2_config() {
  EcsConfig config = fargate_config();
  config.launch_type = LaunchType::kEc2;
  config.agent_join = sim::random::constant(sim::Duration::seconds(5));
  config.provisioning_limit = 500;
  config.provisioning_timeout = sim::Duration::minutes(30);
  MachineGroupConfig& group = config.instances.emplace().machines;
  group.instance_type = "m7i.large";
  group.zones = 3;
  group.cpu_speed = 1.0;
  group.api = sim::random::constant(sim::Duration::seconds(5));
  group.pending = sim::random::constant(sim::Duration::seconds(12));
  group.boot = sim::random::constant(sim::Duration::seconds(3));
  group.placement_retry = sim::Duration::minutes(1);
  ManagedScalingConfig& provider = config.capacity_provider.emplace();
  provider.max = 20;
  provider.target_capacity = sim::Fraction::percent(100);
  provider.maximum_scaling_step_size = 10'000;
  provider.warm_up = sim::Duration::minutes(5);
  provider.period = sim::Duration::minutes(1);
  provider.in_datapoints = 15;
  return config;
}

/// A run from `begin` to 2 h. Change the fields, then build().
class World final : public Parts {
 public:
  explicit World(EcsConfig settings, sim::Time begin = {}) : config{std::move(settings)}, kernel{begin}, begin_{begin} {
    gauges.begin(begin);
    hosts.host = {sim::Vcpu::whole(96), sim::Bytes::gib(384)};
    hosts.zones = 3;
  }

  EcsConfig config;
  Application application = small_application();
  fleet::HostSupply hosts{};
  InitialState initial{InitialState::Kind::kEmpty, 0};
  sim::Duration health = sim::Duration::seconds(10);
  sim::Duration drain{};
  std::int64_t least = 0;  ///< tasks that the policy wants at least

  void build() {
    program_.emplace(application);
    requests.emplace(program_->demands());
    fleet_ = std::make_unique<fleet::HostFleet>(hosts, fleet::first_fit(), nullptr);
    context_.reset(new RunContext{kernel, *requests, outcomes, gauges, meters, events, *fleet_, facts, application,
                                  *program_, "ecs", "m7i.large", 7, 0, begin_, meters.duration(), initial,
                                  sim::Rate::per_second(40.0)});
    architecture_ = entry().make(&config, *context_, *this);
    service().start(begin_);
  }
  /// Beside the least of its instances, which are there, the service is asked for its first tasks.
  void build_on_instances(std::int64_t tasks) {
    initial = {InitialState::Kind::kCount, 0};
    build();
    set_desired(tasks);
  }
  Service& service() { return dynamic_cast<Service&>(*architecture_); }
  const RunContext& context() const { return *context_; }

  /// Everything before `end`; what is due at `end` itself is still to come.
  void run_to(sim::Time end) { kernel.run_until(end); }
  void set_desired(std::int64_t count) { service().apply({count, "test"}, kernel.now()); }
  /// Another tenant's microVM of half a vCPU in zone 0.
  void place_foreign() { foreign_ = fleet_->place(ZoneId{0}, kForeign, kernel.now()); }
  void release_foreign() { fleet_->release(foreign_.value(), kForeign, kernel.now()); }
  RequestId send(sim::Duration cpu_time) {
    const RequestId request = requests->acquire();
    requests->set_demand(request, 0, cpu_time.nanoseconds());
    service().arrive(request, kernel.now());
    return request;
  }

  /// When events of that kind happened, in milliseconds since 0.
  std::vector<std::int64_t> times_of(std::string_view what) {
    std::vector<std::int64_t> times;
    for (const RunEvent& event : log()) {
      if (event.what == what) {
        times.push_back(event.at.nanoseconds() / 1'000'000);
      }
    }
    return times;
  }
  std::vector<std::string> subjects_of(std::string_view what) { return texts_of(what, &RunEvent::subject); }
  std::vector<std::string> details_of(std::string_view what) { return texts_of(what, &RunEvent::detail); }
  /// Total of a meter when the window is closed at `end`; 0 if nobody opened it. Of every variant and purchase option
  /// unless one is named.
  std::int64_t metered(std::string_view sku, sim::Time end, std::string_view variant = "",
                       std::string_view purchase_option = "") {
    if (!usage_) {
      usage_ = meters.finish(end);
    }
    std::int64_t total = 0;
    for (const MeterUsage& meter : usage_->meters) {
      const MeterKey& key = meter.key;
      if (key.sku != sku || (!variant.empty() && key.variant != variant) ||
          (!purchase_option.empty() && key.purchase_option != purchase_option)) {
        continue;
      }
      total = std::accumulate(meter.per_hour.begin(), meter.per_hour.end(), total);
    }
    return total;
  }

  Serving serving(const ReplicaLimits& limits, const sim::config::Choice&) override {
    auto workers = std::make_unique<worker::WorkerPool>(*context_, limits);
    auto made = std::make_unique<WorldBalancer>(kernel, *workers);
    workers->set_events(*made);
    balancer = made.get();
    balancer->health = health;
    balancer->drain = drain;
    return {std::move(workers), std::move(made)};
  }
  std::unique_ptr<ScalingPolicy> fixed_scaling(std::int64_t) override { return nullptr; }
  std::unique_ptr<ScalingPolicy> scaling(const sim::config::Choice&) override {
    auto made = std::make_unique<WorldPolicy>();
    policy = made.get();
    policy->lowest = least;
    return made;
  }
  std::unique_ptr<MachineGroup> machines(const MachineGroupConfig& settings) override {
    auto made = machines::make_machine_group(settings, *context_);
    group = made.get();
    return made;
  }
  std::unique_ptr<CapacityProvider> capacity_provider(const ManagedScalingConfig& settings,
                                                      const InstanceRooms& instances) override {
    return scaling::make_managed_scaling(settings, instances);
  }
  std::unique_ptr<FrontDoor> front_door() override { return nullptr; }
  std::unique_ptr<LoadForecaster> forecaster() override { return nullptr; }

  /// All events so far.
  const std::vector<RunEvent>& log() {
    const std::vector<RunEvent> recent = events.take();
    log_.insert(log_.end(), recent.begin(), recent.end());
    return log_;
  }

  sim::Kernel kernel;
  WorldFacts facts{};
  WorldOutcomes outcomes{};
  Gauges gauges{};
  Meters meters{sim::Duration::hours(2), sim::Duration::minutes(1)};
  EventLog events{true};
  std::optional<RequestTable> requests{};
  WorldBalancer* balancer = nullptr;
  WorldPolicy* policy = nullptr;
  MachineGroup* group = nullptr;

 private:
  std::vector<std::string> texts_of(std::string_view what, std::string RunEvent::*text) {
    std::vector<std::string> texts;
    for (const RunEvent& event : log()) {
      if (event.what == what) {
        texts.push_back(event.*text);
      }
    }
    return texts;
  }
  static constexpr MachineShape kForeign{sim::Vcpu::milli(500), sim::Bytes::gib(1)};
  sim::Time begin_{};
  std::optional<HostId> foreign_{};
  std::optional<Program> program_{};
  std::unique_ptr<fleet::HostFleet> fleet_{};
  std::unique_ptr<RunContext> context_{};
  std::unique_ptr<Architecture> architecture_{};
  std::vector<RunEvent> log_{};
  std::optional<Usage> usage_{};
};

}  // namespace models::ecs
