#include "models/client/client.hpp"

#include "sim/check.hpp"

namespace models::client {

Client::Client(sim::Kernel& kernel, RequestTable& requests, std::unique_ptr<ArrivalStream> arrivals,
               DemandSource demands, const ClientConfig& config, sim::Duration slo_latency)
    : requests_{requests},
      arrivals_{std::move(arrivals)},
      demands_{std::move(demands)},
      slo_latency_{slo_latency},
      patience_{kernel, requests, config.timeout.value_or(sim::Duration::max()), *this} {
  refill();
}

void Client::refill() {
  arrivals_->fill(block_);
  position_ = 0;
  if (block_.count == 0) {
    next_ = sim::Time::never();
    return;
  }
  demands_.fill(block_.count);
  next_ = block_.at[0];
}

void Client::fire() {
  const sim::Time now = next_;
  const RequestId request = requests_.acquire();
  Request& record = requests_[request];
  record.arrived = now;
  record.waited = Request::kNotServed;
  record.measured = is_measuring_;
  record.abandoned = false;
  const std::size_t phases = demands_.phases();
  for (std::size_t phase = 0; phase < phases; ++phase) {
    requests_.set_demand(request, phase, demands_.demand(phase, position_));
  }
  ++sent_;
  ++open_;
  ++tick_.offered;
  if (is_measuring_) {
    ++measured_open_;
    ++measured_.counts.offered;
  }
  if (patience_.is_limited()) {
    patience_.begin(request, now);
  }
  ++position_;
  if (position_ < block_.count) {
    next_ = block_.at[position_];
  } else {
    refill();
  }
  frontend_->arrive(request, now);
}

void Client::completed(RequestId request, sim::Time now) {
  const Request& record = requests_[request];
  if (record.abandoned) [[unlikely]] {
    release_abandoned(request);
    return;
  }
  ++tick_.completed;
  if (record.measured) {
    const sim::Duration latency = now - record.arrived;
    tick_latency_.record(latency);
    measured_.within_slo += latency <= slo_latency_ ? 1 : 0;
    measured_.counts.completed += is_window_over_ ? 0 : 1;
  }
  close(request);
}

void Client::refused(RequestId request, Refusal reason, sim::Time) {
  if (requests_[request].abandoned) {
    release_abandoned(request);
    return;
  }
  count_refusal(request, reason);
  close(request);
}

void Client::count_refusal(RequestId request, Refusal reason) {
  const bool is_counted = requests_[request].measured && !is_window_over_;
  Counts unused;
  Counts& measured = is_counted ? measured_.counts : unused;
  switch (reason) {
    case Refusal::kQueueFull:
    case Refusal::kNoHealthyTarget:
    case Refusal::kThrottled:
      ++tick_.rejected;
      ++measured.rejected;
      break;
    case Refusal::kQueueTimeout:
    case Refusal::kClientTimeout:
      ++tick_.timed_out;
      ++measured.timed_out;
      break;
    case Refusal::kReplicaStopped:
      ++tick_.failed;
      ++measured.failed;
      break;
  }
}

void Client::cold_start(RequestId request, sim::Time) {
  ++tick_.cold_starts;
  if (requests_[request].measured) {
    ++measured_.counts.cold_starts;
  }
}

/// The server does not learn of it and works on; that is what makes storms of retries.
void Client::patience_ended(RequestId request) {
  count_refusal(request, Refusal::kClientTimeout);
  Request& record = requests_[request];
  forget(record);
  record.abandoned = true;
  record.measured = false;
  ++abandoned_;
}

void Client::close(RequestId request) {
  if (patience_.is_limited()) {
    patience_.end(request);
  }
  forget(requests_[request]);
  requests_.release(request);
}

void Client::release_abandoned(RequestId request) {
  --abandoned_;
  requests_.release(request);
}

void Client::forget(const Request& record) {
  --open_;
  if (record.measured) {
    --measured_open_;
    if (record.waited != Request::kNotServed) {
      ++measured_.waits;
      measured_.wait_nanoseconds += record.waited.nanoseconds();
    }
  }
}

void Client::begin_measuring() {
  is_measuring_ = true;
  tick_ = {};
  tick_latency_.reset();
}

void Client::end_measuring() {
  is_measuring_ = false;
  is_window_over_ = true;
  measured_.open_at_end = measured_open_;
}

Counts Client::take_tick() {
  const Counts counts = tick_;
  tick_ = {};
  measured_.latency.merge(tick_latency_);
  tick_latency_.reset();
  return counts;
}

void Client::check_conservation() const {
  const Counts& counts = measured_.counts;
  const std::int64_t in_flight_end = is_window_over_ ? measured_.open_at_end : measured_open_;
  SIM_CHECK(counts.offered == counts.completed + counts.rejected + counts.timed_out + counts.failed + in_flight_end,
            "a measured request was lost or ended twice");
  SIM_CHECK(open_ >= 0 && abandoned_ >= 0 && requests_.in_use() == static_cast<std::size_t>(open_ + abandoned_),
            "the request pool holds something else than the requests in flight");
}

}  // namespace models::client
