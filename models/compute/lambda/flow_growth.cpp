// FlowEnvironments: how many are busy in small steps, while the pool grows.
#include <algorithm>
#include <cmath>

#include "models/compute/lambda/flow_environments.hpp"
#include "sim/random/counts.hpp"
#include "sim/random/math.hpp"

namespace models::lambda {

namespace {

namespace random = sim::random;

/// The rate is looked up once in so many small steps.
constexpr int kStepsPerRate = 8;
/// Counts of which more are expected are rounded normal variates.
constexpr double kManyCounted = 12.0;

}  // namespace

/// In small steps until `to`, or until nobody waits and half of what is idle on average is so again.
sim::Time FlowEnvironments::walk(sim::Time from, sim::Time to, const Traffic& traffic, Passed& passed) {
  if (!is_walking_) {
    is_walking_ = true;
    starting_ = 0;
    serving_ = std::min(draw_poisson(mean_busy_), ladder_.size());
  }
  if (needs_one_) {
    needs_one_ = false;
    arrive(from, 1, passed);
  }
  for (sim::Time now = from; now < to;) {
    const sim::Time end = std::min(to, now + small_step_ * kStepsPerRate);
    const double rate = rate_in(now, end, traffic);
    const double load = rate * service_;
    unseen_ = traffic.is_even ? 0 : unseen(rate);
    std::int64_t most = busy_walking();
    while (now < end) {
      const sim::Duration step = std::min(small_step_, end - now);
      const double leaving = step.seconds() / service_;  // so that as many are busy on average as should be
      walk_on(now, rate * step.seconds(), leaving, traffic.is_even, passed);
      most = std::max(most, busy_walking());
      now += step;
    }
    ladder_.reached(most, now);
    collect(now);
    const double all = static_cast<double>(ladder_.size());
    const bool has_room = all >= load + std::sqrt(load) && static_cast<double>(serving_) <= 0.5 * (load + all);
    if (starting_ == 0 && service_ < kSlow && (has_room || ladder_.size() >= limit_)) {
      is_walking_ = false;
      mean_busy_ = static_cast<double>(serving_);
      return now;
    }
  }
  return to;
}

void FlowEnvironments::walk_on(sim::Time now, double expected, double leaving, bool is_even, Passed& passed) {
  const std::int64_t up = started_[ring_at_];
  started_[ring_at_] = 0;
  ring_at_ = (ring_at_ + 1) % started_.size();
  starting_ -= up;
  serving_ += up;
  serving_ -= draw_binomial(serving_, leaving);
  arrive(now, is_even ? whole_of(expected) : draw_poisson(expected), passed);
}

/// How far the number busy is above what small steps show of it when it passes a level: of steps with deviation s, s
/// times -zeta(1/2) / sqrt(2 pi) (Broadie, Glasserman and Kou, Mathematical Finance 7, 1997), less half a request,
/// since single ones do not pass a level by a fraction. Rounded by the walk's own chance.
std::int64_t FlowEnvironments::unseen(double rate) const {
  constexpr double kOvershoot = 0.5826;
  const double deviation = std::sqrt(2.0 * rate * small_step_.seconds());
  return static_cast<std::int64_t>(std::max(kOvershoot * deviation - 0.5, 0.0) + rounding_);
}

void FlowEnvironments::arrive(sim::Time now, std::int64_t arriving, Passed& passed) {
  const std::int64_t places = ladder_.size() < limit_ ? ladder_.size() - unseen_ : limit_;
  const std::int64_t free = std::max<std::int64_t>(places - busy_walking(), 0);
  const std::int64_t warm = std::min(arriving, free);
  serving_ += warm;
  for (std::int64_t waiting = arriving - warm; waiting > 0; --waiting) {
    ColdStart start;
    if (!start_cold(now, busy_walking(), start, passed)) {
      passed.throttled += static_cast<double>(waiting);
      return;
    }
    ++starting_;
    const auto steps = static_cast<std::size_t>((start.length() + start.init_again) / small_step_);
    while (steps >= started_.size()) {
      widen_ring();
    }
    ++started_[(ring_at_ + steps) % started_.size()];
  }
}

void FlowEnvironments::widen_ring() {
  std::rotate(started_.begin(), started_.begin() + static_cast<std::ptrdiff_t>(ring_at_), started_.end());
  ring_at_ = 0;
  started_.resize(2 * started_.size());
}

std::int64_t FlowEnvironments::whole_of(double expected) {
  even_left_ += expected;
  const auto whole = static_cast<std::int64_t>(even_left_);
  even_left_ -= static_cast<double>(whole);
  return whole;
}

std::int64_t FlowEnvironments::draw_poisson(double mean) {
  const double chance = stream_.uniform01();
  if (mean < kManyCounted) {
    return random::poisson_quantile(mean, chance);
  }
  return std::max<std::int64_t>(std::llround(mean + std::sqrt(mean) * random::inverse_normal(chance)), 0);
}

std::int64_t FlowEnvironments::draw_binomial(std::int64_t count, double chance) {
  const double u = stream_.uniform01();
  const double mean = static_cast<double>(count) * chance;
  if (mean < kManyCounted && count <= random::kBinomialTrialsMax) {
    return random::binomial_quantile(count, chance, u);
  }
  const double deviation = std::sqrt(mean * (1.0 - chance));
  return std::clamp<std::int64_t>(std::llround(mean + deviation * random::inverse_normal(u)), 0, count);
}

}  // namespace models::lambda
