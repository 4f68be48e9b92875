// Rule 2.1: which instance takes a task, and which task is stopped first, strategy by strategy.
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/task_bed.hpp"

namespace models::ecs {
namespace {

using Machines = std::vector<std::uint32_t>;
using Chain = std::vector<PlacementStrategy>;

const PlacementStrategy kBinpackCpu{StrategyType::kBinpack, StrategyField::kCpu};
const PlacementStrategy kBinpackMemory{StrategyType::kBinpack, StrategyField::kMemory};
const PlacementStrategy kSpreadZone{StrategyType::kSpread, StrategyField::kZone};
const PlacementStrategy kSpreadInstance{StrategyType::kSpread, StrategyField::kInstance};
const PlacementStrategy kRandom{StrategyType::kRandom, std::nullopt};

class Bed {
 public:
  Bed(const Chain& chain, std::uint32_t instances, std::uint32_t zones, PlacementConstraints constraints = {})
      : placement_{chain}, bed_{{chain, std::move(constraints)}, instances, zones} {}

  void set_free(std::uint32_t index, const MachineShape& free) {
    bed_.change(index, [&free](ContainerInstance& instance) { instance.free = free; });
  }
  /// Where they go; those that find no room are left out.
  Machines place(std::uint32_t count) {
    Machines machines;
    for (std::uint32_t i = 0; i < count; ++i) {
      if (bed_.place(placed_)) {
        machines.push_back(bed_.instance_of(placed_));
        bed_.tasks().serves({TaskId{placed_}, placed_ + 1});
        ++placed_;
      }
    }
    return machines;
  }
  /// Where a task is taken from, one after the other.
  Machines stop(std::uint32_t count) {
    Machines machines;
    for (std::uint32_t i = 0; i < count; ++i) {
      std::vector<StopCandidate> candidates;
      for (std::uint32_t task = 0; task < placed_; ++task) {
        if (bed_.tasks().machine_of(TaskId{task}).exists()) {
          candidates.push_back({TaskId{task}, task + 1});
        }
      }
      const TaskId chosen = bed_.tasks().first_to_stop();
      if (!placement_.stops_at_random()) {
        EXPECT_EQ(chosen, bed_.tasks().choose_to_stop(candidates)) << "what is kept up to date, and the plain way";
      }
      machines.push_back(bed_.instance_of(chosen.index()));
      bed_.tasks().serves_no_more({chosen, chosen.index() + 1});
      bed_.leave(chosen.index());
    }
    return machines;
  }
  Machines tasks_on_instances() const {
    Machines tasks;
    for (const ContainerInstance& instance : bed_.instances()) {
      tasks.push_back(static_cast<std::uint32_t>(instance.tasks));
    }
    return tasks;
  }

  bool is_empty() const {
    return std::all_of(bed_.instances().begin(), bed_.instances().end(),
                       [](const auto& instance) { return instance.tasks == 0; });
  }

 private:
  Placement placement_;
  test_support::TaskBed bed_;
  std::uint32_t placed_ = 0;
};

Machines sorted(Machines machines) {
  std::sort(machines.begin(), machines.end());
  return machines;
}

TEST(EcsPlacement, Rule_2_1_BinpackFillsAnInstanceBeforeItTakesTheNext) {
  for (const PlacementStrategy& binpack : {kBinpackCpu, kBinpackMemory}) {
    Bed bed{{binpack}, 3, 3};
    bed.place(9);  // four fit on an instance
    EXPECT_EQ(sorted(bed.tasks_on_instances()), (Machines{1, 4, 4}));
  }
}

TEST(EcsPlacement, Rule_2_1_BinpackLooksAtItsResource) {
  for (const bool is_cpu : {true, false}) {
    Bed bed{{is_cpu ? kBinpackCpu : kBinpackMemory}, 2, 1};
    bed.set_free(0, {sim::Vcpu::milli(1'000), sim::Bytes::gib(8)});  // less CPU, more memory
    bed.set_free(1, {sim::Vcpu::milli(2'000), sim::Bytes::gib(4)});
    EXPECT_EQ(bed.place(1), (Machines{is_cpu ? 0U : 1U}));
  }
}

TEST(EcsPlacement, Rule_2_1_SpreadOverInstancesEvensThemOut) {
  Bed bed{{kSpreadInstance}, 4, 1};
  bed.place(6);
  EXPECT_EQ(sorted(bed.tasks_on_instances()), (Machines{1, 1, 2, 2}));
}

TEST(EcsPlacement, Rule_2_1_SpreadOverZonesTakesTheEmptiestThatHasRoom) {
  Bed bed{{kSpreadZone}, 3, 3};
  bed.set_free(1, {});
  EXPECT_EQ(bed.place(4), (Machines{0, 2, 0, 2}));
}

TEST(EcsPlacement, Rule_2_1_AChainDecidesWhatTheFirstRuleLeavesOpen) {
  Bed packed{{kSpreadZone, kBinpackMemory}, 6, 3};
  packed.place(6);  // two in each zone, on one of its two instances
  EXPECT_EQ(sorted(packed.tasks_on_instances()), (Machines{0, 0, 0, 2, 2, 2}));
  Bed spread{{kSpreadZone, kSpreadInstance}, 6, 3};
  spread.place(6);
  EXPECT_EQ(spread.tasks_on_instances(), (Machines{1, 1, 1, 1, 1, 1}));
}

TEST(EcsPlacement, Rule_2_1_RandomUsesEveryInstance) {
  Bed bed{{kRandom}, 10, 1};
  const Machines machines = bed.place(40);
  EXPECT_EQ(bed.tasks_on_instances(), Machines(10, 4));
  EXPECT_FALSE(std::is_sorted(machines.begin(), machines.end()));
}

TEST(EcsPlacement, Rule_2_1_DistinctInstanceHoldsOneTaskEach) {
  PlacementConstraints constraints;
  constraints.distinct_instance = true;
  Bed bed{{kBinpackCpu}, 3, 3, constraints};
  EXPECT_EQ(sorted(bed.place(5)), (Machines{0, 1, 2}));
}

TEST(EcsPlacement, Rule_2_1_MemberOfBindsTasksToZones) {
  PlacementConstraints constraints;
  constraints.member_of.zones = {0, 2};
  Bed bed{{kSpreadZone, kSpreadInstance}, 3, 3, constraints};
  EXPECT_EQ(bed.place(4), (Machines{0, 2, 0, 2}));
}

TEST(EcsPlacement, Rule_2_1_BinpackStopsTasksSoThatTheFewestInstancesStay) {
  Bed bed{{kBinpackCpu}, 3, 3};
  bed.place(10);
  bed.stop(2);  // the instance with two, not one of the full ones
  EXPECT_EQ(sorted(bed.tasks_on_instances()), (Machines{0, 4, 4}));
  bed.stop(4);
  EXPECT_EQ(sorted(bed.tasks_on_instances()), (Machines{0, 0, 4}));
}

TEST(EcsPlacement, Rule_2_1_SpreadStopsTasksSoThatTheRestIsBalanced) {
  Bed bed{{kSpreadZone, kSpreadInstance}, 3, 3};
  bed.place(9);
  bed.stop(4);
  EXPECT_EQ(sorted(bed.tasks_on_instances()), (Machines{1, 2, 2}));
}

TEST(EcsPlacement, Rule_2_1_WithoutAStrategyTheInstanceWithMostTasksOfItsZoneLosesOne) {
  Bed even{{}, 6, 3};
  EXPECT_EQ(sorted(even.place(6)), (Machines{0, 1, 2, 3, 4, 5}));
  Bed bed{{}, 2, 1};
  bed.place(3);
  const Machines before = bed.tasks_on_instances();
  const std::uint32_t fuller = before[0] > before[1] ? 0 : 1;
  EXPECT_EQ(bed.stop(1), (Machines{fuller}));
}

RC_GTEST_PROP(EcsPlacementProperty, BinpackUsesAsFewInstancesAsThereCanBeAndSpreadAsEvenlyAsThereCanBe, ()) {
  const auto tasks = *rc::gen::inRange<std::uint32_t>(1, 33);
  Bed packed{{kBinpackCpu}, 8, 3};
  packed.place(tasks);
  const Machines on = packed.tasks_on_instances();
  RC_ASSERT(static_cast<std::uint32_t>(std::count(on.begin(), on.end(), 0U)) == 8 - (tasks + 3) / 4);
  Bed spread{{kSpreadInstance}, 8, 3};
  spread.place(tasks);
  const Machines even = spread.tasks_on_instances();
  const auto [least, most] = std::minmax_element(even.begin(), even.end());
  RC_ASSERT(*most - *least <= 1);
}

RC_GTEST_PROP(EcsPlacementProperty, TheOrderThatIsKeptUpToDateStopsWhatTheStrategiesWould, ()) {
  const Chain chain = *rc::gen::elementOf(std::vector<Chain>{{},
                                                             {kBinpackCpu},
                                                             {kSpreadInstance},
                                                             {kSpreadZone, kBinpackMemory},
                                                             {kBinpackMemory, kSpreadZone, kSpreadInstance}});
  Bed bed{chain, 7, 3};
  for (int step = 0; step < 60; ++step) {
    const auto what = *rc::gen::inRange(0, 10);
    if (what == 0) {
      bed.set_free(*rc::gen::inRange<std::uint32_t>(0, 7), {sim::Vcpu::whole(2), sim::Bytes::gib(4)});
    } else if (what < 4) {
      if (!bed.is_empty()) {
        bed.stop(1);
      }
    } else {
      bed.place(1);
    }
  }
}

}  // namespace
}  // namespace models::ecs
