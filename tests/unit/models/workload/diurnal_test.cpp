#include <cmath>

#include <gtest/gtest.h>

#include "models/workload/window.hpp"
#include "tests/unit/models/workload/workload_support.hpp"

namespace {

using models::workload::diurnal;
using workload_test::arrivals_of;
using workload_test::at;
using workload_test::count_between;
using workload_test::workload_of;

constexpr double kDay = 86'400.0;

TEST(Diurnal, HasExactlyTheMeanThatItIsGiven) {
  for (const char* peak : {"1", "1.3", "2.5", "8", "20"}) {
    const auto workload =
        workload_of(diurnal(), std::string{"{rate: 40/s, peak_to_mean: "} + peak + ", peak_at: 17h13m}");
    EXPECT_NEAR(workload->expected_arrivals(at(0), at(kDay)), 40.0 * kDay, 1e-6) << peak;
    EXPECT_NEAR(workload->expected_arrivals(at(-3.25 * kDay), at(1.75 * kDay)), 200.0 * kDay, 1e-5) << peak;
  }
}

TEST(Diurnal, PeaksWhenAndAsHighAsItIsTold) {
  const auto workload = workload_of(diurnal(), "{rate: 40/s, peak_to_mean: 2.5, peak_at: 15h}");
  EXPECT_NEAR(workload->rate_at(at(15 * 3600)).per_second(), 100.0, 1e-6);
  double highest = 0.0;
  for (double t = 0.0; t < kDay; t += 60.0) {
    highest = std::max(highest, workload->rate_at(at(t)).per_second());
  }
  EXPECT_NEAR(highest, 100.0, 1e-6);
  // Even about its peak, and lowest half a day away.
  EXPECT_NEAR(workload->rate_at(at(12 * 3600)).per_second(), workload->rate_at(at(18 * 3600)).per_second(), 1e-6);
  // exp(k cos): the product of the rates at the peak and at the trough is the square of the rate a quarter away.
  EXPECT_NEAR(workload->rate_at(at(15 * 3600)).per_second() * workload->rate_at(at(3 * 3600)).per_second(),
              std::pow(workload->rate_at(at(9 * 3600)).per_second(), 2), 1e-6);
}

TEST(Diurnal, ContinuesBackwardsAndForwards) {
  const auto workload = workload_of(diurnal(), "{rate: 40/s, peak_to_mean: 2}");
  EXPECT_NEAR(workload->rate_at(at(-3600)).per_second(), workload->rate_at(at(23 * 3600)).per_second(), 1e-9);
  EXPECT_NEAR(workload->rate_at(at(1e5)).per_second(), workload->rate_at(at(1e5 + 30 * kDay)).per_second(), 1e-9);
}

TEST(Diurnal, AShiftMovesTheProfileLater) {
  const auto plain = workload_of(diurnal(), "{rate: 40/s, peak_to_mean: 2, peak_at: 12h}");
  const auto moved = workload_of(diurnal(), "{rate: 40/s, peak_to_mean: 2, peak_at: 12h, shift: 3h}");
  EXPECT_NEAR(moved->rate_at(at(15 * 3600)).per_second(), plain->rate_at(at(12 * 3600)).per_second(), 1e-9);
}

TEST(Diurnal, AWeekendIsQuieterAndTheWeekKeepsTheMean) {
  const auto workload =
      workload_of(diurnal(), "{rate: 40/s, peak_to_mean: 2, peak_at: 12h, weekend: 0.25, starts_on: thursday}");
  EXPECT_NEAR(workload->expected_arrivals(at(0), at(7 * kDay)), 280.0 * kDay, 1e-5);
  const double thursday = workload->rate_at(at(12 * 3600)).per_second();
  for (const int weekend_day : {2, 3}) {
    EXPECT_NEAR(workload->rate_at(at(weekend_day * kDay + 12 * 3600)).per_second(), 0.25 * thursday, 1e-6);
  }
  EXPECT_NEAR(workload->rate_at(at(4 * kDay + 12 * 3600)).per_second(), thursday, 1e-6);
  // Half way between Friday and Saturday at midnight, without a jump.
  const double before = workload->rate_at(at(2 * kDay - 1)).per_second();
  EXPECT_NEAR(workload->rate_at(at(2 * kDay + 1)).per_second() / before, 1.0, 1e-3);
}

TEST(Diurnal, ArrivalsFollowTheRate) {
  const auto workload =
      workload_of(diurnal(), "{rate: 10/s, peak_to_mean: 3, flash_crowds: [{at: 5h, factor: 4, rise: 10m, hold: 1h}]}");
  const std::vector<std::int64_t> arrivals = arrivals_of(*workload, at(-kDay), at(kDay));
  double chi_square = 0.0;
  for (int hour = -24; hour < 24; ++hour) {
    const sim::Time begin = at(hour * 3600.0);
    const double expected = workload->expected_arrivals(begin, at(hour * 3600.0 + 3600.0));
    const double seen = static_cast<double>(count_between(arrivals, begin, at(hour * 3600.0 + 3600.0)));
    chi_square += (seen - expected) * (seen - expected) / expected;
  }
  EXPECT_NEAR(chi_square, 48.0, 4.0 * std::sqrt(2.0 * 48.0));
}

TEST(Diurnal, WarnsOfDurationsThatLeanToSomeHours) {
  const auto workload = workload_of(diurnal(), "{rate: 10/s, peak_to_mean: 3}");
  workload_test::Problems none;
  models::workload::check_window(*workload, sim::Duration::days(3), none);
  EXPECT_EQ(none.text(), "");
  workload_test::Problems some;
  models::workload::check_window(*workload, sim::Duration::hours(30), some);
  EXPECT_NE(some.text().find("no multiple of the profile's period of 1d"), std::string::npos) << some.text();
}

}  // namespace
