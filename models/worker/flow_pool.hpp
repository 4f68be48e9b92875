// What: the replicas of one architecture at work on rates instead of requests (fidelity: fluid): the second producer of
//   everything that control loops, balancers and meters read of workers.
// Source: sim/theory/stations.hpp and models/worker/flow_law.hpp for what requests meet; above what replicas can
//   do, the fluid limit: what does not fit is carried on (Newell, "Applications of Queueing Theory", 2nd ed. 1982, 2).
// Units: CPU in vCPU-nanoseconds, as in WorkerPool; rates per second.
// Assumes: requests are shared evenly by the replicas that the router may choose; within a step replicas are in the
//   steady state of the step's mean rate; a replica that leaves hands what it holds to the others. Where at least 200
//   replicas serve, a change of fewer than one in 200 counts from the beginning of its step, unless requests wait.
// Leaves out: containers that end, `first_requests`, slow start, requests lost with a replica, the limits of single
//   containers on CPU.
// Checked against: tests/unit/models/worker/flow_pool_test.cpp, tests/validation/fluid_agreement.py; docs/fluid.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/ports/flow.hpp"
#include "models/ports/replica_limits.hpp"
#include "models/ports/router.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/workers.hpp"
#include "models/worker/flow_law.hpp"
#include "sim/kernel/pool.hpp"

namespace models::worker {

/// A step costs O(kinds of CPU domain), whatever the rate and the number of replicas, and so do a look at what all
/// watched replicas have used, a domain's use, and a replica's coming and going.
class FlowPool final : public Workers, private WatchedCpu {
 public:
  /// `source`: settled before anything changes that serves.
  /// `laws`: those of the context's application.
  FlowPool(const RunContext& context, const ReplicaLimits& limits, sim::theory::Choice choice, FlowSource& source,
           std::shared_ptr<const FlowLaws> laws);

  /// What the load balancer tells about targets reaches the pool through it; must not outlive the pool.
  std::unique_ptr<Router> router();

  void flow(FlowStep& step) override;

  DomainId open_domain(sim::Vcpu capacity, CpuSpeed speed, sim::Time now) override;
  void set_capacity(DomainId domain, sim::Vcpu capacity, sim::Time now) override;
  void close_domain(DomainId domain, sim::Time now) override;
  ReplicaId add_replica(DomainId domain, sim::Time now) override;
  void remove_replica(ReplicaId replica, sim::Time now) override;
  bool offer(ReplicaId, RequestId, sim::Time) override;
  void cancel(RequestId, sim::Time) override;
  bool is_up(ReplicaId) const override { return true; }
  bool answers(ReplicaId replica, sim::Duration within, sim::Time now) const override;
  bool holds_requests() const override { return false; }
  /// Nothing: who leaves need not be waited for.
  std::int64_t outstanding(ReplicaId) const override { return 0; }
  std::int64_t cpu_used(ReplicaId replica, sim::Time now) override;
  std::int64_t cpu_used_in(DomainId domain, sim::Time now) override;
  sim::Int128 cpu_used_total(sim::Time now) override;
  WatchedCpu& watched_cpu() override { return *this; }

  void set_containers(const std::vector<std::int64_t>&) override {}
  void set_container_events(ContainerEvents&) override {}
  void set_memory(DomainId, sim::Bytes) override {}
  void container_down(ReplicaId, std::uint32_t, sim::Time) override;
  void container_up(ReplicaId, std::uint32_t, sim::Time) override;

 private:
  class Targets;

  struct Replica {
    DomainId domain{};
    bool is_target = false;
    bool is_watched = false;
    std::int64_t cpu = 0;           ///< used; of a target, beside what its domain has used for each
    std::uint32_t noted_in = 0;     ///< the period in which `cpu_at_begin` was written down
    std::int64_t cpu_at_begin = 0;  ///< when it began to count in that period
  };
  struct Domain {
    sim::Vcpu capacity{};
    CpuSpeed speed{};
    std::int64_t replicas = 0;
    std::int64_t targets = 0;
    std::int64_t watched = 0;  ///< targets that are
    std::size_t group = 0;
    std::int64_t group_cpu = 0;      ///< the group's counter when it came
    std::int64_t each = 0;           ///< used for each target until then
    std::uint32_t noted_in = 0;      ///< the period in which `each_at_begin` was written down
    std::int64_t each_at_begin = 0;  ///< used for each target when that period began
    std::int64_t cpu = 0;            ///< of its replicas' counters, those that are gone included
    bool is_open = true;
  };
  /// Domains that are alike, and so serve alike. In a flood those that came later are a group of their own, until the
  /// others have caught up: what waits for a replica stays with it.
  struct Group {
    sim::Vcpu capacity{};
    CpuSpeed speed{};
    std::int64_t targets = 0;  ///< in each domain
    std::int64_t domains = 0;
    std::int64_t watched = 0;           ///< targets that are, in all its domains
    std::int64_t cpu = 0;               ///< used by each target so far
    std::int64_t cpu_at_begin = 0;      ///< the same, when the metrics' period began
    double waiting = 0.0;               ///< requests in all its domains that its capacity did not suffice for
    const StationLaws* laws = nullptr;  ///< that it was served by last

    bool is_like(const Domain& domain) const {
      return capacity == domain.capacity && speed == domain.speed && targets == domain.targets;
    }
    bool is_like(const Group& other) const {
      return capacity == other.capacity && speed == other.speed && targets == other.targets;
    }
  };
  /// What a group does in one step, in requests.
  struct Served {
    double completed = 0.0;
    double rejected = 0.0;
    double timed_out = 0.0;
    double delay = 0.0;   ///< seconds, of what had to be carried on
    double queued = 0.0;  ///< of them in a queue
  };

  void watch(ReplicaId replica, sim::Time now) override;
  void unwatch(ReplicaId replica, sim::Time now) override;
  std::int64_t used(ReplicaId replica, sim::Time now) override;
  std::int64_t used_by_all(sim::Time now) override;
  void restart(sim::Time now) override;
  std::int64_t cpu_at_begin(const Replica& replica) const;
  std::int64_t used_so_far(const Replica& replica) const;
  void count_watched(ReplicaId replica, bool is_watched);

  void settle_before_change(sim::Time now);
  void become_target(ReplicaId replica, bool is_target);
  void leave_group(Domain& domain);
  void join_group(Domain& domain);
  void join(Domain& domain, std::size_t group);
  std::size_t group_of(const Domain& domain);
  void merge_groups();
  FlowStation station_of(const Group& group, bool is_even) const;
  const StationLaws& laws_of(Group& group, bool is_even) const;
  void serve(Group& group, FlowStep& step);
  double differing_delay(const Group& group, double before, double delay, double expected, double rate) const;
  std::unique_ptr<const LatencySlices> delayed(const FlowLawBetween& law, double seconds) const;
  Served pass_steadily(const Group& group, const FlowMeans& law, double offered, double load) const;
  Served pass_flooded(Group& group, double offered, double capacity, double seconds) const;
  std::int64_t each_so_far(const Domain& domain) const {
    return domain.each + groups_[domain.group].cpu - domain.group_cpu;
  }
  std::int64_t each_at_begin(const Domain& domain) const;

  sim::Kernel& kernel_;
  Gauges& gauges_;
  FlowSource& source_;
  std::shared_ptr<const FlowLaws> laws_;
  sim::theory::Choice choice_;
  std::optional<std::int64_t> concurrency_;
  std::optional<std::int64_t> queue_;
  std::optional<double> queue_timeout_;  ///< seconds

  sim::Pool<Domain, DomainId> domains_{};
  sim::Pool<Replica, ReplicaId> replicas_{};
  std::vector<Group> groups_{};
  bool has_latecomers_ = false;  ///< there may be groups that are alike
  std::int64_t targets_ = 0;
  std::int64_t changes_ = 0;      ///< of targets since the last step
  sim::Int128 cpu_ = 0;           ///< used by all, ever
  std::uint32_t period_ = 1;      ///< of the metrics, counted
  std::int64_t watched_cpu_ = 0;  ///< used in it by those that are watched
  double homeless_ = 0.0;         ///< requests of replicas that left, until another one takes them
};

}  // namespace models::worker
