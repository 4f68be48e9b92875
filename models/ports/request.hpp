// Requests in flight: one record for each of their attempts, from a pool. A request's demands were drawn at its
// arrival, the same on every attempt and in every architecture.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models {

using RequestId = sim::Id<struct RequestTag>;
using ReplicaId = sim::Id<struct ReplicaTag>;

/// The place of a record in a list that runs through the records themselves.
struct RequestLinks {
  RequestId previous{};
  RequestId next{};
};

/// What an attempt carries through the stages; one cache line. The links belong to whichever list it stands in.
struct alignas(64) Request {
  sim::Time arrived{};     ///< this attempt, from the client
  sim::Time admitted{};    ///< when the replica took it: into service, or into its queue
  sim::Duration waited{};  ///< from `admitted` until service began; kNotServed before that
  ReplicaId replica{};
  std::uint32_t number = 0;         ///< of the request, among all that were sent; wraps around
  std::uint16_t phase = 0;          ///< index into the application's program
  std::uint16_t request_class = 0;  ///< index into the application's classes
  std::uint8_t attempt = 0;         ///< 0 for the first
  bool measured = false;            ///< its first attempt arrived inside the measured window
  bool abandoned = false;           ///< the client gave up; whoever holds it works on
  bool had_cold_start : 1 = false;  ///< the request, on any attempt
  bool is_slow : 1 = false;         ///< among the first of its replica
  RequestLinks in_queue{};          ///< of its replica
  std::uint32_t in_deadlines = 0;   ///< place in the list of its queue's timeout
  std::uint32_t in_patience = 0;    ///< place in the list of its client's timeout
  std::int64_t first_demand = 0;    ///< of phase 0; others stand in the table

  static constexpr sim::Duration kNotServed = sim::Duration::nanoseconds(-1);
};
static_assert(sizeof(Request) == 64);

/// The records, with the demands of each request in them (that of the first phase, so that a program of one phase costs
/// no further cache line) and beside them (all others). Complexity: O(1), amortised over growth, and O(phases)
/// for a copy.
class RequestTable {
 public:
  /// `phases`: those that can have a demand, Program::demands() of them (models/ports/application.hpp).
  explicit RequestTable(std::size_t phases) : phases_{phases}, beside_{phases - std::min<std::size_t>(phases, 1)} {}

  /// The record is as its last user left it: the client fills in what every request has, the queue its own links.
  RequestId acquire() {
    supply();
    return acquire_supplied();
  }
  /// The same in two parts: whoever is in a hurry sees to it beforehand that there is one.
  std::size_t supplied() const { return free_count_; }
  void supply() {
    if (free_count_ == 0) [[unlikely]] {
      grow();
    }
  }
  RequestId acquire_supplied() { return free_[--free_count_]; }
  /// The same request once more, record and demands, for its next attempt. References to records end here.
  RequestId acquire_copy(RequestId original) {
    const RequestId copy = acquire();
    records_[copy.index()] = records_[original.index()];
    std::copy_n(demands_.begin() + first_beside(original), beside_, demands_.begin() + first_beside(copy));
    return copy;
  }
  void release(RequestId id) { free_[free_count_++] = id; }

  Request& operator[](RequestId id) { return records_[id.index()]; }
  const Request& operator[](RequestId id) const { return records_[id.index()]; }

  /// Demand of `phase`, in nanoseconds: CPU time on the reference vCPU, or waiting.
  std::int64_t demand(RequestId id, std::size_t phase) const {
    return phase == 0 ? records_[id.index()].first_demand : demands_[id.index() * beside_ + phase - 1];
  }
  void set_demand(RequestId id, std::size_t phase, std::int64_t nanoseconds) {
    (phase == 0 ? records_[id.index()].first_demand : demands_[id.index() * beside_ + phase - 1]) = nanoseconds;
  }

  /// Those of the phases after the first one, in a row.
  std::int64_t* other_demands(RequestId id) { return demands_.data() + id.index() * beside_; }
  std::size_t other_phases() const { return beside_; }

  std::size_t phases() const { return phases_; }
  std::size_t in_use() const { return records_.size() - free_count_; }
  /// visit(const Request&), in no particular order. O(records), and allocates.
  template <class Visit>
  void for_each_in_use(Visit visit) const {
    std::vector<bool> is_free(records_.size(), false);
    for (std::size_t i = 0; i < free_count_; ++i) {
      is_free[free_[i].index()] = true;
    }
    for (std::size_t i = 0; i < records_.size(); ++i) {
      if (!is_free[i]) {
        visit(records_[i]);
      }
    }
  }

 private:
  /// By half, at least by `kFirst`, and with room for all ids to come back.
  [[gnu::noinline]] void grow() {
    const std::size_t old = records_.size();
    constexpr std::size_t kFirst = 128;  // eight KiB; with fewer the client would have to look for more at every turn
    const std::size_t wanted = old + std::max(old / 2, kFirst);
    records_.resize(wanted);
    demands_.resize(wanted * beside_);
    free_.resize(wanted);
    for (std::size_t index = wanted; index > old; --index) {
      release(RequestId{static_cast<std::uint32_t>(index - 1)});
    }
  }

  std::ptrdiff_t first_beside(RequestId id) const { return static_cast<std::ptrdiff_t>(id.index() * beside_); }

  std::size_t phases_;
  std::size_t beside_;  ///< demands of a request that stand outside of its record
  std::vector<Request> records_{};
  std::vector<RequestId> free_{};  ///< the first free_count_; the last of them was in use last: its lines are near
  std::size_t free_count_ = 0;
  std::vector<std::int64_t> demands_{};
};

}  // namespace models
