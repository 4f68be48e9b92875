// Several target tracking policies of one service.
//
// What: each policy sees the metric periods that are its own. If any proposes to scale out, the largest capacity that
//   is proposed is taken. Something is scaled in only when all policies that may scale in propose it, and then to the
//   largest capacity.
// Source: Application Auto Scaling user guide, target tracking, "multiple scaling policies" (2023-06).
// Units: tasks.
// Assumes: policies whose period is longer see the samples of the shorter one added up; scaling in is judged at
//   instants at which all of them have seen theirs. The cooldown of a policy begins when its proposal is followed; a
//   scale-out ends every policy's scale-in cooldown.
// Leaves out: step scaling beside target tracking.
// Checked against: tests/unit/models/scaling/several_test.cpp.
#include <algorithm>
#include <memory>
#include <numeric>
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "models/scaling/target_tracking.hpp"
#include "models/scaling/tracking_config.hpp"

namespace models::scaling {

namespace {

class Several final : public ScalingPolicy {
 public:
  explicit Several(const SeveralPoliciesConfig& config) : minimum_{config.min}, maximum_{config.max} {
    std::int64_t nanoseconds = 0;
    for (const PolicyOfSeveralConfig& part : config.policies) {
      ServiceTrackingConfig service = part.policy;
      service.tracking.min = config.min;
      service.tracking.max = config.max;
      members_.push_back({make_service_tracking(service), {}, {}});
      nanoseconds = std::gcd(nanoseconds, members_.back().policy->period().nanoseconds());
    }
    period_ = sim::Duration::nanoseconds(nanoseconds);
  }

  std::int64_t minimum() const override { return minimum_; }
  std::int64_t maximum() const override { return maximum_; }
  void set_limits(std::int64_t minimum, std::int64_t maximum) override {
    minimum_ = minimum;
    maximum_ = maximum;
    for (Member& member : members_) {
      member.policy->set_limits(minimum, maximum);
    }
  }
  double cpu_target() const override {
    double least = 1.0;
    for (const Member& member : members_) {
      least = std::min(least, member.policy->cpu_target());
    }
    return least;
  }
  bool reads_cpu() const override {
    return std::any_of(members_.begin(), members_.end(),
                       [](const Member& member) { return member.policy->reads_cpu(); });
  }
  sim::Duration period() const override { return period_; }
  sim::Duration publication_delay() const override { return members_.front().policy->publication_delay(); }
  std::optional<sim::Duration> warm_up() const override { return sim::Duration{}; }
  std::int64_t alarms() const override {
    std::int64_t alarms = 0;
    for (const Member& member : members_) {
      alarms += member.policy->alarms();
    }
    return alarms;
  }
  std::int64_t high_resolution_alarms() const override {
    std::int64_t alarms = 0;
    for (const Member& member : members_) {
      alarms += member.policy->high_resolution_alarms();
    }
    return alarms;
  }

  std::optional<ScalingDecision> observe(const LoadSample& sample, const CapacityView& view, sim::Time now) override {
    bool all_have_seen = true;
    for (Member& member : members_) {
      all_have_seen = see(member, sample, view, now) && all_have_seen;
    }
    const Member* largest = nullptr;
    bool all_scale_in = all_have_seen;
    for (const Member& member : members_) {
      all_scale_in = all_scale_in && (member.proposal || !member.policy->scales_in());
      if (member.proposal && (largest == nullptr || member.proposal->desired > largest->proposal->desired)) {
        largest = &member;
      }
    }
    if (largest == nullptr) {
      return std::nullopt;
    }
    const bool is_out = largest->proposal->desired > view.desired;
    if (!is_out && !all_scale_in) {
      return std::nullopt;
    }
    const ScalingDecision decision = *largest->proposal;
    begin_cooldowns(decision, is_out, now);
    return decision;
  }

 private:
  struct Member {
    std::unique_ptr<TargetTracking> policy{};
    LoadSample seen{};  ///< of its period so far
    std::optional<ScalingDecision> proposal{};
  };

  /// Whether its period has ended.
  static bool see(Member& member, const LoadSample& sample, const CapacityView& view, sim::Time now) {
    LoadSample& seen = member.seen;
    member.proposal.reset();
    seen.to = sample.to;
    seen.cpu_used += sample.cpu_used;
    seen.cpu_capacity += sample.cpu_capacity;
    seen.requests += sample.requests;
    seen.replica_time += sample.replica_time;
    if (sim::floor_to(sample.to, member.policy->period()) != sample.to) {
      return false;
    }
    member.proposal = member.policy->propose(seen, view, now);
    seen = {};
    seen.from = sample.to;
    return true;
  }

  void begin_cooldowns(const ScalingDecision& decision, bool is_out, sim::Time now) {
    for (Member& member : members_) {
      if (is_out) {
        member.policy->end_scale_in_cooldown();
      }
      if (member.proposal && (!is_out || member.proposal->desired == decision.desired)) {
        member.policy->follow(now);
      }
    }
  }

  std::int64_t minimum_;
  std::int64_t maximum_;
  sim::Duration period_{};
  std::vector<Member> members_{};
};

std::unique_ptr<ScalingPolicy> make(const void* config) {
  return std::make_unique<Several>(*static_cast<const SeveralPoliciesConfig*>(config));
}

}  // namespace

ScalingEntry service_several() {
  ScalingEntry entry;
  entry.name = "several";
  entry.sentence = "Several target tracking policies: the largest capacity wins.";
  entry.schema = &SeveralPoliciesConfig::schema;
  entry.make = &make;
  return entry;
}

}  // namespace models::scaling
