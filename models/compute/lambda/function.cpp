#include "models/compute/lambda/function.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "sim/units/parse.hpp"

namespace models::lambda {

namespace {

constexpr std::int64_t kLargestMilliVcpu = 6'000;

/// CPU that a lone request can use, in vCPU: its share, its container's limit, its parallelism.
double usable_vcpu(const LambdaConfig& config, const Container& container) {
  const double share = std::min(config.memory.in_mib() / static_cast<double>(kMibPerVcpu), 6.0);
  const double parallelism = static_cast<double>(container.parallelism);
  const double limit = container.cpu_limit ? container.cpu_limit->in_vcpu() : parallelism;
  return std::min({share, limit, parallelism});
}

/// Mean length of a warm invocation, in seconds.
double mean_invocation_seconds(const LambdaConfig& config, const Application& application) {
  const std::vector<bool> is_deployed = deployed_containers(config, application);
  double seconds = 0.0;
  for (std::size_t number = 0; number < application.class_count(); ++number) {
    for (const Step& step : application.steps_of(number)) {
      const std::size_t index = application.container_index(step.container);
      if (is_deployed[index]) {
        const double vcpu = usable_vcpu(config, application.containers[index].second);
        seconds +=
            application.share_of(number) * (sim::random::mean_of(step.cpu_time).seconds() / (vcpu * config.cpu_speed) +
                                            sim::random::mean_of(step.wait).seconds());
      }
    }
  }
  return seconds;
}

/// Every step of every class, in order.
std::vector<const Step*> all_steps(const Application& application) {
  std::vector<const Step*> steps;
  for (std::size_t number = 0; number < application.class_count(); ++number) {
    for (const Step& step : application.steps_of(number)) {
      steps.push_back(&step);
    }
  }
  return steps;
}

}  // namespace

sim::Vcpu vcpu_of(sim::Bytes memory) {
  return sim::Vcpu::milli(std::min((memory.count() >> 20) * 1'000 / kMibPerVcpu, kLargestMilliVcpu));
}

std::vector<bool> deployed_containers(const LambdaConfig& config, const Application& application) {
  std::vector<bool> is_deployed(application.containers.size(), false);
  if (!config.containers.empty()) {
    for (const std::string& name : config.containers) {
      const std::size_t index = application.container_index(name);
      if (index < is_deployed.size()) {
        is_deployed[index] = true;
      }
    }
    return is_deployed;
  }
  for (const Step* step : all_steps(application)) {
    const std::size_t index = application.container_index(step->container);
    is_deployed[index] = application.containers[index].second.role != ContainerRole::kProxy;
  }
  return is_deployed;
}

std::vector<std::vector<FunctionPhase>> function_phases(const LambdaConfig& config, const Application& application,
                                                        const Program& program) {
  const std::vector<bool> is_deployed = deployed_containers(config, application);
  std::vector<std::vector<FunctionPhase>> phases(application.class_count());
  for (std::size_t i = 0; i < program.phases.size(); ++i) {
    const ProgramPhase& phase = program.phases[i];
    if (phase.kind == ProgramPhase::Kind::kEnd || !is_deployed[phase.container]) {
      continue;
    }
    if (phase.kind == ProgramPhase::Kind::kWait) {
      phases[phase.request_class].push_back({i, 0});
    } else {
      const Container& container = application.containers[phase.container].second;
      const double speed = usable_vcpu(config, container) * config.cpu_speed;
      phases[phase.request_class].push_back({i, static_cast<std::uint64_t>(std::llround(speed * 4294967296.0))});
    }
  }
  return phases;
}

sim::Bytes function_memory(const LambdaConfig& config, const Application& application) {
  const std::vector<bool> is_deployed = deployed_containers(config, application);
  sim::Bytes total;
  for (std::size_t i = 0; i < is_deployed.size(); ++i) {
    if (is_deployed[i]) {
      total += application.containers[i].second.memory;
    }
  }
  return total;
}

std::int64_t initial_environments(const LambdaConfig& config, const RunContext& context) {
  switch (context.initial.kind) {
    case InitialState::Kind::kSteady:
      return static_cast<std::int64_t>(
          std::ceil(context.initial_rate.per_second() * mean_invocation_seconds(config, context.application)));
    case InitialState::Kind::kCount:
      return context.initial.count;
    case InitialState::Kind::kMinimum:
    case InitialState::Kind::kEmpty:
      return 0;
  }
  return 0;
}

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

ComputeTraits traits(const void* config, const Facts&) {
  const auto& lambda = *static_cast<const LambdaConfig*>(config);
  const bool is_uniform = lambda.idle_expiry.kind == sim::random::DistributionSpec::Kind::kUniform;
  return {lambda.architecture == CpuArchitecture::kX86 ? "x86_64" : "arm64",
          is_uniform ? lambda.idle_expiry.high : lambda.idle_expiry.mean};
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
  return fmt::format("Lambda, {} ({} vCPU){}", sim::memory_to_text(lambda.memory), sim::to_text(vcpu_of(lambda.memory)),
                     dropped);
}

}  // namespace models::lambda
