// What the catalog knows of a thing that YAML may name. One struct per family; models/catalog.def lists them all.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/architecture.hpp"
#include "models/ports/arrivals.hpp"
#include "models/ports/capacity_provider.hpp"
#include "models/ports/load_balancer.hpp"
#include "models/ports/machine_group_config.hpp"
#include "models/ports/machines.hpp"
#include "models/ports/predictive_scaling.hpp"
#include "models/ports/replica_limits.hpp"
#include "models/ports/router.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/scaling.hpp"
#include "models/ports/service_model.hpp"
#include "sim/config/schema.hpp"

namespace models {

/// How a check outside a struct's own fields reports: `field` is relative to the struct, "task.memory".
class ConfigProblems {
 public:
  virtual ~ConfigProblems() = default;
  virtual void error(std::string_view field, std::string message) = 0;
  virtual void warning(std::string_view field, std::string message) = 0;
  /// How long the run is that the struct is for: what is to begin later never does. Max: not known.
  virtual sim::Duration duration() const { return sim::Duration::max(); }
};

/// What every entry has.
struct CatalogEntry {
  std::string_view name{};
  std::string_view sentence{};
  const sim::config::Schema& (*schema)() = nullptr;
  /// Why single requests can be simulated of it, and rates (fidelity: fluid) cannot. Empty: both can, or it plays no
  /// part in that.
  std::string_view requests_only{};
  /// The same of some of its settings, "with ...": empty where there is none.
  std::string_view requests_only_with{};
};

/// What a routing policy may know besides its config.
struct RoutingContext {
  sim::random::Stream stream{};
  std::int64_t requests_per_connection = 1;
};

struct RoutingEntry : CatalogEntry {
  std::unique_ptr<Router> (*make)(const void* config, const RoutingContext& context) = nullptr;
};

/// `horizon`: longest time the history must cover.
struct ScalingEntry : CatalogEntry {
  std::unique_ptr<ScalingPolicy> (*make)(const void* config) = nullptr;
};

/// `folder`: where relative `file:` names of the scenario resolve; problems are reported, not thrown.
struct WorkloadEntry : CatalogEntry {
  std::unique_ptr<Workload> (*make)(const void* config, ConfigProblems& problems) = nullptr;
};

/// A load balancer and, as the same object, the listener that its workers report to.
struct BuiltLoadBalancer {
  std::unique_ptr<LoadBalancer> balancer{};
  WorkerEvents* events = nullptr;
};

struct LoadBalancerEntry : CatalogEntry {
  BuiltLoadBalancer (*make)(const void* config, const RunContext& context, std::unique_ptr<Router> router,
                            Workers& workers) = nullptr;
  /// Which routing policy the config names.
  const sim::config::Choice& (*routing)(const void* config) = nullptr;
};

/// Replicas at work behind a load balancer.
struct Serving {
  std::unique_ptr<Workers> workers{};
  std::unique_ptr<LoadBalancer> balancer{};
};

class FlowSource;

/// The parts that a compute model is built from, wired by the assembly: a model names what it wants from its config and
/// never includes another stage.
class Parts {
 public:
  virtual ~Parts() = default;
  virtual Serving serving(const ReplicaLimits& limits, const sim::config::Choice& load_balancer) = 0;
  /// An Application Load Balancer in front of a function.
  virtual std::unique_ptr<FrontDoor> front_door() = 0;
  /// Where requests come from as rates; null where they come one by one.
  virtual FlowSource* flow() { return nullptr; }
  virtual std::unique_ptr<ScalingPolicy> scaling(const sim::config::Choice& choice) = 0;
  /// As many replicas for ever.
  virtual std::unique_ptr<ScalingPolicy> fixed_scaling(std::int64_t replicas) = 0;
  virtual std::unique_ptr<MachineGroup> machines(const MachineGroupConfig& config) = 0;
  /// Managed scaling of a group whose instances offer that room to tasks.
  virtual std::unique_ptr<CapacityProvider> capacity_provider(const ManagedScalingConfig& config,
                                                              const InstanceRooms& instances) = 0;
  /// The forecast of predictive scaling.
  virtual std::unique_ptr<LoadForecaster> forecaster() = 0;
};

/// How many replicas an architecture keeps at least, and in how many zones they may be.
struct ReplicaFloor {
  std::int64_t replicas = 0;
  std::int64_t zones = 1;
};

struct ComputeTraits {
  std::string cpu_architecture{};  ///< "x86_64" or "arm64"
  sim::Duration memory{};          ///< how long the initial state is remembered (kept environments); zero: scaling only
  bool loses_containers = false;   ///< containers crash and run out of memory where the application says so
  bool flows = false;              ///< it also takes requests as rates (fidelity: fluid)
  std::string why_not{};           ///< where it does not, though others of its kind do
  std::optional<ReplicaFloor> floor{};           ///< none: the product decides
  std::vector<std::string_view> without_part{};  ///< fields that play no part beside what others say: no assumptions
};

struct ComputeEntry : CatalogEntry {
  /// Checks that need facts or the application: instance type exists, task fits, limits of the product.
  void (*check)(const void* config, const Application& application, const Facts& facts,
                ConfigProblems& problems) = nullptr;
  /// Builds the architecture. Everything it bills is opened as a meter here.
  std::unique_ptr<Architecture> (*make)(const void* config, const RunContext& context, Parts& parts) = nullptr;
  /// What it places on the provider's hosts.
  FleetDemand (*fleet_demand)(const void* config, const Application& application, const Facts& facts) = nullptr;
  /// What comparisons and warm-ups must mind.
  ComputeTraits (*traits)(const void* config, const Facts& facts) = nullptr;
  /// One line for tables: "m7i.large behind an ALB, cpu 50 %".
  std::string (*summarise)(const void* config, const Application& application, const Facts& facts) = nullptr;
  /// What it is to queueing theory. Absent: theory says nothing of it.
  ServiceModel (*service_model)(const void* config, const Application& application, const Facts& facts,
                                const std::string& reference_cpu) = nullptr;
};

}  // namespace models
