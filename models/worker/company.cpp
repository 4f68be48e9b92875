#include "models/worker/company.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "sim/random/math.hpp"

namespace models::worker {

namespace {

double log_or_zero(double value) {
  return value > 0.0 ? sim::random::log(value) : 0.0;
}

}  // namespace

Company::Company(const sim::theory::Surplus& surplus, double servers, double most)
    : surplus_{surplus},
      log_delayed_{log_or_zero(surplus.delayed)},
      log_ratio_{log_or_zero(surplus.ratio)},
      servers_{servers},
      most_{most},
      lasting_{surplus.delayed / (servers * (1.0 - surplus.ratio))} {}

void Company::even_out(const sim::theory::EvenCompany& even, std::int64_t replicas) {
  constexpr double kRarest = 1e-5;  // a fiftieth of what one point stands for
  constexpr std::size_t kMostCounted = 1'000;
  const double share = 1.0 - 1.0 / static_cast<double>(replicas);
  fleeting_ = share * (even.slowdown - 1.0);
  // The law of how many of them are more than leave a CPU free for another one.
  const auto servers = static_cast<std::size_t>(servers_);
  std::vector<double> law{1.0 - share};
  for (std::size_t n = 0; n < even.found.size(); ++n) {
    const std::size_t beyond = n < servers ? 0 : n - servers + 1;
    law.resize(std::max(law.size(), beyond + 1));
    law[beyond] += share * even.found[n];
  }
  // With those of the surplus: P(more than k) = sum over n of P(n) P(more than k - n).
  std::vector<double> powers{surplus_.delayed};
  for (double chance = 1.0; chance > kRarest && chances_.size() < kMostCounted;) {
    const std::size_t k = chances_.size();
    chance = 0.0;
    for (std::size_t n = 0; n < law.size(); ++n) {
      chance += law[n] * (n > k ? 1.0 : powers[k - n]);
    }
    chances_.push_back(chance);
    powers.push_back(powers.back() * surplus_.ratio);
  }
}

double Company::slowdown(const DemandPoint& point) const {
  double beyond = 0.0;
  if (!chances_.empty()) {
    const auto found = std::partition_point(chances_.begin(), chances_.end(),
                                            [&point](double chance) { return point.surplus_chance < chance; });
    beyond = static_cast<double>(found - chances_.begin());
  } else if (point.surplus_chance < surplus_.delayed) {
    beyond = 1.0 + (log_ratio_ < 0.0 ? std::floor((point.log_surplus_chance - log_delayed_) / log_ratio_) : 0.0);
  }
  return std::min((servers_ + beyond) / servers_, most_);
}

}  // namespace models::worker
