#include "models/workload/mmpp_path.hpp"

#include <algorithm>

#include "sim/random/ziggurat.hpp"

namespace models::workload {

MmppPath::MmppPath(const std::vector<MmppState>& states, NextState order, const RateProfile& factor,
                   const ArrivalContext& context, std::int64_t from)
    : states_{&states},
      order_{order},
      factor_{&factor},
      forwards_{sim::random::make_stream(context.seed, context.replication, "workload", "states after zero")},
      cursor_{from} {
  sim::random::Stream start = sim::random::make_stream(context.seed, context.replication, "workload", "state at zero");
  double total = 0.0;
  for (const MmppState& state : states) {
    total += state.sojourn;
  }
  double place = start.uniform01() * total;
  std::size_t state = 0;
  while (state + 1 < states.size() && place >= states[state].sojourn) {
    place -= states[state].sojourn;
    ++state;
  }
  now_ = {state, 0, draw_length(state, forwards_), 0.0};
  if (from < 0) {
    walk_back(state, from,
              sim::random::make_stream(context.seed, context.replication, "workload", "states before zero"));
  }
  while (now_.end <= from) {
    advance();
  }
}

std::int64_t MmppPath::draw_length(std::size_t state, sim::random::Stream& stream) const {
  const double length = sim::random::exponential(stream) * (*states_)[state].sojourn;
  return 1 + static_cast<std::int64_t>(length);
}

std::size_t MmppPath::neighbour(std::size_t state, bool forwards, sim::random::Stream& stream) const {
  const std::size_t count = states_->size();
  if (order_ == NextState::kAtRandom && count > 2) {
    const std::uint64_t step = 1 + stream.uniform_below(count - 1);
    return (state + static_cast<std::size_t>(step)) % count;
  }
  return (state + (forwards ? 1 : count - 1)) % count;
}

double MmppPath::mass_of(const Sojourn& sojourn, std::int64_t from, std::int64_t to) const {
  return (*states_)[sojourn.state].rate * (factor_->mass_until(to) - factor_->mass_until(from));
}

/// Fills past_ with the sojourns from 0 back to `from`, and makes the earliest the present one. The state at 0 lasts on
/// both sides of it: what is left of a sojourn and what has passed of it are independent and exponential.
void MmppPath::walk_back(std::size_t state, std::int64_t from, sim::random::Stream stream) {
  past_.push_back(now_);
  while (past_.back().begin > from) {
    Sojourn earlier{state, 0, past_.back().begin, 0.0};
    earlier.begin = earlier.end - draw_length(state, stream);
    earlier.mass = past_.back().mass - mass_of(earlier, earlier.begin, earlier.end);
    past_.push_back(earlier);
    state = neighbour(state, false, stream);
  }
  now_ = past_.back();
  past_.pop_back();
}

void MmppPath::advance() {
  if (!past_.empty()) {
    now_ = past_.back();
    past_.pop_back();
    return;
  }
  Sojourn later{neighbour(now_.state, true, forwards_), now_.end, 0, 0.0};
  later.end = later.begin + draw_length(later.state, forwards_);
  later.mass = now_.mass + mass_of(now_, now_.begin, now_.end);
  now_ = later;
}

RateSegment MmppPath::next() {
  while (now_.end <= cursor_) {
    advance();
  }
  RateSegment segment = factor_->segment_at(cursor_);
  const double rate = (*states_)[now_.state].rate;
  const std::int64_t begin = std::max(segment.begin, now_.begin);
  segment.rate = rate * segment.rate_at(begin);
  segment.slope *= rate;
  segment.begin = begin;
  segment.end = std::min(segment.end, now_.end);
  segment.mass_before = now_.mass + mass_of(now_, now_.begin, segment.begin);
  segment.mass_after = now_.mass + mass_of(now_, now_.begin, segment.end);
  cursor_ = segment.end;
  return segment;
}

}  // namespace models::workload
