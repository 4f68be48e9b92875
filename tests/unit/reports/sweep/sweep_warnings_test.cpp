// The warnings of many points, said once.
#include "reports/sweep/sweep_warnings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace reports {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SweepResult of_rates(const std::vector<std::string>& rates) {
  SweepResult result;
  result.axes = {{"workload.rate", "/s", true, true}};
  result.architectures = {"ec2", "lambda"};
  for (const std::string& rate : rates) {
    result.points.push_back({{rate}, {std::stod(rate)}, std::vector<SweepCell>(2), {}});
  }
  return result;
}

TEST(SweepWarnings, AreSaidOnceWithTheirArchitecturesAndPoints) {
  SweepResult result = of_rates({"1/s", "2/s", "3/s", "4/s", "5/s", "6/s"});
  for (const std::size_t point : {0U, 2U, 3U, 4U}) {
    result.points[point].cells[0].limits = {"a load of 0.9"};
  }
  result.points[5].cells[1].limits = {"a load of 0.9", "its quota bound"};
  for (SweepPoint& point : result.points) {
    point.warnings = {"warm_up: short"};
  }
  EXPECT_THAT(condensed_warnings(result),
              ElementsAre("at every point: warm_up: short", "ec2 at 1/s, 3/s to 5/s; lambda at 6/s: a load of 0.9",
                          "lambda at 6/s: its quota bound"));
  EXPECT_THAT(condensed_warnings(result, {"warm_up: short", "its quota bound"}),
              ElementsAre("ec2 at 1/s, 3/s to 5/s; lambda at 6/s: a load of 0.9"));
}

TEST(SweepWarnings, ManyScatteredPointsAreCounted) {
  std::vector<std::string> rates;
  for (int i = 1; i <= 20; ++i) {
    rates.push_back(std::to_string(i) + "/s");
  }
  SweepResult result = of_rates(rates);
  for (std::size_t point = 1; point < rates.size(); point += 2) {
    result.points[point].cells[1].limits = {"throttled"};
  }
  EXPECT_THAT(condensed_warnings(result), ElementsAre("lambda at 10 of 20 points, first workload.rate=2/s: throttled"));
  EXPECT_THAT(condensed_warnings(of_rates(rates)), IsEmpty());
}

}  // namespace
}  // namespace reports
