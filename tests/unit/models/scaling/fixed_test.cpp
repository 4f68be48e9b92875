// A number of replicas that never changes.
#include <gtest/gtest.h>

#include "tests/unit/models/scaling/read_policy.hpp"

namespace models::scaling {
namespace {

TEST(Fixed, KeepsItsNumberAndBillsNoAlarm) {
  const auto policy = read_policy(fixed(), "replicas: 3\n");
  EXPECT_EQ(policy->minimum(), 3);
  EXPECT_EQ(policy->maximum(), 3);
  EXPECT_EQ(policy->alarms(), 0);
  EXPECT_EQ(policy->warm_up(), sim::Duration{});
  LoadSample sample;
  sample.cpu_used = 100;
  sample.cpu_capacity = 100;
  EXPECT_FALSE(policy->observe(sample, {3, 3, false}, sim::Time{}).has_value());
}

TEST(Fixed, ZeroIsAllowedAndLessIsNot) {
  EXPECT_EQ(read_policy(fixed(), "replicas: 0\n")->maximum(), 0);
  std::string problems;
  EXPECT_EQ(read_policy(fixed(), "replicas: -1\n", &problems), nullptr);
  EXPECT_NE(problems.find("replicas"), std::string::npos) << problems;
}

}  // namespace
}  // namespace models::scaling
