// Idle environments in the order in which a rule hands them out, for the rules that do not follow from when they became
// idle: by creation, or by chance.
#pragma once

#include <cstdint>
#include <vector>

#include "models/compute/lambda/environment.hpp"
#include "models/ports/service_model.hpp"
#include "sim/random/stream.hpp"

namespace models::lambda {

/// A binary heap by number of creation (newest, oldest), or a bag (random). An environment knows its own place in it,
/// so that one that expires is found at once. add() and remove() are O(log n), O(1) in a bag; next() is O(1).
/// Allocates only when it has never been as large before.
class ReuseList {
 public:
  /// `rule`: kNewest, kOldest or kRandom.
  ReuseList(Environments& environments, ReuseOrder rule) : environments_{environments}, rule_{rule} {}

  bool is_empty() const { return items_.empty(); }
  /// The one that the rule takes now; the stream is asked by kRandom only. Must not be empty.
  EnvironmentId next(sim::random::Stream& stream) const {
    return items_[rule_ == ReuseOrder::kRandom ? stream.uniform_below(items_.size()) : 0];
  }
  void add(EnvironmentId id);
  void remove(EnvironmentId id);

 private:
  bool comes_before(EnvironmentId one, EnvironmentId other) const;
  void put(std::size_t place, EnvironmentId id);
  void move_up(std::size_t place);
  void move_down(std::size_t place);

  Environments& environments_;
  ReuseOrder rule_;
  std::vector<EnvironmentId> items_{};
};

}  // namespace models::lambda
