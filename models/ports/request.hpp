// Requests in flight: one record each, from a pool. A request's demands were drawn at its arrival, the same in every
// architecture.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/pool.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models {

using RequestId = sim::Id<struct RequestTag>;
using ReplicaId = sim::Id<struct ReplicaTag>;

/// What one request carries through the stages. The links belong to whichever queue it stands in.
struct Request {
  sim::Time arrived{};   ///< first attempt, at the client
  sim::Time admitted{};  ///< when the replica took it: into service, or into its queue
  ReplicaId replica{};
  std::uint16_t phase = 0;  ///< index into the application's program
  bool measured = false;    ///< arrived inside the measured window
  RequestId queue_previous{};
  RequestId queue_next{};
  RequestId deadline_previous{};
  RequestId deadline_next{};
};

/// The pool, with the demands of each request beside it. Complexity: all O(1).
class RequestTable {
 public:
  /// `phases`: length of the application's program (models/ports/application.hpp).
  explicit RequestTable(std::size_t phases) : phases_{phases} {}

  /// The record is as its last user left it: the client fills in what every request has, the queue its own links.
  RequestId acquire() {
    const RequestId id = pool_.acquire_as_left();
    if (demands_.size() < pool_.size() * phases_) {
      demands_.resize(pool_.size() * phases_);
    }
    return id;
  }
  void release(RequestId id) { pool_.release(id); }

  Request& operator[](RequestId id) { return pool_[id]; }
  const Request& operator[](RequestId id) const { return pool_[id]; }

  /// Demand of `phase`, in nanoseconds: CPU time on the reference vCPU, or waiting.
  std::int64_t demand(RequestId id, std::size_t phase) const { return demands_[id.index() * phases_ + phase]; }
  void set_demand(RequestId id, std::size_t phase, std::int64_t nanoseconds) {
    demands_[id.index() * phases_ + phase] = nanoseconds;
  }

  std::size_t phases() const { return phases_; }
  std::size_t in_use() const { return pool_.in_use(); }

 private:
  std::size_t phases_;
  sim::Pool<Request, RequestId> pool_{};
  std::vector<std::int64_t> demands_{};
};

}  // namespace models
