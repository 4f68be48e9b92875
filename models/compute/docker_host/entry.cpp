// The catalogue's entry of docker_host: checks that need facts, the summary, how it is put together.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "models/compute/docker_host/config.hpp"
#include "models/compute/docker_host/start_order.hpp"
#include "models/compute/group_facts.hpp"
#include "models/compute/instance_replicas.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/least_replicas.hpp"
#include "sim/units/parse.hpp"

namespace models::docker_host {

namespace {

/// moby/moby restartmanager/restartmanager.go 2454e42e: 100 ms, doubled up to a minute; from 10 s of running on it
/// begins anew (read 2026-11).
compute::RestartPolicy restart_policy(const ServiceConfig& service) {
  compute::RestartPolicy policy;
  policy.restarts = service.restart != Restart::kNo;
  policy.max_retries = service.max_retries;
  policy.first_delay = sim::Duration::milliseconds(100);
  policy.longest_delay = sim::Duration::minutes(1);
  policy.forgotten_after = sim::Duration::seconds(10);
  return policy;
}

/// In use by all containers of a host, without requests.
sim::Bytes resident_on_host(const DockerHostConfig& config, const Application& application) {
  sim::Bytes total;
  for (const auto& [name, container] : application.containers) {
    total += container.resident() * (config.copies * config.service(name).replicas);
  }
  return total;
}

void check_room(const DockerHostConfig& config, const Application& application, const InstanceFacts& instance,
                ConfigProblems& problems) {
  const sim::Bytes needed = resident_on_host(config, application);
  const sim::Bytes usable = usable_memory(config.machines, instance);
  if (needed > usable) {
    problems.error(compute::field_of(config, instance),
                   fmt::format("the containers of a host take {} without any request, but {} leaves {} beside its "
                               "guest OS: the kernel would kill some at once",
                               sim::memory_to_text(needed), instance.type, sim::memory_to_text(usable)));
  }
}

void check_restarts(const DockerHostConfig& config, const Application& application, ConfigProblems& problems) {
  for (const auto& [name, container] : application.containers) {
    const bool fails = container.crash_rate.per_second() > 0.0 || container.memory_per_request > sim::Bytes{};
    if (fails && config.service(name).restart == Restart::kNo) {
      problems.warning("services",
                       fmt::format("'{}' may end by itself and is not restarted; give it `restart: always`", name));
    }
  }
}

void check(const void* object, const Application& application, const Facts& facts, ConfigProblems& problems) {
  const auto& config = *static_cast<const DockerHostConfig*>(object);
  compute::check_group(config, facts, problems);
  for (StartProblem& problem : start_problems(config, application)) {
    problems.error(problem.field, std::move(problem.problem));
  }
  for (const InstanceFacts& instance : compute::types_of(config, facts)) {
    check_room(config, application, instance, problems);
  }
  check_restarts(config, application, problems);
}

FleetDemand fleet_demand(const void* config, const Application&, const Facts& facts) {
  return compute::fleet_demand_of(*static_cast<const DockerHostConfig*>(config), facts);
}

ComputeTraits traits(const void* object, const Facts& facts) {
  const auto& config = *static_cast<const DockerHostConfig*>(object);
  const auto instance = facts.instance(config.machines.instance_type);
  const std::int64_t hosts = config.scaling ? least_replicas(*config.scaling) : config.fixed_hosts();
  return {.cpu_architecture = instance ? instance->cpu_architecture : "",
          .loses_containers = true,
          .flows = true,
          .floor = ReplicaFloor{hosts * config.copies, std::min(hosts, config.machines.zones)}};
}

std::string summarise(const void* object, const Application&, const Facts& facts) {
  const auto& config = *static_cast<const DockerHostConfig*>(object);
  const std::string instances = compute::describe_instances(config, facts);
  const std::string copies = config.copies == 1 ? "" : fmt::format("{} copies on each of ", config.copies);
  return config.scaling ? fmt::format("Docker Compose, {}an Auto Scaling group of {}", copies, instances)
                        : fmt::format("Docker Compose, {}{} {}", copies, config.fixed_hosts(), instances);
}

/// Copies that share a host are no servers of their own; nor are services of several containers.
ServiceModel service_model(const void* object, const Application& application, const Facts& facts,
                           const std::string& reference_cpu) {
  const auto& config = *static_cast<const DockerHostConfig*>(object);
  const bool has_several =
      config.copies > 1 || std::any_of(config.services.begin(), config.services.end(),
                                       [](const auto& named) { return named.second.replicas > 1; });
  if (has_several) {
    return {};
  }
  ServiceModel model =
      compute::service_model_of(config, config.scaling ? &*config.scaling : nullptr, application, facts, reference_cpu);
  if (model.replicas) {
    model.replicas->fixed = config.fixed_hosts();
  }
  return model;
}

compute::Deployment deployment_of(const DockerHostConfig& config, const RunContext& context) {
  const Application& application = context.application;
  compute::Deployment deployment;
  deployment.replicas = config.copies;
  for (const auto& [name, container] : application.containers) {
    const ServiceConfig service = config.service(name);
    deployment.care.push_back({service.replicas, restart_policy(service), config.container_start});
  }
  if (config.images == Images::kPulled) {
    deployment.pull = config.registry.pull_time(application.total_image());
  }
  for (const StartTimes& times : start_times(config, application)) {
    deployment.start = std::max(deployment.start, times.serves);
  }
  deployment.network =
      std::make_unique<compute::NetworkMeters>(config.registry.network, config.machines.zones, context);
  return deployment;
}

std::unique_ptr<Architecture> make(const void* object, const RunContext& context, Parts& parts) {
  DockerHostConfig config = *static_cast<const DockerHostConfig*>(object);
  config.machines.public_ipv4 = config.registry.network == compute::Network::kPublicIp;
  auto scaling = config.scaling ? parts.scaling(*config.scaling) : parts.fixed_scaling(config.fixed_hosts());
  return std::make_unique<compute::InstanceReplicas>(config, std::move(scaling), deployment_of(config, context),
                                                     context, parts);
}

}  // namespace

ComputeEntry entry() {
  return {{"docker_host", "The application's containers on virtual machines with Docker Compose.",
           &DockerHostConfig::schema},
          &check,
          &make,
          &fleet_demand,
          &traits,
          &summarise,
          &service_model};
}

}  // namespace models::docker_host
