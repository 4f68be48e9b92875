// What: how many environments a function has, and how many of its requests meet none, where requests come as rates.
// Source: few requests: one by one, at times that are uniform in the step. Many: the number busy is that of
//   M(t)/G/infinity; its peaks within a part of a step are drawn from their law (sim/theory/mginf.hpp); where a peak
//   would need more environments than there are, the number busy is followed in small steps (tau-leaping: Gillespie,
//   J. Chem. Phys. 115, 2001) until nobody waits for an environment and there are plenty again, since whoever waits
//   occupies one for longer, and makes others wait. At the concurrency limit: Erlang's loss formula.
// Units: seconds, unless a name says otherwise.
// Assumes: in small steps invocations are as long as an exponential law with their mean says (sim/theory/mginf.hpp says
//   why that matters little); an environment that is idle for too long goes up to ten seconds late.
// Leaves out: other rules of reuse, ages.
// Checked against: tests/unit/models/compute/lambda_flow_test.cpp, tests/validation/fluid_agreement.py; docs/fluid.md.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/compute/lambda/config.hpp"
#include "models/compute/lambda/invocation_law.hpp"
#include "models/compute/lambda/ladder.hpp"
#include "models/ports/run_context.hpp"
#include "sim/kernel/token_bucket.hpp"

namespace models::lambda {

/// What became of a step's requests.
struct Passed {
  std::int64_t cold_starts = 0;
  std::int64_t restores = 0;
  double throttled = 0.0;
  std::array<bool, 5> why{};           ///< by Throttle
  std::int64_t init_nanoseconds = 0;   ///< billed
  std::int64_t again_nanoseconds = 0;  ///< INIT that runs again in the first invocation
};

/// A step costs O(its requests) while they are few, otherwise O(its parts), and O(small steps) where the pool grows.
class FlowEnvironments {
 public:
  FlowEnvironments(const LambdaConfig& config, const RunContext& context, const InvocationLaw& law);

  /// So many warm ones from the beginning.
  void start(std::int64_t count, sim::Time now);
  /// `expected` requests of which `offered` came, at a rate that is the workload's times `accepted`.
  Passed pass(sim::Time from, sim::Time to, double expected, std::int64_t offered, bool is_even, double accepted);
  std::int64_t count() const { return ladder_.size(); }
  /// Requests in progress now.
  double busy() const;
  std::int64_t ended() const { return ended_; }
  sim::Int128 lifetimes() const { return lifetimes_; }

 private:
  /// Of one step.
  struct Traffic {
    double rate = 0.0;      ///< per second
    double accepted = 1.0;  ///< of the workload's rate
    bool is_even = false;
  };

  /// Invocations that last so long are followed all the time: peaks of successive parts have too much in common.
  static constexpr double kSlow = 2.0;

  bool create(sim::Time now);
  /// Of the environment that was created; nothing if a limit says no.
  bool start_cold(sim::Time now, std::int64_t busy, ColdStart& start, Passed& passed);
  void collect(sim::Time now);
  void end(const Rung& rung, sim::Time now);

  void pass_each(sim::Time from, sim::Time to, std::int64_t offered, bool is_even, Passed& passed);
  void set_times(sim::Time from, sim::Time to, std::int64_t offered, bool is_even);
  void leave(sim::Time now);
  void follow_each(sim::Time now);

  void pass_many(sim::Time from, sim::Time to, const Traffic& traffic, Passed& passed);
  double rate_in(sim::Time from, sim::Time to, const Traffic& traffic) const;
  void pass_full(double rate, sim::Time from, sim::Time to, bool is_even, Passed& passed);
  sim::Time pass_peak(double rate, sim::Time from, sim::Time to, bool is_even);
  sim::Time walk(sim::Time from, sim::Time to, const Traffic& traffic, Passed& passed);
  void walk_on(sim::Time now, double expected, double leaving, bool is_even, Passed& passed);
  void arrive(sim::Time now, std::int64_t arriving, Passed& passed);
  std::int64_t unseen(double rate) const;
  void widen_ring();
  std::int64_t whole_of(double expected);
  std::int64_t draw_poisson(double mean);
  std::int64_t draw_binomial(std::int64_t count, double chance);
  std::int64_t busy_walking() const { return serving_ + starting_; }

  Gauges& gauges_;
  Fleet& fleet_;
  const Workload* workload_;
  const InvocationLaw& law_;
  double service_;  ///< mean of an invocation
  MachineShape shape_{};
  std::int64_t limit_ = 0;
  bool is_restored_ = false;
  sim::TokenBucket scaling_;
  sim::Time clock_{};  ///< of what is told of environments: it never goes back
  ColdStarts starts_;
  sim::random::Sampler expiry_;
  sim::random::Stream expiry_stream_;
  sim::random::Stream stream_;
  EnvironmentLadder ladder_;
  std::uint32_t next_zone_ = 0;
  std::int64_t ended_ = 0;
  sim::Int128 lifetimes_ = 0;  ///< nanoseconds

  bool is_following_each_ = false;
  std::vector<sim::Time> ends_{};   ///< of those busy, as a heap
  std::vector<sim::Time> times_{};  ///< of a step's arrivals
  std::vector<double> sums_{};

  double mean_busy_ = 0.0;
  bool is_walking_ = false;
  sim::Duration small_step_{};
  bool needs_one_ = false;  ///< one more environment than there are
  std::int64_t unseen_ = 0;
  double rounding_ = 0.5;
  double even_left_ = 0.0;  ///< of arrivals that come evenly: what no whole one was made of
  std::int64_t serving_ = 0;
  std::int64_t starting_ = 0;
  std::vector<std::int32_t> started_{};  ///< how many come up in each of the small steps to come: a ring
  std::size_t ring_at_ = 0;
};

}  // namespace models::lambda
