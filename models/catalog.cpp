#include "models/catalog.hpp"

#include "models/compute/ec2_asg/model.hpp"
#include "models/compute/ecs/entry.hpp"
#include "models/compute/lambda/model.hpp"
#include "models/fleet/entries.hpp"
#include "models/routing/application_load_balancer.hpp"
#include "models/routing/entries.hpp"
#include "models/scaling/entries.hpp"
#include "models/workload/entries.hpp"

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
  return {
      .workload = {workload::constant(), workload::poisson(), workload::mmpp(), workload::steps(), workload::ramp(),
                   workload::diurnal(), workload::counts()},
      .compute = {ec2_asg::entry(), ecs::entry(), lambda::entry()},
      .load_balancer = {routing::alb()},
      .routing = {routing::round_robin(), routing::least_outstanding_requests()},
      .instance_scaling = {scaling::target_tracking(), scaling::fixed()},
      .service_scaling = {scaling::service_target_tracking(), scaling::fixed()},
      .placement = {fleet::first_fit()},
  };
}

sim::config::Families families_of(const Catalog& catalog) {
  return {{
      family("workload", "What traffic arrives.", catalog.workload),
      family("compute", "What carries the application.", catalog.compute),
      family("load_balancer", "What stands in front of the replicas.", catalog.load_balancer),
      family("routing", "Which target gets a request.", catalog.routing),
      family("instance_scaling", "What scales a group of EC2 instances.", catalog.instance_scaling),
      family("service_scaling", "What scales a service of tasks.", catalog.service_scaling),
      family("placement", "Which host carries a VM or microVM.", catalog.placement),
  }};
}

}  // namespace models
