// What each request demands: one stream per step and purpose, so that the n-th value belongs to the n-th request, in
// every architecture and whatever other steps do.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/ports/application.hpp"
#include "models/ports/arrivals.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/stream.hpp"

namespace models::client {

/// Demands of a block of requests, drawn together: a tight loop per phase.
class DemandSource {
 public:
  DemandSource(const Application& application, const Program& program, std::uint64_t seed, std::uint64_t replication);

  /// Draws the demands of the next `count` requests. Requires count <= ArrivalBlock::kCapacity.
  void fill(std::size_t count);
  /// Demand of the `index`-th request of the block in `phase`, in nanoseconds.
  std::int64_t demand(std::size_t phase, std::size_t index) const { return phases_[phase].block[index]; }
  std::size_t phases() const { return phases_.size(); }

 private:
  struct Phase {
    sim::random::Sampler sampler{};
    sim::random::Stream stream{};
    std::array<std::int64_t, ArrivalBlock::kCapacity> block{};
  };
  std::vector<Phase> phases_{};
};

}  // namespace models::client
