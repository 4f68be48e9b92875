// A rate over time as straight pieces, tabulated once. Inside: nanoseconds from t = 0 and arrivals per nanosecond, so
// that nothing is converted per arrival.
// Masses are expected numbers of arrivals. They are pure functions of time: nothing depends on where a walk began.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "sim/units/time.hpp"

namespace models::workload {

/// One straight piece of a rate: rate + slope (t - begin) on [begin, end).
struct RateSegment {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  double rate = 0.0;         ///< at begin
  double slope = 0.0;        ///< per nanosecond squared
  double mass_before = 0.0;  ///< cumulative mass at begin
  double mass_after = 0.0;   ///< cumulative mass at end

  double rate_at(std::int64_t t) const { return std::max(0.0, rate + slope * static_cast<double>(t - begin)); }
  double mass_at(std::int64_t t) const {
    const double elapsed = static_cast<double>(t - begin);
    return mass_before + elapsed * (rate + 0.5 * slope * elapsed);
  }

  /// When the cumulative mass reaches `mass`, from begin to end: the root of slope/2 x^2 + rate x = mass - mass_before
  /// in the form that does not cancel. A square root is exact to the last bit on every machine.
  std::int64_t time_of(double mass) const {
    const double missing = mass - mass_before;
    const double discriminant = rate * rate + 2.0 * slope * missing;
    const double root = std::sqrt(discriminant > 0.0 ? discriminant : 0.0);
    return time_after(2.0 * missing / (rate + root));
  }
  /// The same bits, without the root: for pieces whose slope is zero.
  std::int64_t flat_time_of(double mass) const { return time_after((mass - mass_before) / rate); }

 private:
  std::int64_t time_after(double elapsed) const {
    const std::int64_t length = end - begin;
    // Also `end` if the piece has no mass and `elapsed` is not a number.
    return elapsed < static_cast<double>(length) ? begin + static_cast<std::int64_t>(elapsed + 0.5) : end;
  }
};

/// A point of a rate: straight lines join them; two points at the same time make a jump.
struct RatePoint {
  sim::Duration at{};
  double per_second = 0.0;
};

class RateTable {
 public:
  /// Holds the first rate before the first point and the last rate after the last. Requires at least one point, times
  /// that don't fall, rates of zero or more.
  static RateTable held(const std::vector<RatePoint>& points);
  /// Repeats for ever, in both directions. Requires points from 0 to the period, both included.
  static RateTable periodic(const std::vector<RatePoint>& points);

  /// The same, `later` later.
  void shift(sim::Duration later) { shift_ += later.nanoseconds(); }

  /// The piece that holds t, with masses relative to the first point. Stretches that are held are cut at whole days.
  RateSegment segment_at(std::int64_t t) const;
  /// Mass from the first point to t; negative before it.
  double mass_until(std::int64_t t) const;

  bool is_periodic() const { return period_ > 0; }
  sim::Duration period() const { return sim::Duration::nanoseconds(period_); }

 private:
  struct Knot {
    std::int64_t begin = 0;
    double rate = 0.0;
    double slope = 0.0;
    double mass = 0.0;
  };
  struct Place {
    std::int64_t origin = 0;  ///< absolute time of the table's zero in the repetition that holds t
    double mass = 0.0;        ///< at that zero
    std::int64_t local = 0;   ///< t - origin
  };

  explicit RateTable(const std::vector<RatePoint>& points);
  Place place_of(std::int64_t t) const;
  std::size_t knot_before(std::int64_t local) const;
  RateSegment piece_at(std::int64_t local) const;

  std::vector<Knot> knots_{};  // the last one is held, or where a period ends
  std::int64_t shift_ = 0;
  std::int64_t period_ = 0;  // 0: held
};

}  // namespace models::workload
