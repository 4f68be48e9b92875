// What: the client: sends requests when the workload says so and receives every answer. It counts, measures latency and
//   checks that nothing disappears.
// Source: none.
// Units: latency in nanoseconds, first attempt to final answer, of completed requests.
// Assumes: open arrivals; one attempt a request; a server does not learn that its client has given up.
// Leaves out: retries, closed-loop users.
// Checked against: tests/unit/models/client/client_test.cpp; conservation is checked at the end of every run.
#pragma once

#include <memory>

#include "models/client/client_config.hpp"
#include "models/client/demand_source.hpp"
#include "models/client/patience.hpp"
#include "models/ports/arrivals.hpp"
#include "models/ports/outcome.hpp"
#include "models/ports/request.hpp"
#include "sim/stats/histogram.hpp"

namespace models::client {

/// Counts of one tick, or of the measured requests of a run.
struct Counts {
  std::int64_t offered = 0;
  std::int64_t completed = 0;
  std::int64_t rejected = 0;
  std::int64_t timed_out = 0;
  std::int64_t failed = 0;
  std::int64_t cold_starts = 0;
};

/// The requests whose first attempt arrived in the measured window.
struct Measured {
  Counts counts{};               ///< ended inside the window, but `offered`: all of them
  std::int64_t open_at_end = 0;  ///< still in flight at the window's end
  std::int64_t within_slo = 0;   ///< completed within the SLO's latency, those that drained later included
  std::int64_t waits = 0;        ///< how many ended after service had begun
  sim::Int128 wait_nanoseconds = 0;
  sim::stats::LatencyHistogram latency{};  ///< complete: those that drained later included
};

/// The kernel's source of arrivals and the end of every request.
class Client final : public Outcomes, private ImpatientOwner {
 public:
  Client(sim::Kernel& kernel, RequestTable& requests, std::unique_ptr<ArrivalStream> arrivals, DemandSource demands,
         const ClientConfig& config, sim::Duration slo_latency);
  /// Where requests go. Set once, before the run.
  void set_frontend(Frontend& frontend) { frontend_ = &frontend; }

  // EventSource
  sim::Time next() const { return next_; }
  void fire();

  // Outcomes
  void completed(RequestId request, sim::Time now) override;
  void refused(RequestId request, Refusal reason, sim::Time now) override;
  void cold_start(RequestId request, sim::Time now) override;

  /// From here on requests are measured.
  void begin_measuring();
  /// No request that arrives from here on is measured; what is open stays so and is followed.
  void end_measuring();
  /// Measured requests that have not ended yet.
  std::int64_t measured_in_flight() const { return measured_open_; }
  std::int64_t in_flight() const { return open_; }
  std::uint64_t requests_sent() const { return sent_; }

  /// What happened since the last call; the latency histogram of that time is merged into the measured one.
  Counts take_tick();
  /// Latencies of the current tick, before take_tick().
  const sim::stats::LatencyHistogram& tick_latency() const { return tick_latency_; }
  const Measured& measured() const { return measured_; }

  /// Aborts the program if a request was lost or ended twice: offered = completed + rejected + timed out + failed +
  /// in flight, and the pool holds exactly the requests in flight.
  void check_conservation() const;

 private:
  void refill();
  void patience_ended(RequestId request) override;
  void count_refusal(RequestId request, Refusal reason);
  void close(RequestId request);
  void forget(const Request& record);
  void release_abandoned(RequestId request);

  RequestTable& requests_;
  std::unique_ptr<ArrivalStream> arrivals_;
  DemandSource demands_;
  sim::Duration slo_latency_;
  Patience patience_;
  Frontend* frontend_ = nullptr;

  ArrivalBlock block_{};
  std::size_t position_ = 0;
  sim::Time next_{};

  bool is_measuring_ = false;
  bool is_window_over_ = false;
  std::uint64_t sent_ = 0;
  std::int64_t open_ = 0;
  std::int64_t abandoned_ = 0;  ///< given up by the client, still at the server
  std::int64_t measured_open_ = 0;
  Counts tick_{};
  sim::stats::LatencyHistogram tick_latency_{};
  Measured measured_{};
};

}  // namespace models::client
