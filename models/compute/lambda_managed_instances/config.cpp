#include "models/compute/lambda_managed_instances/config.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/config/describe.hpp"
#include "sim/units/parse.hpp"

namespace models::lambda_managed_instances {
namespace {

using sim::config::Checker;
using sim::config::Describe;

constexpr const char* kGuide = "AWS Lambda developer guide, Lambda Managed Instances";
constexpr const char* kRead = "2026-11";
constexpr std::int64_t kMostConcurrency = 1'600;  // API reference, PerExecutionEnvironmentMaxConcurrency, read 2026-11

/// Invocations per vCPU unless a function says otherwise: developer guide, pages of the runtimes, read 2026-11.
std::int64_t concurrency_per_vcpu(Language language) {
  switch (language) {
    case Language::kPython:
      return 16;
    case Language::kNodejs:
      return 64;
    case Language::kJava:
    case Language::kDotnet:
      break;
  }
  return 32;
}

void check_size(const ManagedInstancesConfig& config, Checker& check) {
  if (config.memory_per_vcpu != 2 && config.memory_per_vcpu != 4 && config.memory_per_vcpu != 8) {
    check.error("memory_per_vcpu", "is 2, 4 or 8 GiB: what the C, M and R families have");
    return;
  }
  if (config.memory.count() % sim::Bytes::gib(config.memory_per_vcpu).count() != 0) {
    check.error("memory", fmt::format("must be a multiple of {0} GiB, as each of its vCPUs comes with {0}",
                                      config.memory_per_vcpu));
  }
}

void check_instances(const ManagedInstancesConfig& config, Checker& check) {
  if (config.machines.monitoring != Monitoring::kDetailed) {  // the default, which effective.yaml has everywhere
    check.error("monitoring", "Lambda watches these instances itself, every minute and free; leave it out");
  }
}

}  // namespace

const sim::config::Schema& ManagedInstancesConfig::schema() {
  static const sim::config::Schema schema = [] {
    Describe<ManagedInstancesConfig> d{"lambda_managed_instances",
                                       "Lambda Managed Instances: functions on EC2 instances of one's own, several "
                                       "requests per execution environment."};
    d.embed<&ManagedInstancesConfig::machines>();
    d.memory<&ManagedInstancesConfig::memory>("memory", "Memory of an execution environment.")
        .range("2GiB", "32GiB")
        .defaults_to("2GiB")
        .source("AWS Lambda developer guide, Lambda Managed Instances: the smallest function", kRead);
    d.field<&ManagedInstancesConfig::memory_per_vcpu>("memory_per_vcpu", "Memory that comes with each vCPU of it.")
        .unit_hint("GiB")
        .range("2", "8")
        .defaults_to("2")
        .source(kGuide, kRead);
    d.field<&ManagedInstancesConfig::runtime>(
         "runtime", "Decides how many invocations an execution environment takes at once: so many per vCPU.")
        .choices({{"python", Language::kPython, "16, each in a process of its own."},
                  {"nodejs", Language::kNodejs, "64."},
                  {"java", Language::kJava, "32."},
                  {"dotnet", Language::kDotnet, "32."}})
        .defaults_to("nodejs");
    d.field<&ManagedInstancesConfig::max_concurrency>(
         "max_concurrency", "Invocations that an execution environment takes at once. Left out: as `runtime` says.")
        .range("1", "1600")
        .example("20");
    d.field<&ManagedInstancesConfig::management_fee>("management_fee",
                                                     "What Lambda takes on top of the instances' on-demand price.")
        .range("0%", "100%")
        .defaults_to("15%")
        .source("api-evangelist/aws-lambda plans-pricing.yml: AWS's pricing page", "2026-09-20");
    d.one_of<&ManagedInstancesConfig::scaling>(
         "scaling", "instance_scaling",
         "How many instances; what is tracked as `cpu` is the CPU or the places for invocations in use, whichever is "
         "more. AWS says that it scales by these two, and that traffic may double within five minutes.")
        .defaults_to("{kind: target_tracking, target: 50%, min: 3, max: 100, out_datapoints: 1, publication_delay: 0s}")
        .source(
            "three instances: developer guide; half in use, so that traffic may double; the rest is our choice, as "
            "AWS publishes no rule",
            kRead)
        .unverified();
    d.one_of<&ManagedInstancesConfig::load_balancer>("router", "invocation_router", "What sends invocations there.")
        .defaults_to("lambda_router");
    d.check(&check_size);
    d.check(&check_instances);
    return d.done();
  }();
  return schema;
}

sim::Vcpu ManagedInstancesConfig::vcpus() const {
  return sim::Vcpu::whole(memory.count() / sim::Bytes::gib(memory_per_vcpu).count());
}

std::int64_t ManagedInstancesConfig::concurrency() const {
  const std::int64_t by_runtime = concurrency_per_vcpu(runtime) * (vcpus().milli() / 1'000);
  return max_concurrency.value_or(std::min(by_runtime, kMostConcurrency));
}

std::int64_t ManagedInstancesConfig::environments_on(const InstanceFacts& instance) const {
  return std::min(instance.vcpus.milli() / vcpus().milli(), instance.memory.count() / memory.count());
}

}  // namespace models::lambda_managed_instances
