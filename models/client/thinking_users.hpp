// What: closed load: users who send a request, wait for its final answer, think, and send the next.
// Units: time in nanoseconds.
// Assumes: users are independent; each begins in the middle of thinking: a uniform part of a think time is left.
// Common to all architectures: the k-th think time of each user, and where each begins. Not common: when requests are
//   sent, since that follows from the answers; the n-th request to be sent has the n-th demands, whoever sends it.
// Checked against: tests/unit/models/client/thinking_users_test.cpp, tests/theory (M/M/c//N).
#pragma once

#include <cstdint>
#include <vector>

#include "models/ports/arrivals.hpp"
#include "sim/kernel/timed_heap.hpp"
#include "sim/random/distribution.hpp"
#include "sim/units/time.hpp"

namespace models::client {

/// O(log users) per request, O(users) memory.
class ThinkingUsers {
 public:
  ThinkingUsers(const Users& users, std::uint64_t seed, std::uint64_t replication, sim::Time start);

  /// When the next of them has thought enough; Time::never() while all wait for answers.
  sim::Time next() const { return thinking_.next(); }
  /// That user, who now waits. Requires that there is one.
  std::uint32_t take() { return thinking_.pop(); }
  /// The user has an answer, or has given up, and thinks.
  void answered(std::uint32_t user, sim::Time now);

 private:
  sim::Duration think(std::uint32_t user);

  sim::random::Sampler think_time_;
  std::uint64_t think_key_;
  std::vector<std::uint32_t> thoughts_;  ///< per user: how many think times were drawn
  sim::TimedHeap thinking_{};
};

}  // namespace models::client
