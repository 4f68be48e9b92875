// The table of contents of the simulator: every name that a YAML file may use, by family.
#pragma once

#include <vector>

#include "models/fleet/placement.hpp"
#include "models/ports/catalog_entry.hpp"
#include "sim/check.hpp"
#include "sim/config/schema.hpp"

namespace models {

struct Catalog {
  std::vector<WorkloadEntry> workload{};
  std::vector<ComputeEntry> compute{};
  std::vector<LoadBalancerEntry> load_balancer{};
  std::vector<LoadBalancerEntry> invocation_router{};  ///< of functions on instances of one's own
  std::vector<RoutingEntry> routing{};
  // EC2 Auto Scaling and Application Auto Scaling (ECS services, Lambda's provisioned concurrency) offer target
  // tracking under the same name with other fields and defaults: instances warm up, services have cooldowns.
  std::vector<ScalingEntry> instance_scaling{};
  std::vector<ScalingEntry> service_scaling{};
  std::vector<ScalingEntry> concurrency_scaling{};
  std::vector<fleet::PlacementEntry> placement{};
};

// The functions behind the lines: models::routing::round_robin() and so on.
#define ENTRY(family, stage, function)              \
  namespace stage {                                 \
  decltype(Catalog::family)::value_type function(); \
  }
#include "models/catalog.def"
#undef ENTRY

/// The list in catalog.def. Adding a policy is one file and one line there.
Catalog catalog();

/// The same as plain data, for the reader, the schema and the reference page.
sim::config::Families families_of(const Catalog& catalog);

/// The entry that a choice names. Requires that the choice was read with families_of(catalog).
template <class Entry>
const Entry& entry_of(const std::vector<Entry>& family, const sim::config::Choice& choice) {
  for (const Entry& entry : family) {
    if (entry.name == choice.kind && &entry.schema() == choice.schema) {
      return entry;
    }
  }
  sim::check_failed("choice", __FILE__, __LINE__, "a choice that was read names an entry of its family");
}

/// What stands in front of replicas: a load balancer, or Lambda's router.
const LoadBalancerEntry& load_balancer_entry_of(const Catalog& catalog, const sim::config::Choice& choice);

/// The scaling policy that a choice of either family names.
const ScalingEntry& scaling_entry_of(const Catalog& catalog, const sim::config::Choice& choice);

}  // namespace models
