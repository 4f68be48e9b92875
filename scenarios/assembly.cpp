#include "scenarios/assembly.hpp"

#include <algorithm>
#include <utility>

#include "models/fleet/host_fleet.hpp"
#include "models/machines/auto_scaling_group.hpp"
#include "models/routing/front_door.hpp"
#include "models/scaling/fixed.hpp"
#include "models/scaling/managed_scaling.hpp"
#include "models/scaling/predictive.hpp"
#include "models/worker/flow_pool.hpp"
#include "models/worker/worker_pool.hpp"
#include "scenarios/fidelity.hpp"

namespace scenarios {

namespace {

using models::RunContext;

/// The most of any class: connections of different classes are not told apart.
std::int64_t requests_per_connection(const models::Application& application) {
  std::int64_t most = 1;
  for (std::size_t i = 0; i < application.class_count(); ++i) {
    most = std::max(most, application.traffic_of(i).requests_per_connection);
  }
  return most;
}

/// A routing policy in the words of queueing theory. Who is chosen by a hash or by a weighted draw is chosen at random.
sim::theory::Choice choice_of(const sim::config::Choice& routing) {
  if (routing.kind == "round_robin") {
    return sim::theory::Choice::kInTurn;
  }
  return routing.kind == "least_outstanding_requests" ? sim::theory::Choice::kLeastBusy : sim::theory::Choice::kRandom;
}

/// A few connections that last are a few targets that are sent much, for as long as they last.
bool hashes_few_connections(const sim::config::Choice& routing, const models::Application& application) {
  return routing.kind == "flow_hash" && requests_per_connection(application) > 1;
}

/// The stages behind models::Parts.
class StageParts final : public models::Parts {
 public:
  /// `flow`: where rates come from, and `laws` of what becomes of them; null where requests do.
  StageParts(const models::Catalog& catalog, const RunContext& context, models::FlowSource* flow,
             std::shared_ptr<const models::worker::FlowLaws> laws)
      : catalog_{catalog}, context_{context}, flow_{flow}, laws_{std::move(laws)} {}

  models::Serving serving(const models::ReplicaLimits& limits, const sim::config::Choice& choice) override {
    const models::LoadBalancerEntry& entry = models::load_balancer_entry_of(catalog_, choice);
    const sim::config::Choice& routing = entry.routing(choice.config.get());
    if (flow_ != nullptr) {
      if (hashes_few_connections(routing, context_.application)) {
        context_.events.limit_reached(
            "fluid: its targets get even shares, where an NLB's connections that last go to one each (docs/fluid.md)");
      }
      auto pool = std::make_unique<models::worker::FlowPool>(context_, limits, choice_of(routing), *flow_, laws_);
      auto balancer = entry.make(choice.config.get(), context_, pool->router(), *pool).balancer;
      return {std::move(pool), std::move(balancer)};
    }
    auto workers = std::make_unique<models::worker::WorkerPool>(context_, limits);
    auto router =
        models::entry_of(catalog_.routing, routing)
            .make(routing.config.get(), {context_.stream("routing"), requests_per_connection(context_.application)});
    auto built = entry.make(choice.config.get(), context_, std::move(router), *workers);
    workers->set_events(*built.events);
    return {std::move(workers), std::move(built.balancer)};
  }

  models::FlowSource* flow() override { return flow_; }

  std::unique_ptr<models::FrontDoor> front_door() override { return models::routing::make_front_door(context_); }

  std::unique_ptr<models::ScalingPolicy> scaling(const sim::config::Choice& choice) override {
    return models::scaling_entry_of(catalog_, choice).make(choice.config.get());
  }

  std::unique_ptr<models::ScalingPolicy> fixed_scaling(std::int64_t replicas) override {
    return models::scaling::make_fixed(replicas);
  }

  std::unique_ptr<models::MachineGroup> machines(const models::MachineGroupConfig& config) override {
    return std::make_unique<models::machines::AutoScalingGroup>(config, context_);
  }

  std::unique_ptr<models::CapacityProvider> capacity_provider(const models::ManagedScalingConfig& config,
                                                              const models::InstanceRooms& instances) override {
    return models::scaling::make_managed_scaling(config, instances);
  }

  std::unique_ptr<models::LoadForecaster> forecaster() override { return models::scaling::make_load_forecaster(); }

 private:
  const models::Catalog& catalog_;
  const RunContext& context_;
  models::FlowSource* flow_;
  std::shared_ptr<const models::worker::FlowLaws> laws_;
};

models::ArrivalContext arrivals_of(const Scenario& scenario, std::size_t replication) {
  return {static_cast<std::uint64_t>(scenario.seed), replication, sim::Time::at(-scenario.warm_up),
          sim::Time::at(scenario.duration + scenario.drain)};
}

models::client::ClientSetup client_setup(const Prepared& prepared, std::size_t replication) {
  const Scenario& scenario = prepared.scenario;
  const models::Users* users = prepared.workload.users();
  return {.arrivals = users == nullptr ? prepared.workload.open(arrivals_of(scenario, replication)) : nullptr,
          .users = users,
          .application = scenario.application,
          .program = prepared.program,
          .config = scenario.client,
          .slo_latency = scenario.slo.latency_p99.value_or(sim::Duration::max()),
          .seed = static_cast<std::uint64_t>(scenario.seed),
          .replication = replication};
}

models::client::FlowSetup flow_setup(const Prepared& prepared, std::size_t replication) {
  const Scenario& scenario = prepared.scenario;
  return {.workload = prepared.workload,
          .application = scenario.application,
          .config = scenario.client,
          .slo_latency = scenario.slo.latency_p99.value_or(sim::Duration::max()),
          .seed = static_cast<std::uint64_t>(scenario.seed),
          .replication = replication,
          .tick = scenario.tick};
}

}  // namespace

Assembly::Assembly(const Prepared& prepared, std::size_t index, std::size_t replication)
    : kernel{sim::Time::at(-prepared.scenario.warm_up)},
      requests{prepared.program.demands()},
      meters{prepared.scenario.duration, prepared.scenario.tick},
      events{replication == 0, prepared.keeps_events},
      start_{sim::Time::at(-prepared.scenario.warm_up)} {
  const Scenario& scenario = prepared.scenario;
  const auto& [name, choice] = scenario.architectures[index];
  const models::ComputeEntry& entry = models::entry_of(prepared.catalog.compute, choice);
  models::Outcomes* outcomes = nullptr;
  std::shared_ptr<const models::worker::FlowLaws> laws = prepared.flow_laws;
  if (fidelity_of(prepared) == Fidelity::kFluid) {
    laws = laws ? laws : std::make_shared<const models::worker::FlowLaws>(scenario.application);
    flow = std::make_unique<models::client::Flow>(kernel, flow_setup(prepared, replication));
    outcomes = flow.get();
  } else {
    client = std::make_unique<models::client::Client>(kernel, requests, client_setup(prepared, replication));
    outcomes = client.get();
  }
  gauges.begin(start_);
  const models::FleetDemand demand =
      entry.fleet_demand(choice.config.get(), scenario.application, prepared.prices.instances());
  fleet = models::fleet::make_fleet(scenario.fleet, prepared.prices.instances(),
                                    models::entry_of(prepared.catalog.placement, scenario.fleet.placement),
                                    demand.machine_type);
  // Where microVMs go is the provider's choice: to all zones.
  const std::optional<std::int64_t> zones = demand.machine_type.empty() ? std::nullopt : std::optional{demand.zones};
  context_.reset(new RunContext{kernel,
                                requests,
                                *outcomes,
                                gauges,
                                meters,
                                events,
                                *fleet,
                                prepared.prices.instances(),
                                scenario.application,
                                prepared.program,
                                name,
                                scenario.reference_cpu,
                                static_cast<std::uint64_t>(scenario.seed),
                                replication,
                                start_,
                                scenario.duration,
                                scenario.initial_of(name),
                                prepared.workload.rate_at(start_),
                                &prepared.workload,
                                zones});
  parts_ = std::make_unique<StageParts>(prepared.catalog, *context_, flow.get(), std::move(laws));
  architecture = entry.make(choice.config.get(), *context_, *parts_);
  client ? client->set_frontend(architecture->frontend()) : flow->set_frontend(architecture->frontend());
}

void Assembly::start() {
  if (flow) {
    flow->start(start_);
  }
  architecture->start(start_);
}

/// Meters look at full hours before anything else happens at that instant: a flow is settled by then.
void Assembly::run_until(sim::Time end) {
  if (client) {
    kernel.run_until(end, *client);
    return;
  }
  while (kernel.now() < end) {
    const sim::Time to = std::min(end, sim::next_multiple(kernel.now(), sim::Duration::hours(1)));
    kernel.run_until(to);
    flow->settle(to);
  }
}

}  // namespace scenarios
