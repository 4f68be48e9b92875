#include "models/catalog.hpp"

namespace models {

namespace {

template <class Entry>
sim::config::Family family(const char* name, const char* sentence, const std::vector<Entry>& entries) {
  sim::config::Family family;
  family.name = name;
  family.sentence = sentence;
  for (const CatalogEntry& entry : entries) {
    family.entries.push_back({std::string{entry.name}, std::string{entry.sentence}, entry.schema()});
  }
  return family;
}

}  // namespace

Catalog catalog() {
  Catalog all;
#define ENTRY(family, stage, function) all.family.push_back(stage::function());
#include "models/catalog.def"
#undef ENTRY
  return all;
}

sim::config::Families families_of(const Catalog& catalog) {
  return {{
      family("workload", "What traffic arrives.", catalog.workload),
      family("compute", "What carries the application, of single requests or of rates (fidelity: fluid).",
             catalog.compute),
      family("load_balancer", "What stands in front of the replicas.", catalog.load_balancer),
      family("invocation_router", "What sends invocations to functions on instances of one's own.",
             catalog.invocation_router),
      family("routing", "Which target gets a request.", catalog.routing),
      family("instance_scaling", "What scales a group of EC2 instances.", catalog.instance_scaling),
      family("service_scaling", "What scales a service of tasks.", catalog.service_scaling),
      family("concurrency_scaling", "What scales Lambda's provisioned concurrency.", catalog.concurrency_scaling),
      family("placement", "Which host carries a VM or microVM.", catalog.placement),
  }};
}

const LoadBalancerEntry& load_balancer_entry_of(const Catalog& catalog, const sim::config::Choice& choice) {
  for (const auto* family : {&catalog.load_balancer, &catalog.invocation_router}) {
    for (const LoadBalancerEntry& entry : *family) {
      if (&entry.schema() == choice.schema) {
        return entry;
      }
    }
  }
  sim::check_failed("choice", __FILE__, __LINE__, "a choice that was read names an entry of its family");
}

const ScalingEntry& scaling_entry_of(const Catalog& catalog, const sim::config::Choice& choice) {
  for (const auto* family : {&catalog.instance_scaling, &catalog.service_scaling, &catalog.concurrency_scaling}) {
    for (const ScalingEntry& entry : *family) {
      if (&entry.schema() == choice.schema) {
        return entry;
      }
    }
  }
  sim::check_failed("choice", __FILE__, __LINE__, "a choice that was read names an entry of its family");
}

}  // namespace models
