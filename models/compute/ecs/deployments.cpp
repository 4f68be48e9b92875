#include "models/compute/ecs/deployments.hpp"

#include <algorithm>
#include <limits>

#include "sim/units/int128.hpp"

namespace models::ecs {

namespace {

constexpr std::int64_t kBillion = 1'000'000'000;
constexpr sim::Time kLongAgo = sim::Time::at_nanoseconds(std::numeric_limits<std::int64_t>::min());

}  // namespace

Deployments::Deployments(const DeploymentConfig& config, const sim::random::Stream& stream)
    : config_{config}, stream_{stream}, throttled_until_{kLongAgo} {}

sim::Time Deployments::next_at() const {
  return next_ < config_.deployments.size() ? sim::Time::at(config_.deployments[next_].at) : sim::Time::never();
}

const DeploymentStep& Deployments::begin_next() {
  const DeploymentStep& step = config_.deployments[next_++];
  begin(++newest_, step.fails_to_start);
  return step;
}

void Deployments::roll_back() {
  begin(completed_version_, completed_fails_);
}

void Deployments::complete() {
  state_ = State::kNone;
  completed_version_ = version_;
  completed_fails_ = fails_to_start_;
}

void Deployments::begin(std::int64_t version, sim::Fraction fails_to_start) {
  state_ = State::kInProgress;
  version_ = version;
  fails_to_start_ = fails_to_start;
  failures_ = 0;
  delay_ = {};
  throttled_until_ = kLongAgo;
}

std::int64_t Deployments::least_healthy(std::int64_t desired) const {
  const sim::Int128 share = static_cast<sim::Int128>(desired) * config_.minimum_healthy_percent.billionths();
  return static_cast<std::int64_t>((share + kBillion - 1) / kBillion);
}

std::int64_t Deployments::most(std::int64_t desired) const {
  return static_cast<std::int64_t>(static_cast<sim::Int128>(desired) * config_.maximum_percent.billionths() / kBillion);
}

bool Deployments::task_starts() {
  if (fails_to_start_ == sim::Fraction{}) {
    return true;
  }
  return static_cast<std::int64_t>(stream_.uniform_below(kBillion)) >= fails_to_start_.billionths();
}

void Deployments::task_ran() {
  delay_ = {};
  throttled_until_ = kLongAgo;
}

/// Tasks that were on their way when the delay began are of the same round.
void Deployments::task_did_not_start(sim::Time launched_at, sim::Time now) {
  ++failures_;
  if (delay_ > sim::Duration{} && launched_at < throttled_at_) {
    return;
  }
  delay_ = std::min(delay_ > sim::Duration{} ? delay_ * 2 : config_.restart_delay, config_.maximum_restart_delay);
  throttled_at_ = now;
  throttled_until_ = now + delay_;
}

void Deployments::task_became_healthy() {
  if (config_.reset_on_healthy_task) {
    failures_ = 0;
  }
}

bool Deployments::breaks(std::int64_t desired) {
  if (!in_progress() || config_.circuit_breaker == CircuitBreaker::kDisabled ||
      failures_ < failures_to_break(config_.failure_threshold, desired)) {
    return false;
  }
  state_ = State::kFailed;
  return true;
}

}  // namespace models::ecs
