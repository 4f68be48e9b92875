#include "models/machines/credit_account.hpp"

#include <algorithm>

#include "sim/units/int128.hpp"

namespace models::machines {

namespace {

/// Thousandths of a credit an hour, times nanoseconds, over this: vCPU-nanoseconds.
constexpr sim::Int128 kPerHour = 60'000;

}  // namespace

CreditAccount::CreditAccount(const BurstFacts& terms, bool is_unlimited, std::int64_t credits, sim::Time now)
    : earned_per_hour_milli_{terms.earned_per_hour_milli},
      maximum_{terms.maximum_milli * kMilliCredit},
      is_unlimited_{is_unlimited},
      begin_{now},
      balance_{std::min(credits * 1'000 * kMilliCredit, maximum_)} {}

void CreditAccount::advance(std::int64_t used, sim::Time now) {
  // All that was earned since the beginning, so that what is cut does not add up.
  const auto earned =
      static_cast<std::int64_t>(sim::Int128{(now - begin_).nanoseconds()} * earned_per_hour_milli_ / kPerHour);
  std::int64_t change = earned - earned_ - used;
  earned_ = earned;
  const std::int64_t paid_back = std::clamp<std::int64_t>(change, 0, surplus_);
  surplus_ -= paid_back;
  change -= paid_back;
  balance_ = std::min(balance_ + change, maximum_);
  if (balance_ >= 0) {
    return;
  }
  if (is_unlimited_) {
    surplus_ -= balance_;
    const std::int64_t beyond = std::max<std::int64_t>(surplus_ - maximum_, 0);
    surplus_ -= beyond;
    charged_ += beyond;
  }
  balance_ = 0;
}

void CreditAccount::settle() {
  charged_ += surplus_;
  surplus_ = 0;
}

std::int64_t CreditAccount::take_charged() {
  const std::int64_t charged = charged_;
  charged_ = 0;
  return charged;
}

sim::Duration CreditAccount::lasts(sim::Vcpu use) const {
  const std::int64_t spent = use.milli() - baseline().milli();
  if (spent <= 0) {
    return sim::Duration::max();
  }
  return sim::Duration::nanoseconds(static_cast<std::int64_t>(sim::Int128{balance_} * 1'000 / spent));
}

}  // namespace models::machines
