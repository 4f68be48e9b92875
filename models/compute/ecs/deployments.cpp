#include "models/compute/ecs/deployments.hpp"

#include <algorithm>

namespace models::ecs {

namespace {

constexpr std::int64_t kBillion = 1'000'000'000;

}  // namespace

Deployments::Deployments(const DeploymentConfig& config, const sim::random::Stream& stream)
    : config_{config}, stream_{stream}, versions_(1) {}

sim::Time Deployments::next_at() const {
  return next_ < config_.deployments.size() ? sim::Time::at(config_.deployments[next_].at) : sim::Time::never();
}

const DeploymentStep& Deployments::begin_next() {
  const DeploymentStep& step = config_.deployments[next_++];
  versions_.push_back({.fails_to_start = step.fails_to_start});
  begin(static_cast<ServiceVersion>(versions_.size()));
  return step;
}

void Deployments::roll_back() {
  begin(completed_version_);
}

void Deployments::complete() {
  state_ = State::kNone;
  completed_version_ = version_;
}

void Deployments::begin(ServiceVersion version) {
  state_ = State::kInProgress;
  version_ = version;
  failures_ = 0;
  end_throttle(of(version));
}

void Deployments::end_throttle(Version& version) {
  version.delay = {};
  version.throttled_until = kLongAgo;
}

bool Deployments::task_starts(ServiceVersion version) {
  const sim::Fraction fails_to_start = of(version).fails_to_start;
  if (fails_to_start == sim::Fraction{}) {
    return true;
  }
  return static_cast<std::int64_t>(stream_.uniform_below(kBillion)) >= fails_to_start.billionths();
}

void Deployments::task_ran(ServiceVersion version) {
  end_throttle(of(version));
}

/// Tasks that were on their way when the delay began are of the same round.
void Deployments::task_did_not_start(ServiceVersion version, sim::Time launched_at, sim::Time now) {
  failures_ += version == version_ ? 1 : 0;
  Version& failing = of(version);
  if (failing.delay > sim::Duration{} && launched_at < failing.throttled_at) {
    return;
  }
  failing.delay = std::min(failing.delay > sim::Duration{} ? failing.delay * 2 : config_.restart_delay,
                           config_.maximum_restart_delay);
  failing.throttled_at = now;
  failing.throttled_until = now + failing.delay;
}

void Deployments::task_became_healthy(ServiceVersion version) {
  if (version == version_ && config_.reset_on_healthy_task) {
    failures_ = 0;
  }
}

void Deployments::task_was_unhealthy(ServiceVersion version) {
  failures_ += version == version_ ? 1 : 0;
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
