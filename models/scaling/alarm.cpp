#include "models/scaling/alarm.hpp"

#include <bit>

#include "sim/check.hpp"

namespace models::scaling {

Alarm::Alarm(std::int64_t to_alarm, std::int64_t window)
    : to_alarm_{to_alarm}, window_mask_{window >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << window) - 1} {
  SIM_CHECK(to_alarm >= 1 && to_alarm <= window && window <= 64, "M of N needs 1 <= M <= N <= 64");
}

void Alarm::observe(Datapoint point) {
  breaching_ = ((breaching_ << 1) | (point == Datapoint::kBreaching ? 1U : 0U)) & window_mask_;
  known_ = ((known_ << 1) | (point == Datapoint::kMissing ? 0U : 1U)) & window_mask_;
}

AlarmState Alarm::state() const {
  if (std::popcount(breaching_) >= to_alarm_) {
    return AlarmState::kAlarm;
  }
  return known_ == 0 ? AlarmState::kInsufficientData : AlarmState::kOk;
}

void Alarm::reset() {
  breaching_ = 0;
  known_ = 0;
}

}  // namespace models::scaling
