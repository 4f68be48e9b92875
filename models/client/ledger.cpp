#include "models/client/ledger.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "sim/check.hpp"

namespace models::client {

namespace {

void add(Counts& sum, const Counts& part) {
  sum.offered += part.offered;
  sum.completed += part.completed;
  sum.rejected += part.rejected;
  sum.timed_out += part.timed_out;
  sum.failed += part.failed;
  sum.cold_starts += part.cold_starts;
}

Counts difference(Counts from, const Counts& part) {
  from.offered -= part.offered;
  from.completed -= part.completed;
  from.rejected -= part.rejected;
  from.timed_out -= part.timed_out;
  from.failed -= part.failed;
  from.cold_starts -= part.cold_starts;
  return from;
}

/// The count of that ending, in Counts or Attempts.
template <class Books>
std::int64_t& count_of(Books& books, Unserved how) {
  switch (how) {
    case Unserved::kRejected:
      return books.rejected;
    case Unserved::kTimedOut:
      return books.timed_out;
    case Unserved::kFailed:
      break;
  }
  return books.failed;
}

}  // namespace

void Ledger::begin_measuring() {
  is_measuring_ = true;
  for (ByClass& own : by_class_) {
    own.before_tick = own.all;
    own.open_before_zero = own.all.open();
  }
  tick_latency_.reset();
  by_law_.forget_tick();
}

void Ledger::end_measuring() {
  is_measuring_ = false;
  is_window_over_ = true;
  for (ByClass& own : by_class_) {
    own.measured_at_end = own.measured;
  }
  measured_.open_at_end = measured_open();
  attempts_.open_at_end = measured_.open_at_end - measured_waiting_;
}

void Ledger::attempt_unserved(const Request& attempt, Unserved how) {
  if (attempt.measured) {
    count_of(attempts_, how) += is_window_over_ ? 0 : 1;
    note_wait(attempt);
  }
}

void Ledger::unserved(const Request& request, Unserved how) {
  ByClass& own = of(request);
  ++count_of(own.all, how);
  count_of(own.measured, how) += request.measured ? 1 : 0;
}

void Ledger::backoff_ended(const Request& request) {
  if (request.measured) {
    --measured_waiting_;
    attempts_.sent += is_window_over_ ? 0 : 1;
  }
}

/// A request that met one on its first attempt may meet another on its next.
void Ledger::cold_start(Request& request) {
  if (request.had_cold_start) {
    return;
  }
  request.had_cold_start = true;
  ++of(request).all.cold_starts;
  of(request).measured.cold_starts += request.measured ? 1 : 0;
}

std::int64_t Ledger::book(std::size_t request_class, const Counts& step) {
  ByClass& own = by_class_[request_class];
  add(own.all, step);
  SIM_CHECK(own.all.open() >= 0, "more requests ended than were open");
  if (is_measuring_) {
    own.measured.offered += step.offered;
    own.measured.cold_starts += step.cold_starts;
  }
  // Who came before the window goes first; whoever came after it ends last.
  const auto measured_of = [&own](std::int64_t requests) {
    const std::int64_t before = std::min(requests, own.open_before_zero);
    own.open_before_zero -= before;
    return std::min(requests - before, own.measured.open());
  };
  const std::int64_t completed = measured_of(step.completed);
  own.measured.completed += completed;
  for (const auto& [how, requests] :
       {std::pair{Unserved::kTimedOut, step.timed_out}, std::pair{Unserved::kRejected, step.rejected},
        std::pair{Unserved::kFailed, step.failed}}) {
    const std::int64_t measured = measured_of(requests);
    count_of(own.measured, how) += measured;
    count_of(attempts_, how) += is_window_over_ ? 0 : measured;
  }
  return completed;
}

void Ledger::latencies(const LatencySlices& law, std::int64_t requests) {
  if (tick_latency_.empty()) {
    by_law_.add(law, requests);
  } else {
    count({law, requests, next_phase()}, tick_latency_);
  }
}

void Ledger::latencies(const SlicedRequests& sliced) {
  for (const LawLatencies::Law& law : by_law_.pour_tick()) {
    count({*law.slices, law.requests, next_phase()}, tick_latency_);
  }
  count(sliced, tick_latency_);
}

void Ledger::count(const SlicedRequests& sliced, sim::stats::LatencyHistogram& histogram) {
  histogram.record_ascending(sliced.nanoseconds(), sliced.requests());
  for (std::size_t i = 0; i < sliced.requests().size() && sliced.nanoseconds()[i] <= slo_latency_.nanoseconds(); ++i) {
    measured_.within_slo += static_cast<std::int64_t>(sliced.requests()[i]);
  }
}

/// Visits [0, 1) evenly.
double Ledger::next_phase() {
  constexpr double kGoldenStep = 0.61803398874989485;
  slice_phase_ += kGoldenStep;
  slice_phase_ -= std::floor(slice_phase_);
  return slice_phase_;
}

std::optional<sim::Duration> Ledger::tick_quantile(double q) const {
  return by_law_.is_tick_empty() ? tick_latency_.quantile(q)
                                 : sim::Duration::nanoseconds(std::llround(by_law_.tick_quantile(q)));
}

std::int64_t Ledger::open() const {
  std::int64_t total = 0;
  for (const ByClass& own : by_class_) {
    total += own.all.open();
  }
  return total;
}

std::int64_t Ledger::measured_open() const {
  std::int64_t total = 0;
  for (const ByClass& own : by_class_) {
    total += own.measured.open();
  }
  return total;
}

Counts Ledger::take_tick() {
  Counts total;
  for (ByClass& own : by_class_) {
    own.last_tick = difference(own.all, own.before_tick);
    own.before_tick = own.all;
    add(total, own.last_tick);
  }
  measured_.latency.merge(tick_latency_);
  tick_latency_.reset();
  by_law_.take_tick();
  return total;
}

void Ledger::close() {
  take_tick();
  for (const LawLatencies::Law& law : by_law_.all()) {
    count({*law.slices, law.requests, next_phase()}, measured_.latency);
  }
}

Counts Ledger::in_window(const ByClass& own) const {
  Counts counts = is_window_over_ ? own.measured_at_end : own.measured;
  counts.cold_starts = own.measured.cold_starts;
  return counts;
}

Counts Ledger::measured_counts() const {
  Counts total;
  for (const ByClass& own : by_class_) {
    add(total, in_window(own));
  }
  return total;
}

Attempts Ledger::measured_attempts() const {
  const Counts requests = measured_counts();
  Attempts attempts = attempts_;
  attempts.sent += requests.offered;
  attempts.completed = requests.completed;  // an answer to any attempt completes its request
  if (!is_window_over_) {
    attempts.open_at_end = measured_open() - measured_waiting_;
  }
  return attempts;
}

void Ledger::check_balance(std::size_t records) const {
  const Attempts attempts = measured_attempts();
  SIM_CHECK(attempts.sent ==
                attempts.completed + attempts.rejected + attempts.timed_out + attempts.failed + attempts.open_at_end,
            "an attempt of a measured request was lost or ended twice");
  SIM_CHECK(open() >= 0 && abandoned_ >= 0 && records == static_cast<std::size_t>(open() + abandoned_),
            "the request pool holds something else than the requests in flight");
}

void Ledger::check_measured(std::size_t request_class, std::int64_t records) const {
  SIM_CHECK(by_class_[request_class].measured.open() == records, "a measured request was lost or ended twice");
}

void Ledger::check_booked(std::size_t request_class, std::int64_t sent) const {
  SIM_CHECK(by_class_[request_class].all.offered == sent, "requests that came as rates were lost or booked twice");
}

}  // namespace models::client
