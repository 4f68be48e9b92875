// What managed scaling is told of the instances is what a walk over all of them finds.
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "models/compute/ecs/instance_tally.hpp"

namespace models::ecs {
namespace {

using Instances = std::vector<ContainerInstance>;
using State = ContainerInstance::State;

constexpr std::uint32_t kProviders = 2;

/// Of the provider's instances those that `what` is true of.
template <class What>
std::int64_t walk(const Instances& instances, std::uint32_t provider, const What& what) {
  return std::count_if(instances.begin(), instances.end(), [&](const ContainerInstance& instance) {
    return instance.state != State::kAbsent && instance.provider == provider && what(instance);
  });
}

bool is_in_use(const ContainerInstance& instance) {
  return instance.state == State::kAvailable || (instance.state == State::kDraining && !instance.is_leaving);
}

RC_GTEST_PROP(EcsInstanceTally, IsWhatAWalkOverAllInstancesFinds, ()) {
  Instances instances(6);
  InstanceTally tally{kProviders};
  for (int step = 0; step < 60; ++step) {
    const auto index = *rc::gen::inRange(0U, 6U);
    ContainerInstance& instance = instances[index];
    tally.remove(instance);
    if (instance.state == State::kAbsent) {
      instance.provider = index % kProviders;
      instance.state = State::kJoining;
    } else if (*rc::gen::inRange(0, 3) == 0) {
      instance = {};
    } else {
      instance.state = *rc::gen::element(State::kJoining, State::kAvailable, State::kDraining, State::kLost);
      instance.is_leaving = *rc::gen::arbitrary<bool>();
      instance.tasks = *rc::gen::inRange(0, 3);
    }
    tally.add(instance);
    for (std::uint32_t provider = 0; provider < kProviders; ++provider) {
      const InstanceTally::Counts& counts = tally.of(provider);
      RC_ASSERT(counts.running == walk(instances, provider, is_in_use));
      RC_ASSERT(counts.empty == walk(instances, provider,
                                     [](const auto& one) { return one.state == State::kAvailable && one.tasks == 0; }));
    }
  }
}

}  // namespace
}  // namespace models::ecs
