// When scheduled actions run, and what they do to the limits.
#include "models/compute/schedule.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace models::compute {
namespace {

using sim::Duration;
using sim::Time;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Time at_h(std::int64_t hours) {
  return Time::at(Duration::hours(hours));
}

std::vector<std::int64_t> minutes(const std::string& recurrence) {
  std::string problem;
  return minutes_of_week(recurrence, problem);
}

std::string problem_of(const std::string& recurrence) {
  std::string problem;
  EXPECT_THAT(minutes_of_week(recurrence, problem), IsEmpty());
  return problem;
}

ScheduledAction every(const std::string& recurrence, std::int64_t least) {
  ScheduledAction action;
  action.recurrence = recurrence;
  action.min_size = least;
  return action;
}

TEST(Schedule, Rule1_7_CronOfAWeek) {
  constexpr std::int64_t kDay = 24 * 60;
  EXPECT_THAT(minutes("30 7 * * MON"), ElementsAre(7 * 60 + 30));
  EXPECT_THAT(minutes("0 0 * * 0"), ElementsAre(6 * kDay));
  EXPECT_THAT(minutes("0 0 * * 7"), ElementsAre(6 * kDay));
  EXPECT_THAT(minutes("0 0 * * SUN,SAT"), ElementsAre(5 * kDay, 6 * kDay)) << "a range must rise, a list need not";
  EXPECT_EQ(minutes("0 8 * * *").size(), 7U);
  EXPECT_EQ(minutes("0 8 * * MON-FRI").size(), 5U);
  EXPECT_EQ(minutes("*/15 9-17 * * 1-5").size(), 4U * 9U * 5U);
  EXPECT_THAT(minutes("0,30 0 * * TUE"), ElementsAre(kDay, kDay + 30));
}

TEST(Schedule, WhatIsNoCronExpressionIsSaidSo) {
  EXPECT_THAT(problem_of("8am"), HasSubstr("no cron expression; write minute, hour"));
  EXPECT_THAT(problem_of("60 8 * * *"), HasSubstr("no cron expression"));
  EXPECT_THAT(problem_of("0 8 * * FRI-MON"), HasSubstr("no cron expression"));
  EXPECT_THAT(problem_of("0 8 */0 * *"), HasSubstr("names a date"));
  EXPECT_THAT(problem_of("0 8 1 * *"), HasSubstr("names a date"));
}

TEST(Schedule, NextCountsFromTheDayThatBeginsAtZero) {
  const Schedule monday{{every("0 8 * * MON", 2)}, Weekday::kMonday};
  EXPECT_EQ(monday.next(Time{}), at_h(8));
  EXPECT_EQ(monday.next(at_h(8)), at_h(8 + 168));
  EXPECT_EQ(monday.next(at_h(-200)), at_h(8 - 168));
  const Schedule saturday{{every("0 8 * * MON", 2)}, Weekday::kSaturday};
  EXPECT_EQ(saturday.next(Time{}), at_h(48 + 8));
}

TEST(Schedule, OnceAndWithin) {
  ScheduledAction once;
  once.start_time = Duration::hours(3);
  once.desired_capacity = 7;
  ScheduledAction within = every("0 * * * *", 4);
  within.start_time = Duration::hours(2);
  within.end_time = Duration::hours(4);
  const Schedule schedule{{once, within}, Weekday::kMonday};
  EXPECT_EQ(schedule.next(Time{}), at_h(2));
  EXPECT_EQ(schedule.next(at_h(2)), at_h(3));
  EXPECT_EQ(schedule.due(at_h(3)).size(), 2U);
  EXPECT_EQ(schedule.next(at_h(3)), at_h(4));
  EXPECT_EQ(schedule.next(at_h(4)), Time::never());
}

TEST(Schedule, Rule1_7_WhatAnActionDoesNotNameStays) {
  ScheduledAction more;
  more.min_size = 10;
  EXPECT_EQ(changed({2, 40}, more), (Limits{10, 40}));
  EXPECT_EQ(changed({2, 5}, more), (Limits{10, 10}));
  ScheduledAction fewer;
  fewer.max_size = 3;
  EXPECT_EQ(changed({2, 40}, fewer), (Limits{2, 3}));
}

TEST(Schedule, WhatRanInTheWeekBeforeHoldsAtTheStart) {
  const Schedule schedule{{every("0 8 * * *", 10), every("0 20 * * *", 2)}, Weekday::kMonday};
  EXPECT_EQ(schedule.limits_at(at_h(-1), {1, 40}), (Limits{2, 40}));
  EXPECT_EQ(schedule.limits_at(at_h(-8), {1, 40}), (Limits{10, 40}));
  EXPECT_EQ(schedule.limits_at(at_h(-4), {1, 40}), (Limits{2, 40})) << "at the very time it has run";
}

}  // namespace
}  // namespace models::compute
