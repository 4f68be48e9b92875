// What: the replicas of one architecture at work. A request is admitted under the concurrency limit or waits in the
//   replica's bounded queue; then it goes through the program: CPU phases in its containers' lanes, waits beside them.
// Units: demands are nanoseconds of the reference vCPU.
// Assumes: queues are first come, first served; a request that waits for I/O keeps its place in the concurrency limit.
// Leaves out: what containers cost that swap.
// Checked against: tests/unit/models/worker/worker_pool_test.cpp, tests/theory (M/M/c, M/M/c/K, M/G/1-PS).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/ports/application.hpp"
#include "models/ports/deadline_list.hpp"
#include "models/ports/outcome.hpp"
#include "models/ports/replica_limits.hpp"
#include "models/ports/run_context.hpp"
#include "models/ports/workers.hpp"
#include "models/worker/containers.hpp"
#include "models/worker/cpu_domain.hpp"
#include "models/worker/watched_replicas.hpp"
#include "sim/kernel/kernel.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/prefetch.hpp"

namespace models::worker {

/// One kernel slot per CPU domain. Complexity per request: O(log requests in the container) while the domain's CPU is
/// not contended, plus one pass over the domain's containers otherwise.
class WorkerPool final : public Workers, private DeadlineOwner {
 public:
  WorkerPool(const RunContext& context, const ReplicaLimits& limits);
  /// Who is told how offers end. Set once, before the run.
  void set_events(WorkerEvents& events) { events_ = &events; }

  DomainId open_domain(sim::Vcpu capacity, CpuSpeed speed, sim::Time now) override;
  void set_capacity(DomainId domain, sim::Vcpu capacity, sim::Time now) override;
  void close_domain(DomainId domain, sim::Time now) override;
  ReplicaId add_replica(DomainId domain, sim::Time now) override;
  void remove_replica(ReplicaId replica, sim::Time now) override;
  bool offer(ReplicaId replica, RequestId request, sim::Time now) override;
  void cancel(RequestId request, sim::Time now) override;
  void expect_offer(ReplicaId replica) const override {
    if (replica.exists()) {
      sim::prefetch(&replicas_[replica]);
      domains_[domain_of_[replica.index()]].expect();
    }
  }
  bool is_up(ReplicaId replica) const override;
  bool answers(ReplicaId replica, sim::Duration within, sim::Time now) const override;
  std::int64_t outstanding(ReplicaId replica) const override {
    return std::int64_t{replicas_[replica].in_service} + replicas_[replica].queued;
  }
  std::int64_t cpu_used(ReplicaId replica, sim::Time now) override;
  std::int64_t cpu_used_in(DomainId domain, sim::Time now) override;
  sim::Int128 cpu_used_total(sim::Time now) override;
  WatchedCpu& watched_cpu() override { return watched_; }

  void set_containers(const std::vector<std::int64_t>& of_each) override;
  void set_container_events(ContainerEvents& events) override;
  void set_memory(DomainId domain, sim::Bytes memory) override;
  void container_down(ReplicaId replica, std::uint32_t container, sim::Time now) override;
  void container_up(ReplicaId replica, std::uint32_t container, sim::Time now) override;

 private:
  /// The phase of a request that was lost with a container, until it has been reported.
  static constexpr std::uint16_t kLost = 0xffff;
  /// Where a request goes in a phase of the program: to a lane of its replica, or to sleep. Sums up to the lane without
  /// a jump on which of the two it is, which nobody can foresee.
  struct PhaseLane {
    std::uint32_t of_replica = 0;  ///< all bits, or none: of the replica's first lane
    std::uint32_t lane = 0;        ///< from there
  };
  static PhaseLane lane_of(const ProgramPhase& phase) {
    const bool uses_cpu = phase.kind == ProgramPhase::Kind::kCpu;
    return uses_cpu ? PhaseLane{~std::uint32_t{0}, phase.container} : PhaseLane{0, CpuDomain::kAsleep};
  }
  struct alignas(32) Replica {
    std::uint32_t first_lane = 0;
    std::uint32_t in_service = 0;
    std::uint32_t queued = 0;
    RequestId queue_head{};
    RequestId queue_tail{};
    std::uint32_t slow_left = 0;  ///< requests that it will serve slowly yet
    bool is_alive = false;
  };

  void due(std::uint32_t domain, sim::Time now);
  void expect_due(std::uint32_t domain, bool is_near) const;
  void deadline_passed(RequestId request, sim::Time now) override;
  /// True when the request came to its end at once: it has no demand at all, or is kLost.
  [[gnu::always_inline]] inline bool begin_service(CpuDomain& domain, Replica& replica, RequestId request,
                                                   sim::Time now);
  /// Runs the request's program from that phase on; true when it came to its end at once.
  [[gnu::always_inline]] inline bool enter_phase(CpuDomain& domain, const Replica& replica, RequestId request,
                                                 std::uint16_t phase, sim::Time now);
  void leave_container(ReplicaId replica, RequestId request, sim::Time now);
  void finish(ReplicaId replica, RequestId request, sim::Time now);
  [[gnu::always_inline]] inline void report_end(ReplicaId replica, RequestId request, sim::Time now);
  /// Of a request that is served no longer. The head of the queue takes it before anybody else can hear of it; returned
  /// if it came to its end at once, which it then holds the place for.
  RequestId pass_place_on(ReplicaId replica, sim::Time now);
  [[gnu::noinline]] RequestId serve_queue(ReplicaId replica, sim::Time now);
  void track_requests();
  void change_lane(ReplicaId replica, std::uint32_t container, std::int64_t containers, sim::Time now);
  std::vector<RequestId> leave_queue_for(ReplicaId replica, std::uint32_t container);
  std::vector<RequestId> evict_share(ReplicaId replica, std::uint32_t container, std::int64_t of, sim::Time now);
  void enqueue(ReplicaId replica, RequestId request);
  void leave_queue(Replica& replica, RequestId request);
  std::int64_t slowed(std::int64_t demand) const {
    return static_cast<std::int64_t>(multiply_shift(static_cast<std::uint64_t>(demand), slowdown_q16_, 16));
  }
  void reschedule(CpuDomain& domain);
  /// `next`: of the domain.
  [[gnu::always_inline]] inline void reschedule(const CpuDomain& domain, sim::Time next);
  /// For whoever knows that it was another time before.
  [[gnu::always_inline]] inline void schedule(const CpuDomain& domain, sim::Time next);
  [[gnu::noinline]] void nothing_is_due(const CpuDomain& domain);
  void abort_all(ReplicaId replica, sim::Time now);
  const LoneLaneRates& lone_rates(sim::Vcpu capacity, CpuSpeed speed);
  CpuDomain& domain_of(ReplicaId replica) { return domains_[domain_of_[replica.index()]]; }

  sim::Kernel& kernel_;
  RequestTable& requests_;
  Gauges& gauges_;
  const Program& program_;
  bool is_one_phase_;
  std::vector<PhaseLane> phase_lanes_{};  ///< by phase
  WorkerEvents* events_ = nullptr;

  std::vector<LaneSpec> lanes_{};             ///< of one replica, one container of each
  std::vector<std::int64_t> of_each_{};       ///< how many there are of each
  std::vector<LaneSpec> replica_lanes_{};     ///< of one replica, all containers
  std::unique_ptr<Containers> containers_{};  ///< none where they do not fail
  std::int64_t containers_failed_ = 0;
  LaneKinds lane_kinds_{};
  std::vector<std::unique_ptr<LoneLaneRates>> lone_rates_{};
  std::uint32_t first_requests_ = 0;  ///< which are slow in a new replica
  std::uint64_t slowdown_q16_ = 0;
  sim::Time begin_;
  std::int64_t concurrency_;
  std::int64_t queue_limit_;

  sim::Pool<CpuDomain, DomainId> domains_{};
  sim::Pool<Replica, ReplicaId> replicas_{};
  std::vector<DomainId> domain_of_{};              ///< by replica; apart, so that both can be fetched at the same time
  sim::Int128 retired_cpu_ = 0;                    ///< CPU used by replicas that are gone
  std::vector<std::int64_t> retired_in_domain_{};  ///< the same, by domain; as far as any has gone

  WatchedReplicas watched_{*this};

  std::unique_ptr<sim::HeapPlaces> places_{};  ///< of requests in service; none before the first is cancelled
  /// Queued requests of all replicas.
  DeadlineList<&Request::admitted, &Request::in_deadlines> deadlines_;
};

}  // namespace models::worker
