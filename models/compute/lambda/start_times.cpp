#include "models/compute/lambda/start_times.hpp"

#include <algorithm>
#include <cmath>

#include "sim/check.hpp"

namespace models::lambda {

namespace {

constexpr std::array kMeasured{
    MeasuredInit{Runtime::kPython313, Package::kZip, 84, 86, 99, 122},
    MeasuredInit{Runtime::kPython313, Package::kImage, 160, 187, 312, 395},
    MeasuredInit{Runtime::kPython314, Package::kZip, 107, 115, 137, 245},
    MeasuredInit{Runtime::kNodejs22, Package::kZip, 140, 142, 159, 190},
    MeasuredInit{Runtime::kNodejs22, Package::kImage, 293, 348, 560, 800},
    MeasuredInit{Runtime::kNodejs24, Package::kZip, 134, 136, 150, 195},
    MeasuredInit{Runtime::kJava17, Package::kZip, 205, 214, 230, 580},
    MeasuredInit{Runtime::kJava21, Package::kZip, 239, 252, 275, 615},
    MeasuredInit{Runtime::kJava21, Package::kImage, 352, 399, 650, 825},
    MeasuredInit{Runtime::kJava25, Package::kZip, 191, 217, 340, 470},
    MeasuredInit{Runtime::kDotnet8, Package::kZip, 251, 278, 328, 635},
    MeasuredInit{Runtime::kDotnet8, Package::kImage, 401, 445, 672, 845},
    MeasuredInit{Runtime::kDotnet10, Package::kZip, 250, 292, 400, 700},
    MeasuredInit{Runtime::kRuby34, Package::kZip, 226, 258, 385, 480},
    MeasuredInit{Runtime::kGo, Package::kZip, 50, 50, 52, 67},
    MeasuredInit{Runtime::kGo, Package::kImage, 47, 55, 90, 130},
    MeasuredInit{Runtime::kRust, Package::kZip, 16, 18, 21, 50},
    MeasuredInit{Runtime::kRust, Package::kImage, 36, 42, 70, 103},
    MeasuredInit{Runtime::kCpp, Package::kZip, 65, 70, 86, 130},
};

/// Shares at which the law's values stand.
constexpr std::array kShares{0.0, 0.5, 0.9, 0.99, 1.0};
constexpr double kNanosecondsPerMillisecond = 1e6;

}  // namespace

std::optional<MeasuredInit> measured_init(Runtime runtime, Package package) {
  const auto found = std::find_if(kMeasured.begin(), kMeasured.end(), [&](const MeasuredInit& row) {
    return row.runtime == runtime && row.package == package;
  });
  return found == kMeasured.end() ? std::nullopt : std::optional{*found};
}

MeasuredLaw::MeasuredLaw(const MeasuredInit& measured)
    : mean_{sim::Duration::nanoseconds(std::llround(measured.mean * kNanosecondsPerMillisecond))} {
  const double greatest = 2.0 * measured.p99 - measured.p90;
  // Each piece contributes its share times the middle of its values; the first one what is left to the mean.
  const double others = 0.4 * (measured.p50 + measured.p90) / 2.0 + 0.09 * (measured.p90 + measured.p99) / 2.0 +
                        0.01 * (measured.p99 + greatest) / 2.0;
  const double least = 4.0 * (measured.mean - others) - measured.p50;
  SIM_CHECK(least > 0.0 && least < measured.p50, "a measured mean fits its quantiles");
  nanoseconds_ = {least, measured.p50, measured.p90, measured.p99, greatest};
  for (double& value : nanoseconds_) {
    value *= kNanosecondsPerMillisecond;
  }
}

sim::Duration MeasuredLaw::quantile(double share) const {
  std::size_t piece = 0;
  while (piece + 2 < kShares.size() && share >= kShares[piece + 1]) {
    ++piece;
  }
  const double part = (share - kShares[piece]) / (kShares[piece + 1] - kShares[piece]);
  const double value = nanoseconds_[piece] + part * (nanoseconds_[piece + 1] - nanoseconds_[piece]);
  return sim::Duration::nanoseconds(static_cast<std::int64_t>(value));
}

StartTime::StartTime(const sim::random::DistributionSpec& given) : given_{given}, mean_{sim::random::mean_of(given)} {}

StartTime::StartTime(const MeasuredInit& measured) : measured_{measured}, mean_{measured_->mean()} {}

}  // namespace models::lambda
