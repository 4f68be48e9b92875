#include "models/compute/lambda/function.hpp"

#include <algorithm>
#include <cmath>

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

}  // namespace

std::vector<const Step*> all_steps(const Application& application) {
  std::vector<const Step*> steps;
  for (std::size_t number = 0; number < application.class_count(); ++number) {
    for (const Step& step : application.steps_of(number)) {
      steps.push_back(&step);
    }
  }
  return steps;
}

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

void derive_gauges(const LambdaConfig& config, const Application& application, Gauges& gauges) {
  const std::int64_t mib = config.memory.count() >> 20;
  gauges.derive(Gauge::kMemoryBilled, Gauge::kReplicasBusy, config.memory.count());
  gauges.derive(Gauge::kVcpuBilled, Gauge::kMemoryBilled, 1'000, kMibPerVcpu << 20);
  gauges.derive(Gauge::kMemoryUsed, Gauge::kReplicasBusy, function_memory(config, application).count());
  gauges.derive(Gauge::kVcpuReserved, Gauge::kReplicasReady, mib * 1'000, kMibPerVcpu);
}

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

double requests_in_progress(const LambdaConfig& config, const RunContext& context) {
  return context.initial_rate.per_second() * mean_invocation_seconds(config, context.application);
}

std::int64_t initial_environments(const LambdaConfig& config, const RunContext& context) {
  switch (context.initial.kind) {
    case InitialState::Kind::kSteady:
      return static_cast<std::int64_t>(std::ceil(requests_in_progress(config, context)));
    case InitialState::Kind::kCount:
      return context.initial.count;
    case InitialState::Kind::kMinimum:
    case InitialState::Kind::kEmpty:
      return 0;
  }
  return 0;
}

}  // namespace models::lambda
