// Assembly: the stages of one run, wired. The only place that knows all stages.
#pragma once

#include <deque>
#include <memory>

#include "models/client/client.hpp"
#include "models/client/flow.hpp"
#include "scenarios/run.hpp"

namespace scenarios {

/// Everything one run consists of. The order of members is the order in which they depend on each other.
class Assembly {
 public:
  Assembly(const Prepared& prepared, std::size_t architecture, std::size_t replication);
  Assembly(const Assembly&) = delete;
  Assembly& operator=(const Assembly&) = delete;

  sim::Time start_time() const { return start_; }

  sim::Kernel kernel;
  models::RequestTable requests;
  models::Gauges gauges{};
  models::Meters meters;
  models::EventLog events;
  std::unique_ptr<models::Fleet> fleet;
  std::unique_ptr<models::client::Client> client{};  ///< sends requests, or
  std::unique_ptr<models::client::Flow> flow{};      ///< rates
  std::unique_ptr<models::Architecture> architecture{};

  /// Lets the architecture and its traffic begin.
  void start();
  /// All that happens before `end`; what arrived by then has been sent.
  void run_until(sim::Time end);
  void begin_measuring() { client ? client->begin_measuring() : flow->begin_measuring(); }
  void end_measuring() { client ? client->end_measuring() : flow->end_measuring(); }
  models::client::Counts take_tick() { return client ? client->take_tick() : flow->take_tick(); }
  void close_books() { client ? client->close_books() : flow->close_books(); }
  const models::client::Ledger& ledger() const { return client ? client->ledger() : flow->ledger(); }
  std::uint64_t requests_sent() const { return client ? client->requests_sent() : flow->requests_sent(); }
  void check_conservation() const { client ? client->check_conservation() : flow->check_conservation(); }

 private:
  sim::Time start_;
  std::unique_ptr<models::RunContext> context_;
  std::unique_ptr<models::Parts> parts_;
};

}  // namespace scenarios
