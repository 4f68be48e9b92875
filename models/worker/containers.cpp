#include "models/worker/containers.hpp"

#include <limits>
#include <utility>

#include "sim/check.hpp"

namespace models::worker {

Containers::Containers(const Application& application, sim::Kernel& kernel, Gauges& gauges)
    : kernel_{kernel}, gauges_{gauges} {
  for (const auto& [name, container] : application.containers) {
    Kind kind{1, container.resident().count(), container.memory_per_request.count(), std::nullopt};
    if (container.memory_limit) {
      kind.limit = container.memory_limit->count();
    }
    kinds_.push_back(kind);
  }
  // After everything else of the instant: who arrives while memory is short dies with the rest.
  relief_slot_ = kernel_.open(sim::bind<&Containers::relieve>(*this), sim::Phase::kControl);
}

void Containers::set_counts(const std::vector<std::int64_t>& of_each) {
  for (std::size_t index = 0; index < kinds_.size(); ++index) {
    kinds_[index].count = of_each[index];
  }
}

Containers::Budget& Containers::budget(DomainId domain) {
  if (budgets_.size() <= domain.index()) {
    budgets_.resize(domain.index() + 1);
  }
  return budgets_[domain.index()];
}

void Containers::replica_added(ReplicaId replica, DomainId domain, sim::Time now) {
  budget(domain);
  if (domains_.size() <= replica.index()) {
    domains_.resize(replica.index() + 1, DomainId::none());
    containers_.resize(domains_.size() * kinds_.size());
  }
  domains_[replica.index()] = domain;
  for (std::uint32_t kind = 0; kind < kinds_.size(); ++kind) {
    at(replica, kind) = {kinds_[kind].count, 0};
    take(replica, kinds_[kind].count * kinds_[kind].resident);
    check(replica, kind, now);
  }
}

void Containers::replica_removed(ReplicaId replica, sim::Time now) {
  for (std::uint32_t kind = 0; kind < kinds_.size(); ++kind) {
    Container& container = at(replica, kind);
    change_requests(replica, kind, -container.requests, now);
    take(replica, -container.up * kinds_[kind].resident);
    container = {};
  }
  domains_[replica.index()] = DomainId::none();
}

bool Containers::enter(ReplicaId replica, std::uint32_t container, sim::Time now) {
  if (at(replica, container).up == 0) {
    return false;
  }
  change_requests(replica, container, +1, now);
  check(replica, container, now);
  return true;
}

void Containers::leave(ReplicaId replica, std::uint32_t container, sim::Time now) {
  change_requests(replica, container, -1, now);
}

std::int64_t Containers::down(ReplicaId replica, std::uint32_t container, sim::Time) {
  Container& state = at(replica, container);
  SIM_CHECK(state.up > 0, "only a container that is up goes down");
  take(replica, -kinds_[container].resident);
  return --state.up;
}

std::int64_t Containers::back(ReplicaId replica, std::uint32_t container, sim::Time now) {
  Container& state = at(replica, container);
  SIM_CHECK(state.up < kinds_[container].count, "only a container that is down comes back");
  ++state.up;
  take(replica, kinds_[container].resident);
  check(replica, container, now);
  return state.up;
}

void Containers::take(ReplicaId replica, std::int64_t bytes) {
  budget_of(replica).taken += bytes;
}

void Containers::change_requests(ReplicaId replica, std::uint32_t container, std::int64_t by, sim::Time now) {
  at(replica, container).requests += by;
  const std::int64_t bytes = by * kinds_[container].per_request;
  if (bytes != 0) {
    take(replica, bytes);
    gauges_.add(Gauge::kMemoryUsed, now, bytes);
  }
}

std::int64_t Containers::memory_of_one(ReplicaId replica, std::uint32_t container) const {
  const Container& state = at(replica, container);
  const Kind& kind = kinds_[container];
  const std::int64_t requests = state.up == 0 ? 0 : (state.requests + state.up - 1) / state.up;
  return kind.resident + kind.per_request * requests;
}

bool Containers::is_over_limit(ReplicaId replica, std::uint32_t container) const {
  return kinds_[container].limit && at(replica, container).up > 0 &&
         memory_of_one(replica, container) > *kinds_[container].limit;
}

void Containers::check(ReplicaId replica, std::uint32_t container, sim::Time now) {
  Budget& memory = budget_of(replica);
  if (events_ == nullptr || memory.is_short || (memory.taken <= memory.limit && !is_over_limit(replica, container))) {
    return;
  }
  memory.is_short = true;
  if (!kernel_.is_scheduled(relief_slot_)) {
    kernel_.schedule(relief_slot_, now);
  }
}

void Containers::relieve(std::uint32_t, sim::Time now) {
  for (std::uint32_t index = 0; index < budgets_.size(); ++index) {
    if (!budgets_[index].is_short) {
      continue;
    }
    while (kill_one(DomainId{index}, now)) {
    }
    budgets_[index].is_short = false;
  }
}

/// First whoever is over its own limit, then the largest of a domain that has too little; false when all is well.
bool Containers::kill_one(DomainId domain, sim::Time now) {
  const bool is_full = budgets_[domain.index()].taken > budgets_[domain.index()].limit;
  ReplicaId victim;
  std::uint32_t victims_kind = 0;
  std::int64_t most = -1;
  for (std::uint32_t index = 0; index < domains_.size(); ++index) {
    const ReplicaId replica{index};
    if (domains_[index] != domain) {
      continue;
    }
    for (std::uint32_t kind = 0; kind < kinds_.size(); ++kind) {
      if (at(replica, kind).up == 0) {
        continue;
      }
      const std::int64_t size =
          is_over_limit(replica, kind) ? std::numeric_limits<std::int64_t>::max() : memory_of_one(replica, kind);
      if (size > most && (is_full || size == std::numeric_limits<std::int64_t>::max())) {
        victim = replica;
        victims_kind = kind;
        most = size;
      }
    }
  }
  if (!victim.exists()) {
    return false;
  }
  const std::int64_t before = at(victim, victims_kind).up;
  events_->out_of_memory(victim, victims_kind, now);
  SIM_CHECK(domains_[victim.index()] != domain || at(victim, victims_kind).up < before,
            "the owner of a container without memory stops it");
  return true;
}

}  // namespace models::worker
