// What: AWS Lambda. A request takes an idle environment, or starts a new one (cold start: unbilled placement, billed
//   INIT), or is throttled by the concurrency limit or the scaling rate. An environment serves one request at a time.
// Source: AWS Lambda developer guide (execution environment, scaling behaviour, quotas), read 2023-10; scaling rate
//   announcement of 2023-11; INIT billing since 2025-08-01.
// Units: memory MiB, billed time ms.
// Assumes: a request that meets no idle environment waits for the one it starts; CPU share is memory / 1,769 MiB;
//   INIT and invocation are each rounded up to a millisecond (whether AWS rounds their sum is not published).
// Leaves out: reserved share of other functions, provisioned concurrency, SnapStart, asynchronous invocation, timeouts.
// Checked against: tests/unit/models/compute/lambda_test.cpp, tests/theory.
#pragma once

#include <memory>
#include <vector>

#include "models/compute/lambda/config.hpp"
#include "models/compute/lambda/environments.hpp"
#include "models/ports/architecture.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/token_bucket.hpp"

namespace models::lambda {

/// Which phases of the program run in the function, and how fast.
struct FunctionPhase {
  std::size_t phase = 0;
  std::uint64_t speed = 0;  ///< Q32: reference CPU time per time; 0 for waiting, which takes its demand
};

/// Complexity per request: O(log environments in use), independent of how many are idle.
class LambdaFunction final : public Architecture {
 public:
  LambdaFunction(const LambdaConfig& config, const RunContext& context);

  void start(sim::Time now) override;
  void arrive(RequestId request, sim::Time now) override;
  void settle(sim::Time) override {}
  void finish(sim::Time now) override;
  /// Exact for invocations that ended; those in progress count in proportion to the time that has passed.
  /// O(environments).
  std::int64_t cpu_used(sim::Time now) override;
  std::int64_t replicas_ended() const override { return ended_; }
  sim::Duration replica_lifetimes() const override { return lifetimes_; }

 private:
  using State = EnvironmentState;

  EnvironmentId create(sim::Time now);
  bool start_cold(RequestId request, sim::Time now);
  void invoke(EnvironmentId environment, RequestId request, sim::Time now);
  void event(std::uint32_t environment, sim::Time now);
  void expect_event(std::uint32_t environment, bool is_near) const;
  void completed(EnvironmentId environment, sim::Time now);
  void look_for_expired(std::uint32_t unused, sim::Time now);
  void rest(EnvironmentId environment, sim::Time now);
  void end(EnvironmentId environment, sim::Time now);
  void bill(sim::Time began, sim::Time now);
  bool may_log_refusal(sim::Time now);

  sim::Kernel& kernel_;
  RequestTable& requests_;
  Outcomes& outcomes_;
  Gauges& gauges_;
  Meters& meters_;
  EventLog& events_;
  Fleet& fleet_;

  std::vector<std::vector<FunctionPhase>> phases_{};  ///< per class of requests
  std::uint64_t vcpu_per_work_ = 0;                   ///< Q32: vCPU time spent per reference CPU time
  sim::Vcpu vcpu_{};
  sim::Bytes memory_{};
  std::int64_t memory_mib_ = 0;
  std::int64_t concurrency_limit_ = 0;
  std::int64_t initial_environments_ = 0;

  sim::random::Sampler placement_{};
  sim::random::Sampler init_{};
  sim::random::Sampler expiry_{};
  sim::random::Stream placement_stream_;
  sim::random::Stream init_stream_;
  sim::random::Stream expiry_stream_;
  sim::TokenBucket scaling_;

  Environments environments_{};
  IdleEnvironments idle_;
  sim::SlotId collector_{};
  sim::Time collector_at_ = sim::Time::never();
  std::int64_t in_use_ = 0;  ///< starting, initialising or busy: the concurrency
  std::uint32_t next_zone_ = 0;
  sim::Time next_refusal_entry_;
  bool was_throttled_ = false;

  MeterId requests_meter_{};
  MeterId duration_meter_{};
  sim::Int128 work_done_ = 0;  ///< reference CPU time of invocations that ended
  std::int64_t ended_ = 0;
  sim::Duration lifetimes_{};
};

}  // namespace models::lambda
