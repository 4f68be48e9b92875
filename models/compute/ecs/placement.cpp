// Placement strategies.
//
// What: candidates are compared along the chain, by one number that holds what each strategy measures, one after the
//   other. To place: binpack takes the least remaining of its resource, spread the fewest tasks of the
//   service (in the zone, on the instance). To stop: binpack takes the instance that has most left, so that the fewest
//   stay in use, spread the zone or instance with the most tasks, so that the rest is balanced.
// Source: Amazon ECS developer guide, task placement strategies; services, "service scheduler concepts" (2023-06): with
//   no strategy zones first, then instances with the fewest tasks of the service.
// Units: thousandths of a vCPU, bytes, tasks.
// Assumes: equal zones are taken by number; of equal instances one is drawn. The newest of equal tasks is stopped; the
//   guide says that within a zone they are chosen at random.
// Leaves out: GPUs and host ports, custom attributes, task groups, expressions of the cluster query language beyond
//   these two lists.
// Checked against: tests/unit/models/compute/ecs_placement_test.cpp, ecs_placement_order_test.cpp.
#include "models/compute/ecs/placement.hpp"

#include <algorithm>

#include <fmt/core.h>

#include "sim/config/describe.hpp"

namespace models::ecs {

namespace {

constexpr const char* kGuide = "Amazon ECS developer guide, task placement strategies";
constexpr const char* kGuideDate = "2023-06";
/// Amazon ECS API reference, CreateService (2023-06).
constexpr std::size_t kMostStrategies = 5;

int sign(std::int64_t a, std::int64_t b) {
  return a < b ? -1 : (a > b ? 1 : 0);
}

bool fits(const PlacementStrategy& strategy) {
  switch (strategy.type) {
    case StrategyType::kBinpack:
      return strategy.field == StrategyField::kCpu || strategy.field == StrategyField::kMemory;
    case StrategyType::kSpread:
      return strategy.field == StrategyField::kZone || strategy.field == StrategyField::kInstance;
    case StrategyType::kRandom:
      break;
  }
  return !strategy.field;
}

std::int64_t measure(const PlacementView& view, StrategyField field) {
  switch (field) {
    case StrategyField::kCpu:
      return view.free.vcpu.milli();
    case StrategyField::kMemory:
      return view.free.memory.count();
    case StrategyField::kZone:
      return view.tasks_in_zone;
    case StrategyField::kInstance:
      break;
  }
  return view.tasks_on_instance;
}

/// What a measure takes in a key: 127 bits together.
int bits_of(StrategyField field) {
  return field == StrategyField::kMemory ? 63 : (field == StrategyField::kZone ? 0 : 32);
}

}  // namespace

Placement::Placement(const std::vector<PlacementStrategy>& chain) {
  for (const PlacementStrategy& strategy : chain) {
    is_random_ = is_random_ || strategy.type == StrategyType::kRandom;
    if (!is_random_ && std::find(fields_.begin(), fields_.end(), *strategy.field) == fields_.end()) {
      fields_.push_back(*strategy.field);
    }
  }
  if (chain.empty()) {
    fields_ = {StrategyField::kZone, StrategyField::kInstance};
  }
  for (const StrategyField field : fields_) {
    looks_at_zones_ = looks_at_zones_ || field == StrategyField::kZone;
    bits_after_zone_ += looks_at_zones_ ? bits_of(field) : 0;
  }
}

sim::Uint128 Placement::key(const PlacementView& view) const {
  sim::Uint128 key = 0;
  for (const StrategyField field : fields_) {
    if (field != StrategyField::kZone) {
      key = key << bits_of(field) | static_cast<std::uint64_t>(measure(view, field));
    }
  }
  return key;
}

bool Placement::prefers(sim::Uint128 a, std::int64_t zone_a, sim::Uint128 b, std::int64_t zone_b) const {
  const sim::Uint128 before_zone_a = a >> bits_after_zone_;
  const sim::Uint128 before_zone_b = b >> bits_after_zone_;
  return before_zone_a == before_zone_b ? zone_a < zone_b : before_zone_a < before_zone_b;
}

int Placement::compare_to_stop(const PlacementView& a, const PlacementView& b) const {
  for (const StrategyField field : fields_) {
    const std::int64_t of_a = measure(a, field);
    const std::int64_t of_b = measure(b, field);
    int order = sign(of_b, of_a);
    if (order == 0 && field == StrategyField::kZone) {
      order = sign(a.zone.index(), b.zone.index());
    }
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

const sim::config::Schema& PlacementStrategy::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<PlacementStrategy> d{"placement_strategy", "A rule by which a task's instance is chosen."};
    d.field<&PlacementStrategy::type>("type", "What is aimed at.")
        .choices({{"binpack", StrategyType::kBinpack, "Where least is left: as few instances as possible."},
                  {"spread", StrategyType::kSpread, "Where the service has the fewest tasks."},
                  {"random", StrategyType::kRandom, "Anywhere; rules after it have nothing to decide."}});
    d.field<&PlacementStrategy::field>("field", "What counts: cpu or memory for binpack, zone or instance for spread.")
        .choices({{"cpu", StrategyField::kCpu, "vCPU that no task has reserved."},
                  {"memory", StrategyField::kMemory, "Memory that no task has reserved."},
                  {"zone", StrategyField::kZone, "The availability zone."},
                  {"instance", StrategyField::kInstance, "The instance itself."}})
        .example("memory");
    d.check([](const PlacementStrategy& strategy, sim::config::Checker& check) {
      if (!fits(strategy)) {
        check.error(strategy.field ? "field" : "type",
                    "binpack wants `field: cpu` or `memory`, spread wants `field: zone` or `instance`, random none");
      }
    });
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& MemberOf::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<MemberOf> d{"member_of", "The instances that a task may be placed on."};
    d.field<&MemberOf::zones>("zones", "Only in these zones, numbered from 0. Empty: in every zone.")
        .range("0", "5")
        .defaults_to("[]")
        .example("[0, 1]");
    d.field<&MemberOf::instance_types>("instance_types",
                                       "Only on these types: attribute:ecs.instance-type in [...]. Empty: on every "
                                       "type. Managed scaling does not look at it.")
        .defaults_to("[]")
        .example("[m7i.xlarge]");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& PlacementConstraints::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<PlacementConstraints> d{"placement_constraints",
                                                  "What a task's instance must satisfy; else the task waits."};
    d.field<&PlacementConstraints::distinct_instance>("distinct_instance",
                                                      "Whether the service has at most one task on an instance.")
        .defaults_to("false");
    d.field<&PlacementConstraints::member_of>("member_of", "The part of the cluster that tasks are placed in.")
        .defaults_to("{}");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& PlacementConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<PlacementConfig> d{"placement", "Where a service's tasks go."};
    d.field<&PlacementConfig::placement_strategy>(
         "placement_strategy",
         "EC2: rules by which a task's instance is chosen, the first one first; the same rules choose the tasks that "
         "are "
         "stopped. Empty: zones are balanced, and within a zone the instances. Spreading over instances works against "
         "binpack.")
        .defaults_to("[]")
        .source(kGuide, kGuideDate);
    d.field<&PlacementConfig::placement_constraints>("placement_constraints", "EC2: which instances a task may go to.")
        .defaults_to("{}");
    d.check([](const PlacementConfig& config, sim::config::Checker& check) {
      if (config.placement_strategy.size() > kMostStrategies) {
        check.error("placement_strategy", fmt::format("{} rules; a service has at most {}",
                                                      config.placement_strategy.size(), kMostStrategies));
      }
    });
    return d.done();
  }();
  return schema;
}

}  // namespace models::ecs
