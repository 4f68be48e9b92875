// The catalogue's entry of lambda: checks that need the application, the summary, what theory may say of it.
#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "models/compute/lambda/behind_balancer.hpp"
#include "models/compute/lambda/flow_function.hpp"
#include "models/compute/lambda/function.hpp"
#include "models/compute/lambda/model.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/least_replicas.hpp"
#include "sim/units/parse.hpp"

namespace models::lambda {

namespace {

void check(const void* config, const Application& application, const Facts&, ConfigProblems& problems) {
  const auto& lambda = *static_cast<const LambdaConfig*>(config);
  for (std::size_t i = 0; i < lambda.containers.size(); ++i) {
    if (application.container_index(lambda.containers[i]) == application.containers.size()) {
      problems.error(fmt::format("containers[{}]", i),
                     fmt::format("the application has no container '{}'", lambda.containers[i]));
    }
  }
  const sim::Bytes needed = function_memory(lambda, application);
  if (needed > lambda.memory) {
    problems.error("memory", fmt::format("{} is less than the {} that its containers reserve",
                                         sim::memory_to_text(lambda.memory), sim::memory_to_text(needed)));
  }
  if (lambda.provisioned_concurrency) {
    const std::int64_t least = least_replicas(lambda.provisioned_concurrency->scaling);
    if (least > lambda.limits.most_provisioned()) {
      problems.error("provisioned_concurrency.scaling",
                     fmt::format("{} environments at least, but the function may have {}: its reserved_concurrency, or "
                                 "concurrency_quota, {}, less the 100 that must stay unreserved",
                                 least, lambda.limits.most_provisioned(), lambda.limits.concurrency_quota));
    }
  }
  const std::vector<bool> is_deployed = deployed_containers(lambda, application);
  const std::vector<const Step*> steps = all_steps(application);
  if (std::none_of(steps.begin(), steps.end(),
                   [&](const Step* step) { return is_deployed[application.container_index(step->container)]; })) {
    problems.error("containers", "no step of a request runs in the function");
  }
}

FleetDemand fleet_demand(const void* config, const Application&, const Facts&) {
  const auto& lambda = *static_cast<const LambdaConfig*>(config);
  return {"", {vcpu_of(lambda.memory), lambda.memory}, 1};
}

/// What rates can't carry of it.
std::string why_no_flow(const LambdaConfig& config) {
  if (config.invocation.type == InvocationType::kEvent) {
    return "events wait in Lambda's queue and are tried again one by one";
  }
  if (config.reuse != ReuseOrder::kMostRecentlyUsed) {
    return "only where the last used environment is used first does it follow from the load which of them are idle";
  }
  if (config.provisioned_concurrency) {
    return "what spills over from provisioned concurrency comes in bursts, which rates don't have";
  }
  if (config.lifetime) {
    return "an environment's age is nothing that a rate has";
  }
  return {};
}

ComputeTraits traits(const void* config, const Facts&) {
  const auto& lambda = *static_cast<const LambdaConfig*>(config);
  const std::string why_not = why_no_flow(lambda);
  return {.cpu_architecture = lambda.architecture == CpuArchitecture::kX86 ? "x86_64" : "arm64",
          .memory = longest_of(lambda.idle_expiry),
          .flows = why_not.empty(),
          .why_not = why_not};
}

std::string summarise(const void* config, const Application& application, const Facts&) {
  const auto& lambda = *static_cast<const LambdaConfig*>(config);
  const std::vector<bool> is_deployed = deployed_containers(lambda, application);
  std::string dropped;
  for (const Step* step : all_steps(application)) {
    const std::size_t index = application.container_index(step->container);
    const std::string& name = application.containers[index].first;
    if (!is_deployed[index] && dropped.find(name) == std::string::npos) {
      dropped += (dropped.empty() ? "; without the steps in " : ", ") + name;
    }
  }
  return fmt::format("Lambda, {} ({} vCPU){}{}", sim::memory_to_text(lambda.memory),
                     sim::to_text(vcpu_of(lambda.memory)),
                     lambda.front_door == FrontDoorKind::kAlb ? " behind an ALB" : "", dropped);
}

/// A timeout of so many mean invocations cuts nothing off that theory could notice.
constexpr double kFarTimeout = 50.0;

std::string other_stay(const LambdaConfig& config, const Application& application) {
  if (config.invocation.type == InvocationType::kEvent) {
    return "events wait in Lambda's queue and are tried again";
  }
  const double timeout = config.invocation.timeout.seconds();
  if (timeout < kFarTimeout * mean_invocation_seconds(config, application)) {
    return fmt::format("invocations may be cut off after {}", sim::to_text(config.invocation.timeout));
  }
  return {};
}

std::string other_environments(const LambdaConfig& config) {
  if (config.provisioned_concurrency) {
    return "some environments are provisioned";
  }
  if (config.lifetime) {
    return "environments are recycled at a certain age";
  }
  return {};
}

ServiceModel service_model(const void* object, const Application& application, const Facts&, const std::string&) {
  const auto& config = *static_cast<const LambdaConfig*>(object);
  EnvironmentService environments;
  environments.concurrency_limit = config.limits.concurrency();
  environments.request_rate_limit = config.limits.request_rate(environments.concurrency_limit);
  const sim::Duration start = config.snap_start ? sim::random::mean_of(config.restore) : init_of(config).mean();
  environments.cold_delay = sim::random::mean_of(config.placement) + start;
  environments.idle_expiry = config.idle_expiry;
  environments.reuse = config.reuse;
  environments.other_stay = other_stay(config, application);
  environments.other_environments = other_environments(config);
  return {.vcpu = vcpu_of(config.memory),
          .speed = config.cpu_speed,
          .runs = deployed_containers(config, application),
          .replicas = {},
          .environments = std::move(environments)};
}

std::unique_ptr<Architecture> behind(std::unique_ptr<FrontDoor> door, std::unique_ptr<Architecture> function) {
  return std::make_unique<FunctionBehindBalancer>(std::move(door), std::move(function));
}

std::unique_ptr<Architecture> make(const void* object, const RunContext& context, Parts& parts) {
  const auto& config = *static_cast<const LambdaConfig*>(object);
  std::unique_ptr<ScalingPolicy> scaling;
  if (config.provisioned_concurrency) {
    scaling = parts.scaling(config.provisioned_concurrency->scaling);
  }
  const bool has_door = config.front_door == FrontDoorKind::kAlb;
  std::unique_ptr<FrontDoor> door = has_door ? parts.front_door() : nullptr;
  if (parts.flow() != nullptr) {
    auto function = std::make_unique<FlowFunction>(config, context, *parts.flow());
    return has_door ? behind(std::move(door), std::move(function)) : std::move(function);
  }
  if (!has_door) {
    return std::make_unique<LambdaFunction>(config, context, std::move(scaling));
  }
  auto function = std::make_unique<LambdaFunction>(config, context.with_outcomes(*door), std::move(scaling));
  return behind(std::move(door), std::move(function));
}

}  // namespace

ComputeEntry entry() {
  return {
      {.name = "lambda",
       .sentence = "AWS Lambda: an execution environment per request, kept warm for the next.",
       .schema = &LambdaConfig::schema,
       .requests_only_with =
           "`invocation_type: event`, `provisioned_concurrency`, `lifetime`, or another `reuse` than the last used"},
      &check,
      &make,
      &fleet_demand,
      &traits,
      &summarise,
      &service_model};
}

}  // namespace models::lambda
