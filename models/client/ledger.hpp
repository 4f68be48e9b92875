// What: the books of the client: what became of every request and of every attempt, and how long requests took.
// Units: latency in nanoseconds, first attempt to final answer, of completed requests.
// Checked against: tests/unit/models/client; check_balance() runs at the end of every run.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/client/client_config.hpp"
#include "models/client/law_latencies.hpp"
#include "models/ports/request.hpp"
#include "sim/check.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/units/int128.hpp"

namespace models::client {

/// Counts of requests in one tick, or of the measured ones in a run.
struct Counts {
  std::int64_t offered = 0;
  std::int64_t completed = 0;
  std::int64_t rejected = 0;
  std::int64_t timed_out = 0;
  std::int64_t failed = 0;
  std::int64_t cold_starts = 0;

  /// How many were offered and have not ended.
  std::int64_t open() const { return offered - completed - rejected - timed_out - failed; }
};

/// Attempts of measured requests that began inside the window, and how they ended inside it.
struct Attempts {
  std::int64_t sent = 0;
  std::int64_t completed = 0;
  std::int64_t rejected = 0;
  std::int64_t timed_out = 0;
  std::int64_t failed = 0;
  std::int64_t open_at_end = 0;
};

/// The requests whose first attempt arrived in the measured window.
struct Measured {
  std::int64_t open_at_end = 0;  ///< still in flight at the window's end
  std::int64_t within_slo = 0;   ///< completed within the SLO's latency, those that drained later included
  std::int64_t waits = 0;        ///< how many attempts ended after service had begun
  sim::Int128 wait_nanoseconds = 0;
  sim::stats::LatencyHistogram latency{};  ///< complete: those that drained later included
};

/// Every function here is O(1), but for sums over classes, and over the laws that rates have met.
class Ledger {
 public:
  Ledger(std::size_t classes, sim::Duration slo_latency) : slo_latency_{slo_latency}, by_class_(classes) {}

  bool is_measuring() const { return is_measuring_; }
  /// From here on requests are measured.
  void begin_measuring();
  /// No request that arrives from here on is measured; what is open stays so and is followed.
  void end_measuring();

  /// A request's first attempt begins.
  void offered(const Request& request) { offered(request.request_class, request.measured); }
  void offered(std::size_t request_class, bool is_measured) {
    ByClass& own = by_class_[request_class];
    ++own.all.offered;
    own.measured.offered += is_measured ? 1 : 0;
  }
  // Inline, since every request comes here.
  void completed(const Request& request, sim::Duration latency) {
    ByClass& own = of(request);
    ++own.all.completed;
    if (request.measured) {
      ++own.measured.completed;
      tick_latency_.record(latency);
      measured_.within_slo += latency <= slo_latency_ ? 1 : 0;
      note_wait(request);
    }
  }
  /// An attempt was not answered; the request may be tried again.
  void attempt_unserved(const Request& attempt, Unserved how);
  /// It won't be.
  void unserved(const Request& request, Unserved how);
  /// The request waits for its next attempt; that attempt begins.
  void backoff_began(const Request& request) { measured_waiting_ += request.measured ? 1 : 0; }
  void backoff_ended(const Request& request);
  void cold_start(Request& request);
  /// The client gave an attempt up that is still at a server; that attempt has come back.
  void abandoned() { ++abandoned_; }
  void abandoned_returned() { --abandoned_; }

  /// Rates instead of requests: so many of a class begin and end in a step, those that came first ending first. What is
  /// `offered` is measured if the ledger is measuring. Requires that no more end than are open. Returns how many
  /// measured ones were completed; their latencies follow.
  std::int64_t book(std::size_t request_class, const Counts& step);
  /// Latencies of completed measured requests that were booked: so many of them had that law's, which lasts as long as
  /// the ledger.
  void latencies(const LatencySlices& law, std::int64_t requests);
  /// Or the slices', for once.
  void latencies(const SlicedRequests& sliced);
  /// Their time in queues.
  void waits(std::int64_t requests, sim::Int128 nanoseconds) {
    measured_.waits += requests;
    measured_.wait_nanoseconds += nanoseconds;
  }
  /// Of that class.
  std::int64_t open_of(std::size_t request_class) const { return by_class_[request_class].all.open(); }

  std::int64_t open() const;
  std::int64_t measured_open() const;
  /// What happened since the last call, all classes together; the latency histogram of that time is merged into the
  /// measured one.
  Counts take_tick();
  /// The tick that was taken last, by class.
  const Counts& last_tick_of(std::size_t request_class) const { return by_class_[request_class].last_tick; }
  /// Of the latencies of the current tick, before take_tick(); 0 < q < 1. Nothing where nobody was answered.
  std::optional<sim::Duration> tick_quantile(double q) const;
  /// Those of requests that came one by one.
  const sim::stats::LatencyHistogram& tick_latency() const { return tick_latency_; }
  /// The run is over: what the last tick holds, and all that was booked by law, is counted.
  void close();

  /// Complete after close().
  const Measured& measured() const { return measured_; }
  /// How measured requests ended inside the window; `offered` is all of them.
  Counts measured_counts() const;
  Attempts measured_attempts() const;

  /// Aborts the program if a request or an attempt was lost or ended twice: `records` of the table are in use, as many
  /// as there are open requests and abandoned attempts; attempts balance.
  void check_balance(std::size_t records) const;
  /// The same of measured requests of a class: so many have a record.
  void check_measured(std::size_t request_class, std::int64_t records) const;
  /// The same of a class whose requests are booked as rates: so many were sent since the run began.
  void check_booked(std::size_t request_class, std::int64_t sent) const;

 private:
  /// Counts only grow, so that a request's way takes few of them: ticks, the window, and who is open are differences.
  struct ByClass {
    Counts all{};              ///< since the run began
    Counts measured{};         ///< of measured requests, whenever they end
    Counts measured_at_end{};  ///< the same when the window ended
    Counts before_tick{};      ///< `all` when the tick began
    Counts last_tick{};
    std::int64_t open_before_zero = 0;  ///< for book(): came before measuring began, and have not ended
  };

  void count(const SlicedRequests& sliced, sim::stats::LatencyHistogram& histogram);
  double next_phase();
  /// How measured requests ended inside the window; cold starts are counted to the end.
  Counts in_window(const ByClass& own) const;
  ByClass& of(const Request& request) { return by_class_[request.request_class]; }
  void note_wait(const Request& attempt) {
    if (attempt.waited != Request::kNotServed) {
      SIM_DCHECK(attempt.waited >= sim::Duration{}, "nobody is served before its time");
      ++measured_.waits;
      measured_.wait_nanoseconds += static_cast<std::uint64_t>(attempt.waited.nanoseconds());
    }
  }

  sim::Duration slo_latency_;
  bool is_measuring_ = false;
  bool is_window_over_ = false;
  std::vector<ByClass> by_class_;
  std::int64_t abandoned_ = 0;
  std::int64_t measured_waiting_ = 0;  ///< measured requests between two attempts
  Attempts attempts_{};                ///< `sent`: but for first ones; `completed`: see measured_attempts()
  sim::stats::LatencyHistogram tick_latency_{};
  LawLatencies by_law_{};     ///< of a tick either these are empty or the histogram is
  double slice_phase_ = 0.0;  ///< so that rounding favours no slice
  Measured measured_{};
};

}  // namespace models::client
