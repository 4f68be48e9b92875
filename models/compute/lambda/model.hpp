// What: AWS Lambda. A request takes an idle environment, or starts a new one (cold start: unbilled placement, then
// billed
//   INIT or a restore), or is throttled by a limit. An environment serves one request at a time, is kept when it is
//   idle, and ends without a bill.
// Source: AWS Lambda developer guide (execution environment, scaling behaviour, quotas, SnapStart), read 2023-10 and
//   live pages; scaling rate announcement of 2023-11; INIT billing since 2025-08-01.
// Units: memory MiB, billed time ms.
// Assumes: a request that meets no idle environment waits for the one it starts; CPU share is memory / 1,769 MiB, of
//   which INIT is independent (it has a full vCPU) except in provisioned environments and where it runs again in the
//   first invocation; an invocation that times out takes its environment with it, unless it is provisioned.
// Leaves out: environments that AWS starts before anybody asks; what other functions of the account take.
// Checked against: tests/unit/models/compute/lambda*_test.cpp, tests/theory, tests/validation/cases/2_keep_alive.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/compute/lambda/config.hpp"
#include "models/compute/lambda/environments.hpp"
#include "models/compute/lambda/function_meters.hpp"
#include "models/compute/lambda/in_use.hpp"
#include "models/ports/architecture.hpp"
#include "models/ports/catalog_entry.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/ordered_heap.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/token_bucket.hpp"

namespace models::lambda {

/// Which phases of the program run in the function, and how fast.
struct FunctionPhase {
  std::size_t phase = 0;
  std::uint64_t speed = 0;  ///< Q32: reference CPU time per time; 0 for waiting, which takes its demand
};

/// Complexity per request: O(log environments in use), independent of how many are idle (reuse by creation: O(log idle
/// ones) on top).
class LambdaFunction final : public Architecture, private ProvisionedOwner, private EventSink {
 public:
  /// `scaling`: of provisioned concurrency, if the config has it.
  LambdaFunction(const LambdaConfig& config, const RunContext& context, std::unique_ptr<ScalingPolicy> scaling);

  void start(sim::Time now) override;
  void arrive(RequestId request, sim::Time now) override;
  void settle(sim::Time) override {}
  void finish(sim::Time now) override;
  /// Exact for invocations that ended; those in progress count in proportion to the time that has passed.
  /// O(environments in use).
  sim::Int128 cpu_used(sim::Time now) override;
  std::int64_t replicas_ended() const override { return ended_; }
  sim::Int128 replica_lifetimes() const override { return lifetimes_; }

 private:
  using State = EnvironmentState;
  /// Of an invocation, in nanoseconds.
  struct Work {
    std::int64_t cpu_time = 0;  ///< on the reference vCPU
    std::int64_t length = 0;
  };

  EnvironmentId create(sim::Time now);
  void arrive_specially(RequestId request, sim::Time now);
  Throttle serve(RequestId request, sim::Time now);
  Throttle start_cold(RequestId request, sim::Time now);
  bool serve_provisioned(RequestId request, sim::Time now);
  void throttle(RequestId request, Throttle why, sim::Time now);
  void note(Throttle why, sim::Time now);
  void invoke_warm(EnvironmentId environment, RequestId request, sim::Time now);
  /// `init_again`: nanoseconds that INIT takes once more before the request's own work.
  void invoke(EnvironmentId environment, RequestId request, sim::Time now, std::int64_t init_again);
  Work work_of(RequestId request) const;
  [[gnu::always_inline]] inline void begin(EnvironmentId environment, RequestId request, sim::Time now, Work work);
  [[gnu::always_inline]] void await(EnvironmentId environment, sim::Time at) {
    if (in_use_.has_place_at_hand()) [[likely]] {
      in_use_.push_at_hand(environment, at);
      expect_event(at);
    } else {
      await_among_many(environment, at);
    }
  }
  [[gnu::noinline]] void await_among_many(EnvironmentId environment, sim::Time at);
  [[gnu::always_inline]] void expect_event(sim::Time at) {
    if (at < next_event_) {
      next_event_ = at;
      kernel_.schedule<sim::Phase::kCompletion>(event_slot_, at);
    }
  }
  void events_due(std::uint32_t unused, sim::Time now);
  void expect_next() const;
  void look_for_old(std::uint32_t unused, sim::Time now);
  void started(EnvironmentId environment, sim::Time now);
  void placed(EnvironmentId environment, sim::Time now);
  void initialised(EnvironmentId environment, sim::Time now);
  [[gnu::always_inline]] inline void completed(EnvironmentId environment, sim::Time now);
  void completed_specially(EnvironmentId environment, sim::Time now);
  void look_for_expired(std::uint32_t unused, sim::Time now);
  void expect_expiry(sim::Time expires) {
    if (expires < collector_at_) {
      collector_at_ = expires;
      kernel_.schedule(collector_, expires);
    }
  }
  void rest(EnvironmentId environment, sim::Time now);
  void begin_life(EnvironmentId environment, sim::Time now);
  void rest_provisioned(EnvironmentId environment, sim::Time now);
  void end(EnvironmentId environment, sim::Time now);

  void claim(std::int64_t count, sim::Time now) override;
  std::int64_t allot(std::int64_t count, bool is_at_start, sim::Time now) override;
  void withdraw(std::int64_t count, sim::Time now) override;
  bool try_event(RequestId request, sim::Time now) override;
  void discard(RequestId request, bool is_too_old, sim::Time now) override;

  sim::Kernel& kernel_;
  RequestTable& requests_;
  Outcomes& outcomes_;
  Gauges& gauges_;
  EventLog& events_;
  Fleet& fleet_;
  FunctionMeters meters_;

  std::vector<std::vector<FunctionPhase>> phases_{};  ///< per class of requests
  std::uint64_t only_speed_ = 0;                      ///< of the first phase, where the function runs no other; else 0
  /// Longest demand (in the first phase) of an invocation without any speciality: synchronous, on demand, the last used
  /// environment first, not timed out, and divided in 64 bits. −1: none is.
  std::int64_t longest_plain_ = -1;
  std::uint64_t vcpu_per_work_ = 0;  ///< Q32: vCPU time spent per reference CPU time
  sim::Vcpu vcpu_{};
  sim::Bytes memory_{};
  double share_of_cpu_ = 1.0;  ///< of one vCPU, at most all of it
  std::int64_t timeout_ = 0;   ///< ns
  bool is_restored_ = false;   ///< SnapStart
  std::int64_t concurrency_limit_ = 0;
  double requests_at_start_ = 0.0;  ///< in progress on average
  std::int64_t initial_environments_ = 0;

  sim::random::Sampler placement_{};
  StartTime init_;
  sim::random::Sampler expiry_{};
  std::optional<sim::random::Sampler> lifetime_{};
  sim::random::Stream placement_stream_;
  sim::random::Stream init_stream_;
  sim::random::Stream expiry_stream_;
  sim::random::Stream lifetime_stream_;
  sim::random::Stream error_stream_;
  double error_rate_ = 0.0;
  RequestRate request_rate_;
  sim::TokenBucket scaling_;

  Environments environments_{};
  std::uint8_t usual_special_ = kUsual;  ///< of every environment on demand
  std::uint32_t created_ = 0;
  IdleEnvironments idle_;
  IdleEnvironments idle_provisioned_;
  EnvironmentsInUse in_use_{environments_};
  sim::SlotId event_slot_{};
  sim::Time next_event_ = sim::Time::never();  ///< of those in use; in the past while it is handled
  std::vector<sim::Time> created_at_{};        ///< by environment
  std::vector<sim::Time> recycled_at_{};       ///< by environment, where environments age
  sim::OrderedHeap ages_{};                    ///< all that were created, by that time
  sim::SlotId age_slot_{};
  std::int64_t retiring_ = 0;  ///< busy provisioned environments that are to end
  std::optional<ProvisionedConcurrency> provisioned_{};
  std::optional<EventQueue> queue_{};
  sim::SlotId collector_{};
  sim::Time collector_at_ = sim::Time::never();
  std::int64_t concurrency_ = 0;  ///< on demand: starting, initialising or busy
  std::uint32_t next_zone_ = 0;
  sim::Time next_refusal_entry_;
  std::uint8_t noted_ = 0;  ///< bit i: that requests were throttled for that reason

  sim::Int128 work_done_ = 0;  ///< reference CPU time of invocations that ended
  std::int64_t ended_ = 0;
  sim::Int128 lifetimes_ = 0;  ///< nanoseconds
};

}  // namespace models::lambda
