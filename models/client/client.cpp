#include "models/client/client.hpp"

#include <algorithm>

#include "sim/check.hpp"

namespace models::client {

namespace {

Unserved how_ended(Refusal reason) {
  switch (reason) {
    case Refusal::kQueueFull:
    case Refusal::kNoHealthyTarget:
    case Refusal::kThrottled:
      return Unserved::kRejected;
    case Refusal::kQueueTimeout:
      return Unserved::kTimedOut;
    case Refusal::kReplicaStopped:
      break;
  }
  return Unserved::kFailed;
}

}  // namespace

Client::Client(sim::Kernel& kernel, RequestTable& requests, ClientSetup setup)
    : requests_{requests},
      arrivals_{std::move(setup.arrivals)},
      demands_{setup.application, setup.program, setup.seed, setup.replication},
      patience_{kernel, requests, setup.config.timeout.value_or(sim::Duration::max()), sim::Phase::kArrival, *this},
      retries_{kernel, setup.config, setup.seed, setup.replication, *this},
      ledger_{setup.application.class_count(), setup.slo_latency},
      cancels_{setup.config.cancel_on_disconnect},
      is_extraordinary_{setup.users != nullptr || setup.config.retry_budget.has_value() || demands_.has_classes()} {
  if (setup.users != nullptr) {
    users_.emplace(*setup.users, setup.seed, setup.replication, kernel.now());
    next_ = users_->next();
  } else {
    refill();
    advance();
  }
}

/// The next request is the one before the block. After the last one there is a request that never comes.
void Client::refill() {
  arrivals_->fill(block_);
  if (block_.count == 0) {
    block_.at[0] = sim::Time::never();
    block_.count = 1;
  }
  position_ = kBeforeBlock;
}

void Client::supply() {
  requests_.supply();
  patience_.supply(next_);
  if (!users_ && position_ + 1 == block_.count) {
    refill();
  }
  if (!is_extraordinary_) {
    demands_.supply();
    const std::size_t position = position_ + 1;
    supplied_to_ = position + std::min({block_.count - position, requests_.supplied(), demands_.supplied()});
  }
}

inline void Client::begin(Request& record) {
  record.number = static_cast<std::uint32_t>(sent_++);
  record.attempt = 0;
  record.measured = ledger_.is_measuring();
  record.abandoned = false;
  record.had_cold_start = false;
  record.is_slow = false;
}

/// Nothing is called here but at the end, which keeps a request's start in registers. Extraordinary requests are never
/// supplied.
void Client::fire() {
  if (is_exhausted()) [[unlikely]] {
    fire_exhausted();
    return;
  }
  SIM_DCHECK(!is_extraordinary_ && position_ + 1 < block_.count && requests_.supplied() > 0 && demands_.supplied() > 0,
             "all that an ordinary request needs is at hand");
  const sim::Time now = next_;
  advance();
  const RequestId request = requests_.acquire_supplied();
  Request& record = requests_[request];
  begin(record);
  record.arrived = now;
  record.waited = Request::kNotServed;
  demands_.assign_supplied(requests_, request);
  ledger_.offered(0, record.measured);
  patience_.add_supplied(request);
  frontend_->arrive(request, now);
}

void Client::fire_exhausted() {
  supply();
  is_extraordinary_ ? fire_extraordinary() : fire();
}

void Client::fire_extraordinary() {
  const sim::Time now = next_;
  const RequestId request = requests_.acquire_supplied();
  Request& record = requests_[request];
  begin(record);
  demands_.assign(requests_, request);
  ledger_.offered(record);
  retries_.request_began(now);
  if (users_) {
    origin_of(request).user = users_->take();
    next_ = users_->next();
  } else {
    advance();
  }
  send(request, now);
}

void Client::send(RequestId request, sim::Time now) {
  Request& record = requests_[request];
  record.arrived = now;
  record.waited = Request::kNotServed;
  patience_.add(request);
  frontend_->arrive(request, now);
}

void Client::check_conservation() const {
  ledger_.check_balance(requests_.in_use());
  std::vector<std::int64_t> measured(demands_.class_count());
  requests_.for_each_in_use(
      [&](const Request& request) { measured[request.request_class] += request.measured ? 1 : 0; });
  for (std::size_t number = 0; number < measured.size(); ++number) {
    ledger_.check_measured(number, measured[number]);
  }
}

void Client::completed(RequestId request, sim::Time now) {
  const Request& record = requests_[request];
  if (record.abandoned || record.attempt != 0 || users_) [[unlikely]] {
    completed_specially(request, now);
    return;
  }
  ledger_.completed(record, now - record.arrived);
  patience_.remove(request);
  requests_.release(request);
}

void Client::completed_specially(RequestId request, sim::Time now) {
  const Request& record = requests_[request];
  if (record.abandoned) {
    release_abandoned(request);
    return;
  }
  const sim::Time began = record.attempt == 0 ? record.arrived : origin_of(request).first_attempt;
  ledger_.completed(record, now - began);
  patience_.remove(request);
  if (users_) {
    think(request, now);
  }
  requests_.release(request);
}

void Client::refused(RequestId request, Refusal reason, sim::Time now) {
  const Request& record = requests_[request];
  if (record.abandoned) {
    release_abandoned(request);
    return;
  }
  const Unserved how = how_ended(reason);
  patience_.remove(request);
  ledger_.attempt_unserved(record, how);
  if (retries_.are_allowed(how, record, now)) {
    back_off(request, now);
    return;
  }
  ledger_.unserved(record, how);
  if (users_) {
    think(request, now);
  }
  requests_.release(request);
}

/// An answer at the very instant still counts: completions come first. Where the server does not learn that the client
/// has given up it works on, and that is what makes storms of retries. The next attempt is a record of its own, which
/// takes the request over.
void Client::deadline_passed(RequestId request, sim::Time now) {
  ledger_.attempt_unserved(requests_[request], Unserved::kTimedOut);
  if (retries_.are_allowed(Unserved::kTimedOut, requests_[request], now)) {
    const RequestId next = requests_.acquire_copy(request);
    supplied_to_ = 0;  // it may have been the last one
    if (requests_[request].attempt > 0 || users_) {
      const Origin origin = origin_of(request);
      origin_of(next) = origin;
    }
    back_off(next, now);
  } else {
    ledger_.unserved(requests_[request], Unserved::kTimedOut);
    if (users_) {
      think(request, now);
    }
  }
  Request& given_up = requests_[request];
  given_up.abandoned = true;
  given_up.measured = false;
  ledger_.abandoned();
  if (cancels_) {
    frontend_->disconnected(request, now);
  }
}

void Client::back_off(RequestId request, sim::Time now) {
  Request& record = requests_[request];
  if (record.attempt == 0) {
    origin_of(request).first_attempt = record.arrived;
  }
  ++record.attempt;
  ledger_.backoff_began(record);
  retries_.wait(request, record, now);
}

void Client::try_again(RequestId request, sim::Time now) {
  ledger_.backoff_ended(requests_[request]);
  send(request, now);
}

void Client::cold_start(RequestId request, sim::Time) {
  if (!requests_[request].abandoned) {
    ledger_.cold_start(requests_[request]);
  }
}

/// The user who sent it has the final answer.
void Client::think(RequestId request, sim::Time now) {
  users_->answered(origin_of(request).user, now);
  next_ = users_->next();
}

void Client::release_abandoned(RequestId request) {
  ledger_.abandoned_returned();
  requests_.release(request);
}

Client::Origin& Client::origin_of(RequestId request) {
  if (request.index() >= origins_.size()) {
    origins_.resize(request.index() + std::size_t{1});
  }
  return origins_[request.index()];
}

}  // namespace models::client
