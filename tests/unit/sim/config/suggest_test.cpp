#include "sim/config/suggest.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

using sim::config::closest;
using sim::config::edit_distance;

TEST(EditDistance, CountsInsertionsDeletionsSubstitutionsAndSwaps) {
  EXPECT_EQ(edit_distance("target", "target"), 0U);
  EXPECT_EQ(edit_distance("taget", "target"), 1U);
  EXPECT_EQ(edit_distance("traget", "target"), 1U);
  EXPECT_EQ(edit_distance("tarket", "target"), 1U);
  EXPECT_EQ(edit_distance("ca", "abc"), 3U);  // the restricted distance: no edit inside a swapped pair
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

TEST(Closest, StopsAtTwoEditsOrAThirdOfTheWord) {
  const std::vector<std::string> names = {"least_outstanding_requests", "round_robin", "min", "max"};
  EXPECT_EQ(closest("round_robbin", names), "round_robin");
  EXPECT_EQ(closest("round-robin", names), "round_robin");
  EXPECT_EQ(closest("least_oustanding_reqests", names), "least_outstanding_requests");
  EXPECT_EQ(closest("least_requests", names), std::nullopt);
  EXPECT_EQ(closest("mni", names), "min");
  EXPECT_EQ(closest("weighted", names), std::nullopt);
}

TEST(Closest, ReplacesNoShortWordAltogether) {
  EXPECT_EQ(closest("ab", {"cd"}), std::nullopt);
  EXPECT_EQ(closest("x", {"y"}), std::nullopt);
  EXPECT_EQ(closest("", {"a"}), std::nullopt);
}

TEST(Closest, TakesTheFirstOfEqualsAndPrefersCase) {
  EXPECT_EQ(closest("cat", {"car", "can"}), "car");
  EXPECT_EQ(closest("CPU", {"cpt", "cpu"}), "cpu");
}

TEST(Closest, IsBoundedOnLongWords) {
  EXPECT_EQ(closest(std::string(100'000, 'a'), {std::string(100'000, 'b')}), std::nullopt);
}

TEST(Hint, NamesTheLegalOnesWhenNothingIsNear) {
  EXPECT_EQ(sim::config::hint("taget", {"target", "min"}, "legal keys"), "; did you mean 'target'?");
  EXPECT_EQ(sim::config::hint("colour", {"target", "min"}, "legal keys"), "; legal keys: target, min");
  EXPECT_EQ(sim::config::hint("colour", {}, "legal keys"), "");
  const std::vector<std::string> many(15, "zzzzzzzzzz");
  EXPECT_NE(sim::config::hint("a", many, "one of").find("and 3 more"), std::string::npos);
}

}  // namespace
