// The forecast of predictive scaling: a day's shape times a week's shape.
//
// What: with the mean load by hour of the day (24 rows) and day of the week (7 columns) as a matrix, the forecast is
// its
//   best approximation of rank one, the product of a daily and a weekly profile: the first term of its singular value
//   decomposition. With less than a week of history every day has the same shape, the mean by hour of the day.
// Source: ours; AWS does not publish its own (EC2 Auto Scaling user guide, predictive scaling, 2023-06). The
//   approximation: Eckart and Young, "The approximation of one matrix by another of lower rank", Psychometrika 1, 1936.
// Units: those of the load, per hour.
// Assumes: no trend, and no other season than the day and the week. The forecast is rounded to six digits, so that no
//   capacity depends on the last bit of a library's arithmetic.
// Leaves out: holidays, levels that shift.
// Checked against: tests/unit/models/scaling/predictive_test.cpp.
#include "models/scaling/predictive.hpp"

#include <Eigen/Core>
#include <Eigen/Dense>
#include <algorithm>
#include <array>

#include "sim/check.hpp"
#include "sim/stats/format.hpp"

namespace models::scaling {
namespace {

constexpr std::size_t kHours = 24;
constexpr std::size_t kDays = 7;
constexpr std::size_t kWeek = kHours * kDays;
constexpr int kDigits = 6;

/// The mean of every hour of a cycle, phase 0 being the first hour of `hourly`.
std::vector<double> means(const std::vector<double>& hourly, std::size_t cycle) {
  std::vector<double> sums(cycle);
  std::vector<double> counts(cycle);
  for (std::size_t i = 0; i < hourly.size(); ++i) {
    sums[i % cycle] += hourly[i];
    counts[i % cycle] += 1.0;
  }
  for (std::size_t i = 0; i < cycle; ++i) {
    sums[i] /= counts[i];
  }
  return sums;
}

/// A week of hours, smoothed to the product of a daily and a weekly profile.
std::vector<double> rank_one(const std::vector<double>& week) {
  Eigen::MatrixXd matrix{kHours, kDays};
  for (std::size_t i = 0; i < kWeek; ++i) {
    matrix(static_cast<Eigen::Index>(i % kHours), static_cast<Eigen::Index>(i / kHours)) = week[i];
  }
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd{matrix, Eigen::ComputeThinU | Eigen::ComputeThinV};
  const Eigen::MatrixXd product = svd.singularValues()(0) * svd.matrixU().col(0) * svd.matrixV().col(0).transpose();
  std::vector<double> smooth(kWeek);
  for (std::size_t i = 0; i < kWeek; ++i) {
    smooth[i] = product(static_cast<Eigen::Index>(i % kHours), static_cast<Eigen::Index>(i / kHours));
  }
  return smooth;
}

class DailyTimesWeekly final : public LoadForecaster {
 public:
  std::vector<double> forecast(const std::vector<double>& hourly, std::size_t hours) const override {
    SIM_CHECK(hourly.size() >= kHours, "a forecast needs a day of history");
    const bool knows_weeks = hourly.size() >= kWeek;
    const std::vector<double> shape = knows_weeks ? rank_one(means(hourly, kWeek)) : means(hourly, kHours);
    std::vector<double> next(hours);
    for (std::size_t i = 0; i < hours; ++i) {
      const double load = shape[(hourly.size() + i) % shape.size()];
      next[i] = std::max(sim::stats::round_significant(load, kDigits), 0.0);
    }
    return next;
  }
};

}  // namespace

std::unique_ptr<LoadForecaster> make_load_forecaster() {
  return std::make_unique<DailyTimesWeekly>();
}

}  // namespace models::scaling
