// The random path of a modulating Markov chain, and the rate that it makes, piece by piece.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/ports/arrivals.hpp"
#include "models/workload/rate_profile.hpp"
#include "sim/random/stream.hpp"

namespace models::workload {

enum class NextState : std::uint8_t { kInOrder, kAtRandom };

struct MmppState {
  double rate = 0.0;     ///< arrivals per second while in it
  double sojourn = 0.0;  ///< mean time in it, nanoseconds
};

/// One realisation of the chain, stationary: the state at t = 0 is drawn in proportion to the mean sojourns, and from
/// there the path is drawn forwards, and backwards as the reversed chain (in order: the list backwards; at random: the
/// same chain), each on a stream of its own. So the path does not depend on where it is entered.
/// next() gives the pieces of state rate x factor, in order, from the one that holds `from`.
class MmppPath {
 public:
  MmppPath(const std::vector<MmppState>& states, NextState order, const RateProfile& factor,
           const ArrivalContext& context, std::int64_t from);

  RateSegment next();

 private:
  struct Sojourn {
    std::size_t state = 0;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    double mass = 0.0;  ///< at begin
  };

  std::int64_t draw_length(std::size_t state, sim::random::Stream& stream) const;
  std::size_t neighbour(std::size_t state, bool forwards, sim::random::Stream& stream) const;
  double mass_of(const Sojourn& sojourn, std::int64_t from, std::int64_t to) const;
  void walk_back(std::size_t state, std::int64_t from, sim::random::Stream stream);
  void advance();

  const std::vector<MmppState>* states_;
  NextState order_;
  const RateProfile* factor_;
  sim::random::Stream forwards_;
  std::vector<Sojourn> past_{};  // before t = 0, the earliest last
  Sojourn now_{};
  std::int64_t cursor_;
};

}  // namespace models::workload
