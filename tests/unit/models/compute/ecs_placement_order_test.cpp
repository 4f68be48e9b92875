// Which instance takes a task is the same, draw by draw, as where all instances are looked at one after the other.
#include <algorithm>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/compute/ecs/stop_order.hpp"
#include "tests/support/task_bed.hpp"

namespace models::ecs {
namespace {

using Chain = std::vector<PlacementStrategy>;
using State = ContainerInstance::State;
using test_support::TaskBed;

const PlacementStrategy kBinpackCpu{StrategyType::kBinpack, StrategyField::kCpu};
const PlacementStrategy kBinpackMemory{StrategyType::kBinpack, StrategyField::kMemory};
const PlacementStrategy kSpreadZone{StrategyType::kSpread, StrategyField::kZone};
const PlacementStrategy kSpreadInstance{StrategyType::kSpread, StrategyField::kInstance};
const PlacementStrategy kRandom{StrategyType::kRandom, std::nullopt};

const std::vector<Chain>& chains() {
  static const std::vector<Chain> chains{{},
                                         {kBinpackCpu},
                                         {kBinpackMemory},
                                         {kSpreadInstance},
                                         {kRandom},
                                         {kSpreadZone},
                                         {kSpreadZone, kBinpackMemory},
                                         {kSpreadZone, kSpreadInstance, kBinpackCpu, kBinpackMemory},
                                         {kBinpackCpu, kSpreadZone, kBinpackMemory},
                                         {kSpreadInstance, kSpreadZone, kRandom, kBinpackCpu},
                                         {kBinpackMemory, kBinpackMemory, kSpreadInstance, kRandom},
                                         {kRandom, kSpreadZone}};
  return chains;
}

/// The rules once more, as plainly as can be: all instances, one after the other, along the chain.
class Scan {
 public:
  Scan(const TaskBed& bed, const PlacementConfig& placement, std::size_t zones)
      : bed_{bed}, config_{placement}, stream_{bed.stream()}, in_zone_(zones), on_instance_(bed.instances().size()) {
    if (config_.placement_strategy.empty()) {
      config_.placement_strategy = {kSpreadZone, kSpreadInstance};
    }
  }

  std::optional<std::uint32_t> choose(std::uint32_t provider) {
    std::vector<std::uint32_t> best;
    for (std::uint32_t i = 0; i < bed_.instances().size(); ++i) {
      if (!accepts(i) || bed_.instances()[i].provider != provider) {
        continue;
      }
      const int order = best.empty() ? -1 : compare(i, best.front());
      if (order < 0) {
        best.clear();
      }
      if (order <= 0) {
        best.push_back(i);
      }
    }
    if (best.empty()) {
      return std::nullopt;
    }
    return best.size() == 1 ? best.front() : best[stream_.uniform_below(best.size())];
  }
  void count(std::uint32_t instance, std::int64_t sign) {
    on_instance_[instance] += sign;
    in_zone_[bed_.instances()[instance].zone.index()] += sign;
  }

 private:
  bool accepts(std::uint32_t i) const {
    const ContainerInstance& instance = bed_.instances()[i];
    const auto& [distinct_instance, member_of] = config_.placement_constraints;
    const auto is_among = [](const auto& list, const auto& value) {
      return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
    };
    return bed_.has_room(instance, TaskBed::kTask) && (!distinct_instance || on_instance_[i] == 0) &&
           is_among(member_of.zones, instance.zone.index()) &&
           is_among(member_of.instance_types, bed_.type_of(instance));
  }
  std::int64_t measure(std::uint32_t i, StrategyField field) const {
    const ContainerInstance& instance = bed_.instances()[i];
    switch (field) {
      case StrategyField::kCpu:
        return instance.free.vcpu.milli();
      case StrategyField::kMemory:
        return instance.free.memory.count();
      case StrategyField::kZone:
        return in_zone_[instance.zone.index()];
      case StrategyField::kInstance:
        break;
    }
    return on_instance_[i];
  }
  int compare(std::uint32_t a, std::uint32_t b) const {
    for (const PlacementStrategy& strategy : config_.placement_strategy) {
      if (strategy.type == StrategyType::kRandom) {
        return 0;
      }
      const std::int64_t difference = measure(a, *strategy.field) - measure(b, *strategy.field);
      if (difference != 0) {
        return difference < 0 ? -1 : 1;
      }
      if (strategy.field == StrategyField::kZone && bed_.instances()[a].zone != bed_.instances()[b].zone) {
        return bed_.instances()[a].zone < bed_.instances()[b].zone ? -1 : 1;
      }
    }
    return 0;
  }

  const TaskBed& bed_;
  PlacementConfig config_;
  sim::random::Stream stream_;
  std::vector<std::int64_t> in_zone_;
  std::vector<std::int64_t> on_instance_;
};

PlacementConstraints some_constraints() {
  PlacementConstraints constraints;
  constraints.distinct_instance = *rc::gen::weightedElement<bool>({{3, false}, {1, true}});
  if (*rc::gen::weightedElement<bool>({{3, false}, {1, true}})) {
    constraints.member_of.zones = {1, 2};
  }
  if (*rc::gen::weightedElement<bool>({{3, false}, {1, true}})) {
    constraints.member_of.instance_types = {"m7i.xlarge", "c5.large"};
  }
  return constraints;
}

/// An instance becomes another one: of any type, in any zone; it joins, drains, or is not there. Another service has
/// tasks there, too.
void turn_over(TaskBed& bed, std::uint32_t index) {
  bed.change(index, [&bed](ContainerInstance& instance) {
    instance.type = *rc::gen::inRange<std::size_t>(0, bed.types.size());
    instance.zone = ZoneId{*rc::gen::inRange(0U, 3U)};
    instance.state = *rc::gen::weightedElement<State>(
        {{6, State::kAvailable}, {1, State::kDraining}, {1, State::kJoining}, {1, State::kAbsent}});
    instance.tasks = *rc::gen::inRange(0, 2);
    instance.free = {sim::Vcpu::milli(250) * *rc::gen::inRange(0, 16), sim::Bytes::mib(512) * *rc::gen::inRange(0, 32)};
  });
}

RC_GTEST_PROP(EcsPlacementOrder, IsThatOfAScanOfAllInstancesDrawByDraw, ()) {
  const PlacementConfig placement{*rc::gen::elementOf(chains()), some_constraints()};
  const auto instances = *rc::gen::inRange(1U, 20U);
  const auto providers = *rc::gen::inRange(1U, 3U);
  TaskBed bed{placement, instances, 3, providers};
  bed.types = {{"m7i.large", 2}, {"m7i.xlarge", 1'000}, {"c5.large", 3}};  // the first and last by their interfaces
  Scan scan{bed, placement, 3};
  for (std::uint32_t i = 0; i < instances; ++i) {
    turn_over(bed, i);
  }
  std::vector<std::uint32_t> placed;
  std::vector<std::uint32_t> free_numbers;
  std::vector<std::int64_t> of_provider(providers);
  for (int step = 0; step < 60; ++step) {
    if (const auto what = *rc::gen::inRange(0, 8); what == 0) {
      const auto index = *rc::gen::inRange(0U, instances);
      if (std::none_of(placed.begin(), placed.end(), [&](auto task) { return bed.instance_of(task) == index; })) {
        turn_over(bed, index);
      }
    } else if (what <= 2 && !placed.empty()) {
      const auto which = *rc::gen::inRange<std::size_t>(0, placed.size());
      const std::uint32_t task = placed[which];
      scan.count(bed.instance_of(task), -1);
      --of_provider[bed.instances()[bed.instance_of(task)].provider];
      bed.leave(task);
      free_numbers.push_back(task);
      placed.erase(placed.begin() + static_cast<std::ptrdiff_t>(which));
    } else {
      const auto task = free_numbers.empty() ? static_cast<std::uint32_t>(placed.size()) : free_numbers.back();
      // Equal weights: the provider with the fewest tasks is next, the first of equals.
      const auto provider =
          static_cast<std::uint32_t>(std::min_element(of_provider.begin(), of_provider.end()) - of_provider.begin());
      const std::optional<std::uint32_t> expected = scan.choose(provider);
      RC_ASSERT(bed.place(task) == expected.has_value());
      if (expected) {
        RC_ASSERT(bed.instance_of(task) == *expected);
        scan.count(*expected, +1);
        ++of_provider[provider];
        placed.push_back(task);
        if (!free_numbers.empty()) {
          free_numbers.pop_back();
        }
      }
    }
  }
}

TEST(EcsPlacementOrder, OfKeysTheLeastAreFoundByNumberHoweverTheyCameAndWent) {
  LeastKeys<std::uint32_t, ~0U> keys;
  EXPECT_TRUE(keys.empty());
  keys.clear(7);  // was never there
  for (const std::uint32_t slot : {9U, 2U, 5U, 0U}) {
    keys.set(slot, slot == 0 ? 4 : 3);
  }
  ASSERT_EQ(keys.count(), 3U);
  EXPECT_EQ(keys.nth(0), 2U);
  EXPECT_EQ(keys.nth(1), 5U);
  EXPECT_EQ(keys.nth(2), 9U);
  keys.clear(5);
  keys.set(2, 8);
  EXPECT_EQ(keys.count(), 1U);
  EXPECT_EQ(keys.nth(0), 9U);
  keys.clear(9);
  EXPECT_EQ(keys.nth(0), 0U);
  keys.set(100, 4);  // the table grows
  ASSERT_EQ(keys.count(), 2U);
  EXPECT_EQ(keys.nth(1), 100U);
}

TEST(EcsStopOrder, AnInstanceThatIsAnotherByNowIsInItsNewZoneOnly) {
  const Placement placement{{}};
  StopOrder order{placement, 2};
  order.put(0, {ZoneId{0}, 0, 2, {}}, 5);
  order.put(1, {ZoneId{1}, 0, 1, {}}, 6);
  EXPECT_EQ(order.first({2, 1}), 0U);
  order.put(0, {ZoneId{1}, 0, 1, {}}, 7);
  EXPECT_EQ(order.first({0, 2}), 0U) << "has the newest task";
  order.erase(0);
  EXPECT_EQ(order.first({0, 1}), 1U);
  order.erase(1);
  EXPECT_EQ(order.first({0, 0}), std::nullopt);
}

TEST(EcsStopOrder, AnInstanceIsLookedAtOnceHoweverOftenItChanged) {
  const Placement placement{{}};
  StopOrder order{placement, 1};
  std::vector<std::uint32_t> looked_at;
  const auto look = [&looked_at](std::uint32_t instance) { looked_at.push_back(instance); };
  for (const std::uint32_t instance : {3U, 1U, 3U, 3U}) {
    order.changed(instance);
  }
  order.look_at_changed(look);
  order.look_at_changed(look);
  EXPECT_EQ(looked_at, (std::vector<std::uint32_t>{3, 1}));
  order.changed(3);
  order.look_at_changed(look);
  EXPECT_EQ(looked_at, (std::vector<std::uint32_t>{3, 1, 3}));
}

}  // namespace
}  // namespace models::ecs
