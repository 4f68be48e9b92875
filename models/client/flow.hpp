// What: the client of the fluid fidelity: sends what the workload expects as rates, step by step, and books what comes
//   of it in the ledger that single requests fill too.
// Source: the number of arrivals in a cell of time and the CPU that they ask for are drawn from their laws (Poisson, or
//   what the workload says; gamma with the demands' mean and variance), so that what control loops read scatters as it
//   does with requests.
// Units: requests; seconds of the reference vCPU.
// Assumes: within a cell the rate is the workload's, without chance; a class's requests are its share of all.
// Leaves out: retries (refused), the chance in which classes mix.
// Checked against: tests/unit/models/client/flow_test.cpp, tests/validation/fluid_agreement.py.
#pragma once

#include <cstdint>
#include <vector>

#include "models/client/client_config.hpp"
#include "models/client/ledger.hpp"
#include "models/ports/application.hpp"
#include "models/ports/arrivals.hpp"
#include "models/ports/flow.hpp"
#include "models/ports/outcome.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::client {

/// From this load on what theory says of latencies is less certain.
inline constexpr double kSaturated = 0.9;

/// What a flow is made from.
struct FlowSetup {
  const Workload& workload;
  const Application& application;
  const ClientConfig& config;
  sim::Duration slo_latency = sim::Duration::max();
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
  sim::Duration tick{};  ///< of the time series: cells end there
};

/// Cells begin at whole multiples of their length, which divides a minute and the tick, so that whoever looks at either
/// finds everything settled. The numbers drawn depend on the cell alone: every architecture is offered the same. One
/// kernel slot; a step costs what the architecture's stages cost, O(classes), O(laws met in its tick), and
/// O(LatencySlices::kCount) for conditions that are met once.
class Flow final : public Outcomes, public FlowSource {
 public:
  Flow(sim::Kernel& kernel, FlowSetup setup);
  /// Where steps go. Set once, before the run.
  void set_frontend(Frontend& frontend) { frontend_ = &frontend; }
  /// Requests arrive from now on.
  void start(sim::Time now);

  void settle(sim::Time now) override;

  void begin_measuring() { ledger_.begin_measuring(); }
  void end_measuring() { ledger_.end_measuring(); }
  Counts take_tick() { return ledger_.take_tick(); }
  void close_books() { ledger_.close(); }
  const Ledger& ledger() const { return ledger_; }
  std::uint64_t requests_sent() const { return sent_; }
  /// Aborts the program if requests that were sent are not all in the books.
  void check_conservation() const;
  /// The highest load of any step in the window, 1 being all that its replicas could do.
  double highest_load() const { return highest_load_; }

  // Outcomes: nothing comes one by one.
  void completed(RequestId request, sim::Time now) override;
  void refused(RequestId request, Refusal reason, sim::Time now) override;
  void cold_start(RequestId request, sim::Time now) override;

 private:
  /// What arrives between two multiples of the cell's length.
  struct Cell {
    sim::Time begin{};
    sim::Time end{};
    double expected = 0.0;
    std::int64_t requests = 0;
    double cpu = 0.0;
  };
  /// Whole numbers of a quantity that comes in fractions: what is left is carried on.
  class Whole {
   public:
    std::int64_t take(double amount);

   private:
    double left_ = 0.0;
  };

  void cell_ended(std::uint32_t unused, sim::Time now);
  void enter_cell(sim::Time at);
  std::int64_t draw_count(double expected, double variance, double chance);
  void send(sim::Time from, sim::Time to);
  void divide_by_class(std::int64_t requests);
  double late_share(const FlowStep& step) const;
  void book(const FlowStep& step);
  void book_latencies(const FlowStep& step, std::int64_t completed);
  std::size_t answered_slices(const LatencySlices& latency) const;

  sim::Kernel& kernel_;
  const Workload& workload_;
  Ledger ledger_;
  Frontend* frontend_ = nullptr;
  sim::SlotId cell_slot_;
  sim::Duration cell_length_;
  std::uint64_t stream_key_;
  std::vector<double> shares_{};  ///< of the classes
  DemandMoments demands_;
  double patience_;  ///< nanoseconds that a client waits

  sim::Time began_{};
  sim::Time settled_{};
  bool is_sending_ = false;
  Cell cell_{};
  double expected_total_ = 0.0;  ///< since the start: an even stream's counts are its whole parts
  std::int64_t sent_in_cell_ = 0;
  double cpu_sent_ = 0.0;
  std::uint64_t sent_ = 0;

  FlowStep step_{};
  std::vector<std::int64_t> by_class_{};
  std::vector<std::int64_t> sent_by_class_{};
  Whole rejected_{};
  Whole timed_out_{};
  Whole failed_{};
  Whole given_up_{};
  double part_phase_ = 0.0;  ///< so that rounding favours no part
  double highest_load_ = 0.0;
};

}  // namespace models::client
