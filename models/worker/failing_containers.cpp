// The part of the worker pool that only applications with failing containers need.
#include <utility>

#include "models/worker/worker_pool.hpp"
#include "sim/check.hpp"

namespace models::worker {

void WorkerPool::set_containers(const std::vector<std::int64_t>& of_each) {
  SIM_CHECK(of_each.size() == lanes_.size() && domains_.size() == 0, "containers are counted before the first domain");
  of_each_ = of_each;
  for (std::size_t index = 0; index < lanes_.size(); ++index) {
    replica_lanes_[index] = lanes_[index].times(of_each[index]);
  }
  if (containers_) {
    containers_->set_counts(of_each);
  }
}

void WorkerPool::set_container_events(ContainerEvents& events) {
  SIM_CHECK(containers_ != nullptr, "only containers that may fail have events");
  containers_->set_events(events);
}

void WorkerPool::set_memory(DomainId domain, sim::Bytes memory) {
  if (containers_) {
    containers_->set_memory(domain, memory);
  }
}

void WorkerPool::container_down(ReplicaId id, std::uint32_t container, sim::Time now) {
  const std::int64_t before = containers_->up(id, container);
  const std::int64_t left = containers_->down(id, container, now);
  const std::vector<RequestId> queued = left == 0 ? leave_queue_for(id, container) : std::vector<RequestId>{};
  const std::vector<RequestId> served = evict_share(id, container, before, now);
  change_lane(id, container, left, now);
  for (const RequestId request : served) {
    leave_container(id, request, now);
    requests_[request].phase = kLost;
  }
  for (const RequestId request : served) {
    finish(id, request, now);
  }
  for (const RequestId request : queued) {
    events_->aborted(id, request, now);
  }
  reschedule(domain_of(id));
}

/// Who waits to be served waits where its first step is.
std::vector<RequestId> WorkerPool::leave_queue_for(ReplicaId id, std::uint32_t container) {
  Replica& replica = replicas_[id];
  std::vector<RequestId> left;
  for (RequestId request = replica.queue_head; request.exists();) {
    const Request& record = requests_[request];
    const RequestId next = record.in_queue.next;
    if (program_.phases[program_.first_phases[record.request_class]].container == container) {
      leave_queue(replica, request);
      deadlines_.remove(request);
      left.push_back(request);
    }
    request = next;
  }
  return left;
}

/// The health check goes where requests of the first class begin.
bool WorkerPool::is_up(ReplicaId id) const {
  return !containers_ || containers_->up(id, program_.phases[program_.first_phases.front()].container) > 0;
}

void WorkerPool::container_up(ReplicaId id, std::uint32_t container, sim::Time now) {
  replicas_[id].slow_left = first_requests_;
  change_lane(id, container, containers_->back(id, container, now), now);
  reschedule(domain_of(id));
}

/// The requests of one of `of` equal containers: every of-th, beginning with another one each time.
std::vector<RequestId> WorkerPool::evict_share(ReplicaId id, std::uint32_t container, std::int64_t of, sim::Time now) {
  std::vector<RequestId> evicted;
  std::int64_t position = containers_failed_++;
  domain_of(id).evict(replicas_[id].first_lane + container, 1, now, [&](RequestId request) {
    const Request& record = requests_[request];
    const bool is_here = record.replica == id && program_.phases[record.phase].container == container;
    const bool is_taken = is_here && position++ % of == 0;
    if (is_taken) {
      evicted.push_back(request);
    }
    return is_taken;
  });
  return evicted;
}

/// The containers that are left share as before. A lane without any is empty, whatever it may use.
void WorkerPool::change_lane(ReplicaId id, std::uint32_t container, std::int64_t containers, sim::Time now) {
  if (of_each_[container] > 1 && containers > 0) {
    domain_of(id).change_lane(replicas_[id].first_lane + container, lanes_[container].times(containers), now);
  }
}

}  // namespace models::worker
