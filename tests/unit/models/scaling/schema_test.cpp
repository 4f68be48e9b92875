// The schemas describe themselves rightly: every default, range and example can be read, every field has a sentence.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "models/ports/capacity_provider.hpp"
#include "sim/config/reader.hpp"

namespace models::scaling {
namespace {

using Problems = std::vector<std::string>;

TEST(ScalingSchemas, DescribeThemselvesRightly) {
  const sim::config::Families none;
  EXPECT_EQ(sim::config::problems_of(fixed().schema(), none), Problems{});
  EXPECT_EQ(sim::config::problems_of(target_tracking().schema(), none), Problems{});
  EXPECT_EQ(sim::config::problems_of(step_scaling().schema(), none), Problems{});
  EXPECT_EQ(sim::config::problems_of(simple_scaling().schema(), none), Problems{});
  EXPECT_EQ(sim::config::problems_of(service_target_tracking().schema(), none), Problems{});
  EXPECT_EQ(sim::config::problems_of(ManagedScalingConfig::schema(), none), Problems{});
}

}  // namespace
}  // namespace models::scaling
