// What: the client: sends requests when the workload says so, tries again what was not answered, and receives every
//   answer.
// Source: models/client/retries.hpp, retry_budget.hpp, thinking_users.hpp.
// Units: time in nanoseconds.
// Assumes: a server learns at once that its client has given up (`cancel_on_disconnect`), or never: it then works on,
// and
//   is billed.
// Leaves out: connections; hedged requests.
// Checked against: tests/unit/models/client; conservation is checked at the end of every run.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/client/client_config.hpp"
#include "models/client/demand_source.hpp"
#include "models/client/ledger.hpp"
#include "models/client/retries.hpp"
#include "models/client/thinking_users.hpp"
#include "models/ports/arrivals.hpp"
#include "models/ports/deadline_list.hpp"
#include "models/ports/outcome.hpp"

namespace models::client {

/// What a client is made from.
struct ClientSetup {
  std::unique_ptr<ArrivalStream> arrivals{};  ///< of open load
  const Users* users = nullptr;               ///< of closed load, instead
  const Application& application;
  const Program& program;
  const ClientConfig& config;
  sim::Duration slo_latency = sim::Duration::max();
  std::uint64_t seed = 0;
  std::uint64_t replication = 0;
};

/// The kernel's source of arrivals and the end of every request.
class Client final : public Outcomes, private DeadlineOwner, private RetryOwner {
 public:
  Client(sim::Kernel& kernel, RequestTable& requests, ClientSetup setup);
  /// Where requests go. Set once, before the run.
  void set_frontend(Frontend& frontend) { frontend_ = &frontend; }

  // EventSource
  const sim::Time& next() const { return next_; }
  void fire();

  // Outcomes
  void completed(RequestId request, sim::Time now) override;
  void refused(RequestId request, Refusal reason, sim::Time now) override;
  void cold_start(RequestId request, sim::Time now) override;

  void begin_measuring() { ledger_.begin_measuring(); }
  void end_measuring() { ledger_.end_measuring(); }
  Counts take_tick() { return ledger_.take_tick(); }
  void close_books() { ledger_.close(); }
  const Ledger& ledger() const { return ledger_; }
  /// Requests, not attempts.
  std::uint64_t requests_sent() const { return sent_; }
  /// Aborts the program if a request was lost or ended twice. O(records).
  void check_conservation() const;

 private:
  static constexpr std::size_t kBeforeBlock = ~std::size_t{0};

  /// What the client remembers of a request besides its attempt's record; kept only where it is asked for.
  struct Origin {
    sim::Time first_attempt{};
    std::uint32_t user = 0;
  };

  /// What runs out once in hundreds of requests is looked at before a request is begun: nothing then interrupts it.
  bool is_exhausted() const { return position_ + 1 >= supplied_to_ || patience_.is_exhausted(); }
  void supply();
  void refill();
  void advance() { next_ = block_.at[++position_]; }
  [[gnu::always_inline]] inline void begin(Request& record);
  [[gnu::noinline]] void fire_exhausted();
  void fire_extraordinary();
  void send(RequestId request, sim::Time now);
  [[gnu::noinline]] void completed_specially(RequestId request, sim::Time now);
  void deadline_passed(RequestId request, sim::Time now) override;
  void try_again(RequestId request, sim::Time now) override;
  void back_off(RequestId request, sim::Time now);
  void think(RequestId request, sim::Time now);
  void release_abandoned(RequestId request);
  Origin& origin_of(RequestId request);

  RequestTable& requests_;
  std::unique_ptr<ArrivalStream> arrivals_;
  std::optional<ThinkingUsers> users_{};
  DemandSource demands_;
  DeadlineList<&Request::arrived, &Request::in_patience> patience_;
  Retries retries_;
  Ledger ledger_;
  Frontend* frontend_ = nullptr;
  bool cancels_;           ///< servers learn that a client has given up
  bool is_extraordinary_;  ///< users send requests, or one may pay into a budget or be of several classes

  ArrivalBlock block_{};
  std::size_t position_ = 0;     ///< of next_ in the block
  std::size_t supplied_to_ = 0;  ///< the position before which all that an ordinary request needs is at hand
  sim::Time next_{};
  std::uint64_t sent_ = 0;
  std::vector<Origin> origins_{};  ///< by record: of requests that were tried again, and of closed load
};

}  // namespace models::client
