// In steady state neither a request nor the placement of a task allocates: whatever it needs comes from pools and lists
// that have been as large before. Counted by replacing the global allocation functions of this binary.
#include <cstddef>
#include <cstdlib>
#include <new>
#include <ostream>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "models/pricing/price_book.hpp"
#include "scenarios/assembly.hpp"
#include "scenarios/load.hpp"
#include "tests/support/task_bed.hpp"

namespace {

std::size_t allocations = 0;

void* count_and_allocate(std::size_t size, std::size_t alignment) {
  ++allocations;
  const std::size_t rounded = (size + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, rounded == 0 ? alignment : rounded);
  if (memory == nullptr) {
    throw std::bad_alloc{};
  }
  return memory;
}

/// Kept out of line: g++ 12 would inline it into callers and take free() for a mistake.
[[gnu::noinline]] void give_back(void* memory) {
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) {
  return count_and_allocate(size, alignof(std::max_align_t));
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return count_and_allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::align_val_t) noexcept {
  give_back(memory);
}
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept {
  give_back(memory);
}

namespace {

struct Case {
  std::string_view name{};
  std::string_view architecture{};
  std::string_view client = "{}";
};
std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.name;
}

constexpr int kRate = 1'600;          // requests a second
constexpr int kWarmUpSeconds = 600;   // a million requests: pools are as large as they get
constexpr int kMeasuredSeconds = 70;  // more than 100,000, and a minute's border

std::string yaml_of(const Case& c) {
  return fmt::format(R"(
schema: 1
name: steady
duration: 1h
warm_up: 0s
tick: 1h
replications: 1
workload: {{kind: poisson, rate: {}/s}}
application:
  containers: {{nginx: {{cpu: 0.25, memory: 64MiB}}, app: {{cpu: 1, memory: 64MiB}}}}
  request:
    - {{container: nginx, cpu_time: 1ms}}
    - {{container: app, cpu_time: {{kind: exponential, mean: 90ms}}, wait: {{kind: exponential, mean: 20ms}}}}
client: {}
architectures:
  only: {{{}}}
)",
                     kRate, c.client, c.architecture);
}

class SteadyState : public ::testing::TestWithParam<Case> {};

TEST_P(SteadyState, RequestsAllocateNothing) {
  sim::config::Diagnostics diagnostics;
  const models::pricing::PriceBook prices = models::pricing::PriceBook::embedded();
  const auto loaded = scenarios::load(sim::config::Document::load_text(yaml_of(GetParam()), "steady.yaml", diagnostics),
                                      {}, prices, diagnostics);
  ASSERT_NE(loaded, nullptr) << diagnostics.to_text();
  const scenarios::Prepared prepared{loaded->scenario(), loaded->catalog(), loaded->prices(), loaded->workload(),
                                     loaded->program()};
  // Replication 1: only 0 keeps a log for people.
  scenarios::Assembly assembly{prepared, 0, 1};
  assembly.start();
  const sim::Time warm = sim::Time::at(sim::Duration::seconds(kWarmUpSeconds));
  assembly.run_until(warm);

  const std::uint64_t requests_before = assembly.requests_sent();
  const std::size_t allocations_before = allocations;
  assembly.run_until(warm + sim::Duration::seconds(kMeasuredSeconds));
  const std::size_t made = allocations - allocations_before;
  const std::uint64_t requests = assembly.requests_sent() - requests_before;

  EXPECT_GT(requests, 100'000U);
  EXPECT_EQ(made, 0U) << "in " << requests << " requests";
}

INSTANTIATE_TEST_SUITE_P(
    Architectures, SteadyState,
    ::testing::Values(
        Case{"lambda", "kind: lambda, memory: 1769MiB, idle_expiry: 600s, concurrency_quota: 100000"},
        Case{
            "lambda_by_age",
            "kind: lambda, memory: 1769MiB, idle_expiry: 600s, concurrency_quota: 100000, reuse: oldest, lifetime: 1h"},
        Case{"lambda_events",
             "kind: lambda, memory: 1769MiB, idle_expiry: 600s, concurrency_quota: 100000, reuse: random, "
             "invocation_type: event, provisioned_concurrency: {scaling: {kind: fixed, replicas: 20}}"},
        Case{"ec2_asg",
             "kind: ec2_asg, instance_type: m7i.large, concurrency: 4, scaling: {kind: fixed, replicas: 100}, "
             "load_balancer: {kind: alb, routing: least_outstanding_requests, health_check_interval: 0s}"},
        // A third of the requests find the function at its quota.
        Case{"retries", "kind: lambda, memory: 1769MiB, idle_expiry: 600s, concurrency_quota: 120",
             "{timeout: 500ms, retries: 2, backoff: {base: 50ms, jitter: full}, retry_budget: {}}"},
        Case{"fargate",
             "kind: ecs, launch_type: fargate, task: {cpu: 2, memory: 4GiB}, concurrency: 4, "
             "scaling: {kind: fixed, replicas: 100}, "
             "load_balancer: {kind: alb, routing: round_robin, health_check_interval: 0s}"}),
    [](const auto& parameter) { return std::string{parameter.param.name}; });

TEST(SteadyStateOfACluster, TasksThatComeAndGoAllocateNothing) {
  using models::ecs::StrategyField;
  using models::ecs::StrategyType;
  const std::vector<std::vector<models::ecs::PlacementStrategy>> chains{
      {}, {{StrategyType::kBinpack, StrategyField::kCpu}}, {{StrategyType::kRandom, std::nullopt}}};
  for (const auto& chain : chains) {
    test_support::TaskBed bed{{chain, {}}, 100, 3};
    for (std::uint32_t task = 0; task < 400; ++task) {
      ASSERT_TRUE(bed.place(task));
    }
    const std::size_t before = allocations;
    for (std::uint32_t task = 0; task < 400; ++task) {
      bed.leave(task);
      bed.place(task);
    }
    EXPECT_EQ(allocations, before);
  }
}

/// The counter itself: a test that could not fail would prove nothing.
TEST(AllocationCounter, SeesAnAllocation) {
  const std::size_t before = allocations;
  const std::string text(1'000, 'x');
  EXPECT_EQ(allocations, before + 1);
  EXPECT_EQ(text.size(), 1'000U);
}

}  // namespace
