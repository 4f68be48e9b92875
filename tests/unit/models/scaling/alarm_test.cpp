// M of N: tight from both sides.
#include "models/scaling/alarm.hpp"

#include <deque>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace models::scaling {
namespace {

TEST(Alarm, KnowsNothingAtFirst) {
  const Alarm alarm{3};
  EXPECT_EQ(alarm.state(), AlarmState::kInsufficientData);
}

TEST(Alarm, NeedsAllDatapointsInARow) {
  Alarm alarm{3};
  alarm.observe(Datapoint::kBreaching);
  alarm.observe(Datapoint::kBreaching);
  EXPECT_EQ(alarm.state(), AlarmState::kOk);
  alarm.observe(Datapoint::kBreaching);
  EXPECT_EQ(alarm.state(), AlarmState::kAlarm);
  alarm.observe(Datapoint::kFine);
  EXPECT_EQ(alarm.state(), AlarmState::kOk);
  alarm.observe(Datapoint::kBreaching);
  alarm.observe(Datapoint::kBreaching);
  EXPECT_EQ(alarm.state(), AlarmState::kOk);
}

TEST(Alarm, MissingDataEndInInsufficientData) {
  Alarm alarm{2};
  alarm.observe(Datapoint::kBreaching);
  alarm.observe(Datapoint::kMissing);
  EXPECT_EQ(alarm.state(), AlarmState::kOk);
  alarm.observe(Datapoint::kMissing);
  EXPECT_EQ(alarm.state(), AlarmState::kInsufficientData);
  alarm.observe(Datapoint::kBreaching);
  EXPECT_EQ(alarm.state(), AlarmState::kOk);
}

TEST(Alarm, TwoOfThree) {
  Alarm alarm{2, 3};
  alarm.observe(Datapoint::kBreaching);
  alarm.observe(Datapoint::kFine);
  alarm.observe(Datapoint::kBreaching);
  EXPECT_TRUE(alarm.is_in_alarm());
  alarm.observe(Datapoint::kFine);
  EXPECT_FALSE(alarm.is_in_alarm());
}

TEST(Alarm, ForgetsOnReset) {
  Alarm alarm{1};
  alarm.observe(Datapoint::kBreaching);
  alarm.reset();
  EXPECT_EQ(alarm.state(), AlarmState::kInsufficientData);
}

RC_GTEST_PROP(AlarmProperty, AgreesWithAWindowOfDatapoints, ()) {
  const auto window = *rc::gen::inRange<std::int64_t>(1, 65);
  const auto needed = *rc::gen::inRange<std::int64_t>(1, window + 1);
  Alarm alarm{needed, window};
  std::deque<Datapoint> last;
  for (int i = 0; i < 200; ++i) {
    const Datapoint point = *rc::gen::element(Datapoint::kFine, Datapoint::kBreaching, Datapoint::kMissing);
    alarm.observe(point);
    last.push_back(point);
    if (static_cast<std::int64_t>(last.size()) > window) {
      last.pop_front();
    }
    std::int64_t breaching = 0;
    std::int64_t known = 0;
    for (const Datapoint seen : last) {
      breaching += seen == Datapoint::kBreaching ? 1 : 0;
      known += seen != Datapoint::kMissing ? 1 : 0;
    }
    const AlarmState expected = breaching >= needed ? AlarmState::kAlarm
                                : known == 0        ? AlarmState::kInsufficientData
                                                    : AlarmState::kOk;
    RC_ASSERT(alarm.state() == expected);
  }
}

}  // namespace
}  // namespace models::scaling
