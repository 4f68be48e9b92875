// What: containers that can end by themselves: how many of each are up in every replica, which requests are in them,
//   and the memory that they take of their own limit and of their CPU domain.
// Source: Linux out-of-memory killer (mm/oom_kill.c), simplified: who has most resident memory goes.
// Units: bytes.
// Assumes: a request is in the container of the step that it is at, computing or waiting; the containers of one kind in
//   a replica share requests evenly; memory is given back as soon as a request leaves.
// Leaves out: swap, page cache, oom_score_adj, memory that a program keeps.
// Checked against: tests/unit/models/worker/containers_test.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "models/ports/application.hpp"
#include "models/ports/gauges.hpp"
#include "models/ports/workers.hpp"
#include "sim/kernel/kernel.hpp"

namespace models::worker {

/// Exists only where the application's containers may fail. O(1) per request and step; what finds out who has to go
/// is O(replicas), and rare.
class Containers {
 public:
  Containers(const Application& application, sim::Kernel& kernel, Gauges& gauges);
  /// Before the first replica; one of each unless set.
  void set_counts(const std::vector<std::int64_t>& of_each);
  /// Without anybody to tell, memory is counted and nobody runs out of it.
  void set_events(ContainerEvents& events) { events_ = &events; }
  void set_memory(DomainId domain, sim::Bytes memory) { budget(domain).limit = memory.count(); }

  void replica_added(ReplicaId replica, DomainId domain, sim::Time now);
  void replica_removed(ReplicaId replica, sim::Time now);
  void domain_closed(DomainId domain) { budget(domain) = {}; }

  /// A request comes to that container. False: none of them is up, and nothing changed.
  bool enter(ReplicaId replica, std::uint32_t container, sim::Time now);
  void leave(ReplicaId replica, std::uint32_t container, sim::Time now);

  std::int64_t up(ReplicaId replica, std::uint32_t container) const { return at(replica, container).up; }
  /// How many are left or there again.
  std::int64_t down(ReplicaId replica, std::uint32_t container, sim::Time now);
  std::int64_t back(ReplicaId replica, std::uint32_t container, sim::Time now);

 private:
  /// What is alike for that container of every replica.
  struct Kind {
    std::int64_t count = 1;
    std::int64_t resident = 0;
    std::int64_t per_request = 0;
    std::optional<std::int64_t> limit{};
  };
  struct Container {
    std::int64_t up = 0;
    std::int64_t requests = 0;
  };
  /// Memory of a CPU domain.
  struct Budget {
    std::int64_t limit = std::numeric_limits<std::int64_t>::max();
    std::int64_t taken = 0;
    bool is_short = false;  ///< who has to go is looked up before time goes on
  };

  Container& at(ReplicaId replica, std::uint32_t container) {
    return containers_[replica.index() * kinds_.size() + container];
  }
  const Container& at(ReplicaId replica, std::uint32_t container) const {
    return containers_[replica.index() * kinds_.size() + container];
  }
  Budget& budget(DomainId domain);
  Budget& budget_of(ReplicaId replica) { return budgets_[domains_[replica.index()].index()]; }
  /// Memory of the one that has most requests.
  std::int64_t memory_of_one(ReplicaId replica, std::uint32_t container) const;
  bool is_over_limit(ReplicaId replica, std::uint32_t container) const;
  void take(ReplicaId replica, std::int64_t bytes);
  void change_requests(ReplicaId replica, std::uint32_t container, std::int64_t by, sim::Time now);
  void check(ReplicaId replica, std::uint32_t container, sim::Time now);
  void relieve(std::uint32_t unused, sim::Time now);
  bool kill_one(DomainId domain, sim::Time now);

  sim::Kernel& kernel_;
  Gauges& gauges_;
  ContainerEvents* events_ = nullptr;
  std::vector<Kind> kinds_{};
  std::vector<Container> containers_{};  ///< by replica, then by kind
  std::vector<DomainId> domains_{};      ///< by replica; none if it is gone
  std::vector<Budget> budgets_{};        ///< by domain
  sim::SlotId relief_slot_{};
};

}  // namespace models::worker
