#include "models/client/retry_budget.hpp"

#include <cmath>

namespace models::client {

RetryBudget::RetryBudget(const RetryBudgetConfig& config, sim::Time start)
    : per_request_{config.ratio.billionths()},
      slice_{config.expiry / static_cast<std::int64_t>(kSlices)},
      slice_ends_{start + slice_},
      balance_{std::llround(config.floor.per_second() * config.expiry.seconds()) * kRetry} {}

void RetryBudget::deposit(sim::Time now) {
  expire(now);
  add(per_request_);
}

bool RetryBudget::withdraw(sim::Time now) {
  expire(now);
  if (balance_ < kRetry) {
    return false;
  }
  add(-kRetry);
  return true;
}

void RetryBudget::add(std::int64_t credits) {
  slices_[current_] += credits;
  balance_ += credits;
}

/// Each slice that begins takes the place of the oldest one, whose credits are lost, and whose debts are forgiven.
void RetryBudget::expire(sim::Time now) {
  for (std::size_t passed = 0; now >= slice_ends_ && passed < kSlices; ++passed) {
    current_ = (current_ + 1) % kSlices;
    balance_ -= slices_[current_];
    slices_[current_] = 0;
    slice_ends_ = slice_ends_ + slice_;
  }
  if (now >= slice_ends_) {  // a long silence: all slices are empty
    slice_ends_ = slice_ends_ + ((now - slice_ends_) / slice_ + 1) * slice_;
  }
}

}  // namespace models::client
