// What the catalog knows of a thing that YAML may name. One struct per family; models/catalog.cpp lists them all.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/architecture.hpp"
#include "models/ports/arrivals.hpp"
#include "models/ports/load_balancer.hpp"
#include "models/ports/router.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/scaling.hpp"
#include "sim/config/schema.hpp"

namespace models {

/// How a check outside a struct's own fields reports: `field` is relative to the struct, "task.memory".
class ConfigProblems {
 public:
  virtual ~ConfigProblems() = default;
  virtual void error(std::string_view field, std::string message) = 0;
  virtual void warning(std::string_view field, std::string message) = 0;
};

/// What every entry has.
struct CatalogEntry {
  std::string_view name{};
  std::string_view sentence{};
  const sim::config::Schema& (*schema)() = nullptr;
};

struct RoutingEntry : CatalogEntry {
  std::unique_ptr<Router> (*make)(const void* config, sim::random::Stream stream) = nullptr;
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

/// How a compute model gets the policies that its config names, without knowing the catalog.
class Policies {
 public:
  virtual ~Policies() = default;
  virtual std::unique_ptr<Router> router(const sim::config::Choice& choice, sim::random::Stream stream) const = 0;
  virtual std::unique_ptr<ScalingPolicy> scaling(const sim::config::Choice& choice) const = 0;
};

struct LoadBalancerEntry : CatalogEntry {
  BuiltLoadBalancer (*make)(const void* config, const RunContext& context, const Policies& policies,
                            Workers& workers) = nullptr;
};

struct ComputeEntry : CatalogEntry {
  /// Checks that need facts or the application: instance type exists, task fits, limits of the product.
  void (*check)(const void* config, const Application& application, const Facts& facts, ConfigProblems& problems) =
      nullptr;
  /// One line for tables: "m7i.large behind an ALB, cpu 50 %".
  std::string (*summarise)(const void* config, const Application& application, const Facts& facts) = nullptr;
};

}  // namespace models
