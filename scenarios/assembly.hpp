// Assembly: the stages of one run, wired. The only place that knows all stages.
#pragma once

#include <deque>
#include <memory>

#include "models/client/client.hpp"
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
  models::client::Client client;
  std::unique_ptr<models::Architecture> architecture;

 private:
  sim::Time start_;
  std::unique_ptr<models::RunContext> context_;
  std::unique_ptr<models::Parts> parts_;
};

}  // namespace scenarios
