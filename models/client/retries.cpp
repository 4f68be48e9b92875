#include "models/client/retries.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "sim/random/stream.hpp"

namespace models::client {

Retries::Retries(sim::Kernel& kernel, const ClientConfig& config, std::uint64_t seed, std::uint64_t replication,
                 RetryOwner& owner)
    : kernel_{kernel},
      most_{static_cast<std::size_t>(config.retries)},
      jitter_{config.backoff.jitter},
      owner_{owner},
      timer_{kernel.open(sim::bind<&Retries::timer_rang>(*this), sim::Phase::kArrival)} {
  for (const Unserved how : config.retry_on) {
    retries_on_[static_cast<std::size_t>(how)] = true;
  }
  const bool grows = config.backoff.kind == Backoff::Kind::kExponential;
  double wait = static_cast<double>(config.backoff.base.nanoseconds());
  const double longest = static_cast<double>(config.backoff.max.nanoseconds());
  for (std::size_t retry = 1; retry <= most_; ++retry) {
    waits_.push_back(sim::Duration::nanoseconds(std::llround(std::min(wait, longest))));
    jitter_keys_.push_back(sim::random::stream_key(seed, replication, "client", fmt::format("jitter {}", retry)));
    wait = grows ? std::min(wait * config.backoff.factor, longest) : wait;
  }
  if (config.retry_budget && most_ > 0) {
    budget_.emplace(*config.retry_budget, kernel.now());
  }
}

bool Retries::are_allowed(Unserved how, const Request& attempt, sim::Time now) {
  if (attempt.attempt >= most_ || !retries_on_[static_cast<std::size_t>(how)]) {
    return false;
  }
  return !budget_ || budget_->withdraw(now);
}

sim::Duration Retries::backoff(std::uint8_t attempt, std::uint32_t number) const {
  const std::size_t retry = attempt - std::size_t{1};
  const sim::Duration wait = waits_[retry];
  if (jitter_ == Backoff::Jitter::kNone || wait == sim::Duration{}) {
    return wait;
  }
  sim::random::Stream stream = sim::random::numbered_stream(jitter_keys_[retry], number);
  const sim::Duration certain = jitter_ == Backoff::Jitter::kEqual ? wait / 2 : sim::Duration{};
  const auto scatter = static_cast<std::uint64_t>((wait - certain).nanoseconds());
  return certain + sim::Duration::nanoseconds(static_cast<std::int64_t>(stream.uniform_below(scatter + 1)));
}

void Retries::wait(RequestId request, const Request& next_attempt, sim::Time now) {
  waiting_.push(now + backoff(next_attempt.attempt, next_attempt.number), request.index());
  set_timer();
}

void Retries::timer_rang(std::uint32_t, sim::Time now) {
  const RequestId request{waiting_.pop()};
  set_timer();
  owner_.try_again(request, now);
}

void Retries::set_timer() {
  if (!waiting_.is_empty()) {
    kernel_.schedule(timer_, waiting_.next());
  }
}

}  // namespace models::client
