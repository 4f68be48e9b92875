// Closed load, as far as it can be said beforehand. How users behave: tests/unit/models/client/thinking_users_test.cpp.
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/models/workload/workload_support.hpp"

namespace workload_test {
namespace {

TEST(Closed, ItsRateIsThatOfUsersWhoNeverWaitForCapacity) {
  const auto workload = workload_of(models::workload::closed(), "users: 300\nthink_time: 5s\n");
  ASSERT_NE(workload->users(), nullptr);
  EXPECT_EQ(workload->users()->count, 300);
  workload->expect_service(sim::Duration::seconds(1));
  EXPECT_DOUBLE_EQ(workload->rate_at({}).per_second(), 50.0);
  EXPECT_DOUBLE_EQ(workload->expected_arrivals({}, sim::Time::at(sim::Duration::minutes(2))), 6'000.0);
  EXPECT_TRUE(workload->is_stationary());
}

TEST(Closed, UsersMustThink) {
  for (const char* think_time : {"0s", "{kind: exponential, mean: 1ns}"}) {
    std::string problems;
    EXPECT_EQ(read_workload(models::workload::closed(), std::string{"users: 3\nthink_time: "} + think_time, problems),
              nullptr);
    EXPECT_NE(problems.find("must be 1us or more on average"), std::string::npos) << problems;
  }
}

}  // namespace
}  // namespace workload_test
