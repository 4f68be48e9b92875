#include "scenarios/theory/statements.hpp"

#include "scenarios/theory/subject.hpp"

namespace scenarios::theory {

namespace {

ReplicaCount count_of(const models::ReplicaService& replicas, const models::Catalog& catalog) {
  const models::LoadBalancerEntry& balancer = models::load_balancer_entry_of(catalog, *replicas.load_balancer);
  const std::string& routing = balancer.routing(replicas.load_balancer->config.get()).kind;
  if (replicas.scaling == nullptr) {
    return {replicas.fixed, replicas.fixed, routing};
  }
  const models::ScalingEntry& scaling = models::scaling_entry_of(catalog, *replicas.scaling);
  const auto policy = scaling.make(replicas.scaling->config.get());
  return {policy->minimum(), policy->maximum(), routing};
}

}  // namespace

std::vector<models::TheoryStatement> statements_of(const LoadedScenario& loaded) {
  const Scenario& scenario = loaded.scenario();
  Statements statements;
  const Traffic traffic = traffic_of(loaded);
  for (std::size_t i = 0; i < scenario.architectures.size(); ++i) {
    const sim::config::Choice& choice = scenario.architectures[i].second;
    const models::ComputeEntry& entry = models::entry_of(loaded.catalog().compute, choice);
    if (entry.service_model == nullptr) {
      continue;
    }
    Subject subject;
    subject.architecture = i;
    subject.traffic = traffic;
    subject.model = entry.service_model(choice.config.get(), scenario.application, loaded.prices().instances(),
                                        scenario.reference_cpu);
    if (!subject.model.replicas && !subject.model.environments) {
      statements.push_back({i, "Nothing to say", "", "Its servers are not alike, or come and go", {}, {}});
      continue;
    }
    subject.work = work_of(scenario.application, subject.model);
    if (traffic.mean <= 0.0 || subject.work.service <= 0.0) {
      statements.push_back({i, "Nothing to say", "", "Requests bring no work, or none come", {}, {}});
      continue;
    }
    if (subject.model.replicas) {
      subject.count = count_of(*subject.model.replicas, loaded.catalog());
    }
    if (traffic.closed) {
      add_closed_load(subject, statements);
      continue;
    }
    add_laws(subject, statements);
    if (subject.model.replicas) {
      add_stability(subject, statements);
      add_waiting(subject, statements);
    } else {
      add_concurrency(subject, statements);
      add_keep_alive(subject, statements);
    }
  }
  return statements;
}

}  // namespace scenarios::theory
