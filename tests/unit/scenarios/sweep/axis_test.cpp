// What --vary takes, and the points that it makes.
#include "scenarios/sweep/axis.hpp"

#include <cmath>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/sweep/design.hpp"

namespace scenarios::sweep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Axis axis(const std::string& text) {
  AxisOrProblem parsed = parse_axis(text);
  EXPECT_EQ(parsed.problem, "");
  return parsed.axis.value_or(Axis{});
}
std::string problem(const std::string& text) {
  const AxisOrProblem parsed = parse_axis(text);
  EXPECT_FALSE(parsed.axis.has_value()) << text;
  return parsed.problem;
}

TEST(Axis, ALinearRangeKeepsItsEndsAndTheirUnit) {
  const Axis found = axis("architectures.*.scaling.target=40%..80%:5");
  EXPECT_EQ(found.path, "architectures.*.scaling.target");
  EXPECT_THAT(found.values, ElementsAre("40%", "50%", "60%", "70%", "80%"));
  EXPECT_THAT(found.numbers, ElementsAre(40, 50, 60, 70, 80));
  EXPECT_EQ(found.unit, "%");
  EXPECT_EQ(found.scale, Axis::Scale::kLinear);
}

TEST(Axis, ALogarithmicRangeMultiplies) {
  EXPECT_THAT(axis("workload.rate=1/s..1000/s:log4").values, ElementsAre("1/s", "10/s", "100/s", "1000/s"));
  EXPECT_THAT(axis("x=1/s..10/s:log3").values, ElementsAre("1/s", "3.162/s", "10/s"));
  EXPECT_THAT(axis("x=10000/s..1000000/s:log3").values, ElementsAre("10000/s", "100000/s", "1000000/s"));
}

TEST(Axis, WholeNumbersStayWholeAndEqualOnesCountOnce) {
  EXPECT_THAT(axis("replicas=1..4:log7").values, ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(axis("replicas=1..7:3").values, ElementsAre("1", "4", "7"));
  EXPECT_THAT(axis("x=1.0..2.0:3").values, ElementsAre("1", "1.5", "2"));
  EXPECT_THAT(problem("replicas=1..4:3"), HasSubstr("are not whole: 2.5; choose another"));
}

TEST(Axis, AListIsTakenAsItStands) {
  const Axis regions = axis("region=us-east-1, eu-west-1");
  EXPECT_THAT(regions.values, ElementsAre("us-east-1", "eu-west-1"));
  EXPECT_FALSE(regions.is_numeric());
  const Axis rates = axis("workload.rate=5/s,20/s");
  EXPECT_THAT(rates.numbers, ElementsAre(5, 20));
  EXPECT_EQ(rates.unit, "/s");
  EXPECT_THAT(axis("scaling={kind: fixed, replicas: 2},{kind: fixed, replicas: 3}").values,
              ElementsAre("{kind: fixed, replicas: 2}", "{kind: fixed, replicas: 3}"));
  EXPECT_FALSE(axis("x=1GiB,512MiB").is_numeric()) << "units differ: no order that numbers would give";
}

TEST(Axis, SaysWhatIsWrongAndWhatToWrite) {
  EXPECT_THAT(problem("workload.rate"), HasSubstr("expected path=values"));
  EXPECT_THAT(problem("=1,2"), HasSubstr("expected path=values"));
  EXPECT_THAT(problem("x=1..5"), HasSubstr("how many values"));
  EXPECT_THAT(problem("x=1..5:1"), HasSubstr("2 to 10000"));
  EXPECT_THAT(problem("x=1..5:many"), HasSubstr("low..high:10"));
  EXPECT_THAT(problem("x=1/s..5/min:3"), HasSubstr("different units, '/s' and '/min'"));
  EXPECT_THAT(problem("x=5..1:3"), HasSubstr("the first end is the lower one"));
  EXPECT_THAT(problem("x=0..1:log3"), HasSubstr("above 0"));
  EXPECT_THAT(problem("x=1/s...10/s:3"), HasSubstr("two dots stand between the ends of a range, not three"));
  EXPECT_THAT(problem("x=a..b:3"), HasSubstr("both ends of a range are numbers"));
  EXPECT_THAT(problem("x=1,,2"), HasSubstr("a value is missing"));
  EXPECT_THAT(problem("x=a,b,a"), HasSubstr("'a' stands there twice"));
}

TEST(Design, EveryCombinationTheLastAxisFastest) {
  const std::vector<Axis> axes{axis("a=x,y"), axis("b=1..3:3")};
  EXPECT_EQ(factorial_size(axes), 6U);
  EXPECT_THAT(full_factorial(axes), ElementsAre(ElementsAre("x", "1"), ElementsAre("x", "2"), ElementsAre("x", "3"),
                                                ElementsAre("y", "1"), ElementsAre("y", "2"), ElementsAre("y", "3")));
}

TEST(Design, ALatinHypercubeMeetsEachPartOfEachAxisOnce) {
  const std::vector<Axis> axes{axis("a=0.0..100.0:2"), axis("b=1/s..100/s:log2"), axis("c=p,q")};
  const std::vector<Point> points = latin_hypercube(axes, 50, 7);
  ASSERT_EQ(points.size(), 50U);
  std::set<int> linear;
  std::set<int> logarithmic;
  int listed = 0;
  for (const Point& point : points) {
    linear.insert(static_cast<int>(std::stod(point[0]) / 2.0));
    logarithmic.insert(static_cast<int>(std::log10(std::stod(point[1])) * 25.0));
    listed += point[2] == "p" ? 1 : 0;
  }
  // Values have four digits: one that is rounded up to the border of its part counts for the next.
  EXPECT_GE(linear.size(), 49U);
  EXPECT_GE(logarithmic.size(), 49U);
  EXPECT_EQ(listed, 25);
  EXPECT_EQ(points, latin_hypercube(axes, 50, 7));
  EXPECT_NE(points, latin_hypercube(axes, 50, 8));
}

}  // namespace
}  // namespace scenarios::sweep
