// Requests whose clients have hung up: they leave their queue, their container or their waiting at once.
#include "models/worker/worker_pool.hpp"

namespace models::worker {

void WorkerPool::cancel(RequestId request, sim::Time now) {
  const Request& record = requests_[request];
  const ReplicaId id = record.replica;
  if (record.waited == Request::kNotServed) {
    leave_queue(replicas_[id], request);
    deadlines_.remove(request);
    events_->aborted(id, request, now);
    return;
  }
  if (!places_) {
    track_requests();
  }
  if (containers_) {
    leave_container(id, request, now);
  }
  const ProgramPhase& phase = program_.phases[record.phase];
  if (phase.kind == ProgramPhase::Kind::kCpu) {
    domain_of(id).withdraw(replicas_[id].first_lane + phase.container, request, now);
  } else {
    domain_of(id).wake_early(request);
  }
  const RequestId next = pass_place_on(id, now);
  events_->aborted(id, request, now);
  if (next.exists()) {
    finish(id, next, now);
  }
  reschedule(domain_of(id));
}

/// Only now, since nearly nobody cancels and everybody would pay for it.
void WorkerPool::track_requests() {
  places_ = std::make_unique<sim::HeapPlaces>();
  for (std::uint32_t index = 0; index < replicas_.size(); ++index) {
    if (replicas_[ReplicaId{index}].is_alive) {
      domain_of(ReplicaId{index}).track(*places_);
    }
  }
}

}  // namespace models::worker
