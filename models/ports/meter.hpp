// The meters of one run: models count integer base units into them while they run, and nothing else reaches the bill.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "models/ports/usage.hpp"
#include "sim/units/id.hpp"
#include "sim/units/time.hpp"

namespace models {

using MeterId = sim::Id<struct MeterTag>;

/// What a bill in whole seconds with a minimum adds to the time that passed: max(minimum, life rounded up to a second)
/// − life. Zero for what was alive at time 0 already: it is metered from 0, without its minimum. (What runs at the end
/// of the window never stops inside it, and Meters ignores whatever is added at or after the end.)
sim::Duration billed_extra(sim::Time start, sim::Time stop, sim::Duration minimum);

/// The same in milliseconds, rounded up: for models that count milliseconds themselves.
std::int64_t billed_extra_ms(sim::Time start, sim::Time stop, sim::Duration minimum);

/// All meters of a run over its window [0, duration). Contract:
/// 1. open() at assembly; the same key gives the same id. The other calls take ids that open() returned.
/// 2. What lies outside the window is ignored; what overlaps it counts for the part inside.
/// 3. A meter is either counted (add, add_spread) or a level (level, add_billed_extra), or both: they share the total.
/// 4. Per meter, the sum over ticks equals the sum over hours, exactly.
/// 5. Times of add() and add_spread() may go back; those of level() and add_billed_extra() may not, per meter.
class Meters {
 public:
  /// Both positive.
  Meters(sim::Duration duration, sim::Duration tick);

  MeterId open(const MeterKey& key);

  /// Counts `quantity` base units at that instant. An addition, while `at` stays in one tick and hour, or before the
  /// window, or after finish().
  /// An hour's sum that is known only at the hour's end belongs to an instant inside that hour, not to its end.
  void add(MeterId meter, sim::Time at, std::int64_t quantity) {
    if (is_at_hand(at)) [[likely]] {
      add_at_hand(meter, quantity);
    } else {
      add_elsewhere(meter, at, quantity);
    }
  }
  /// The same in two parts: whether that is an addition and nothing else, and doing it.
  bool is_at_hand(sim::Time at) const {
    return static_cast<std::uint64_t>(at.nanoseconds()) - static_cast<std::uint64_t>(cell_begin_) < cell_length_;
  }
  void add_at_hand(MeterId meter, std::int64_t quantity) { in_cell_[meter.index()] += quantity; }

  /// Spreads `quantity` evenly over [from, to): each tick and hour gets the difference of the running total rounded
  /// down at its borders, so that the parts add up to `quantity` exactly. The part of the interval outside the window
  /// is dropped with its share. An empty interval is add() at `from`.
  void add_spread(MeterId meter, sim::Time from, sim::Time to, std::int64_t quantity);

  /// Changes the meter's level by `delta` (one instance more, 2,000 milli-vCPUs less). Level × time is integrated in
  /// level-unit·ms; fractions of a millisecond are carried on, so that the total is the exact integral rounded down.
  /// The level must not become negative.
  void level(MeterId meter, sim::Time now, std::int64_t delta);

  /// Adds level × billed_extra(start, stop, minimum) at `stop`, exactly: call it beside level(meter, stop, -level).
  void add_billed_extra(MeterId meter, sim::Time start, sim::Time stop, std::int64_t level, sim::Duration minimum);

  /// What the meter counted of `level` over [from, to) is not billed after all: takes it off the ticks and hours in
  /// which it was counted, in whole base units, none of which becomes negative. The level has been changed at `to`.
  void waive(MeterId meter, sim::Time from, sim::Time to, std::int64_t level);

  /// The level now, and what was counted so far (levels up to their last change).
  std::int64_t level_of(MeterId meter) const { return series_[meter.index()].level; }
  std::int64_t total(MeterId meter) const;

  sim::Duration duration() const { return sim::Duration::nanoseconds(duration_); }

  /// Integrates the levels up to `end` or the window's end, whichever is earlier, and hands over everything, sorted by
  /// key. Call it once; afterwards calls that count are ignored, so that requests may drain.
  Usage finish(sim::Time end);

 private:
  static constexpr std::uint64_t kAllTime = std::uint64_t{1} << 63;

  struct Series {
    MeterKey key{};
    std::vector<std::int64_t> per_tick{};
    std::vector<std::int64_t> per_hour{};
    std::int64_t level = 0;
    std::int64_t integrated_to = 0;  ///< ns; levels are accounted for up to here
    std::int64_t carry = 0;          ///< level-unit·ns not yet a whole level-unit·ms
  };

  void add_elsewhere(MeterId meter, sim::Time at, std::int64_t quantity);
  void empty_cell();
  bool is_cell_in_window() const { return cell_begin_ >= 0 && cell_begin_ < duration_; }
  void integrate(Series& series, std::int64_t to);
  void emit(Series& series, std::int64_t at, std::int64_t level, std::int64_t length);
  std::int64_t cell_end(std::int64_t at) const;

  std::vector<Series> series_{};
  std::int64_t duration_ = 0;
  std::int64_t tick_ = 0;
  std::size_t ticks_ = 0;
  std::size_t hours_ = 0;
  // The cell that add() fills: the intersection of one tick, one hour and the window. What was counted in it is added
  // to the series when it ends. Before the window and once it is closed, it is all the time there: add() is an addition
  // then, too, of what is thrown away.
  std::vector<std::int64_t> in_cell_{};  ///< by meter
  std::int64_t cell_begin_ = std::numeric_limits<std::int64_t>::min();
  std::uint64_t cell_length_ = kAllTime;
  std::size_t tick_index_ = 0;
  std::size_t hour_index_ = 0;
};

}  // namespace models
