// Simple scaling: one adjustment, then the cooldown.
#include <gtest/gtest.h>

#include "tests/unit/models/scaling/read_policy.hpp"

namespace models::scaling {
namespace {

using sim::Duration;
using sim::Time;

constexpr const char* kSimple = R"(
min: 1
max: 20
scale_out: {threshold: 60, scaling_adjustment: 2}
scale_in: {threshold: 30, scaling_adjustment: -1}
)";

LoadSample cpu(std::int64_t percent) {
  LoadSample sample;
  sample.cpu_capacity = Duration::minutes(1).nanoseconds();
  sample.cpu_used = sample.cpu_capacity / 100 * percent;
  return sample;
}

Time at_min(std::int64_t minutes) {
  return Time::at(Duration::minutes(minutes));
}

TEST(SimpleScaling, Rule1_4_TheCooldownBeginsWhenTheLastInstanceHasLaunched) {
  const auto policy = read_policy(simple_scaling(), kSimple);
  const auto out = policy->observe(cpu(90), {4, 4, false}, at_min(1));
  ASSERT_TRUE(out);
  EXPECT_EQ(out->desired, 6);
  EXPECT_FALSE(policy->observe(cpu(90), {6, 4, true}, at_min(8))) << "still launching, long after";
  EXPECT_FALSE(policy->observe(cpu(90), {6, 4, false}, at_min(9))) << "launched: 300 s from here";
  EXPECT_FALSE(policy->observe(cpu(90), {6, 6, false}, at_min(13)));
  EXPECT_EQ(policy->observe(cpu(90), {6, 6, false}, at_min(14))->desired, 8);
}

TEST(SimpleScaling, Rule1_4_ScalingInWaitsToo) {
  const auto policy = read_policy(simple_scaling(), kSimple);
  EXPECT_EQ(policy->observe(cpu(30), {4, 4, false}, at_min(1))->desired, 3);
  EXPECT_FALSE(policy->observe(cpu(10), {3, 3, false}, at_min(5)));
  EXPECT_FALSE(policy->observe(cpu(90), {3, 3, false}, at_min(5))) << "nothing else either";
  EXPECT_EQ(policy->observe(cpu(10), {3, 3, false}, at_min(6))->desired, 2);
}

TEST(SimpleScaling, NewInstancesCountAtOnce) {
  EXPECT_EQ(read_policy(simple_scaling(), kSimple)->warm_up(), Duration{});
}

TEST(SimpleScaling, MistakesAreSaid) {
  std::string problems;
  EXPECT_EQ(read_policy(simple_scaling(), "{min: 1, max: 9, scale_out: {threshold: 60, scaling_adjustment: -2}}\n",
                        &problems),
            nullptr);
  EXPECT_NE(problems.find("-2 in scale_out would take away capacity; did you mean 2?"), std::string::npos) << problems;
}

}  // namespace
}  // namespace models::scaling
