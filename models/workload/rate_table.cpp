#include "models/workload/rate_table.hpp"

#include "sim/check.hpp"

namespace models::workload {

namespace {

constexpr double kPerNanosecond = 1e-9;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

}  // namespace

RateTable::RateTable(const std::vector<RatePoint>& points) {
  SIM_CHECK(!points.empty(), "a rate needs a point");
  double mass = 0.0;
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const std::int64_t length = (points[i + 1].at - points[i].at).nanoseconds();
    SIM_CHECK(length >= 0 && points[i].per_second >= 0.0, "points of a rate are in order and not negative");
    if (length == 0) {
      continue;
    }
    const double first = points[i].per_second * kPerNanosecond;
    const double last = points[i + 1].per_second * kPerNanosecond;
    const double elapsed = static_cast<double>(length);
    knots_.push_back({points[i].at.nanoseconds(), first, (last - first) / elapsed, mass});
    mass += 0.5 * (first + last) * elapsed;
  }
  knots_.push_back({points.back().at.nanoseconds(), points.back().per_second * kPerNanosecond, 0.0, mass});
}

RateTable RateTable::held(const std::vector<RatePoint>& points) {
  return RateTable{points};
}

RateTable RateTable::periodic(const std::vector<RatePoint>& points) {
  RateTable table{points};
  SIM_CHECK(points.front().at == sim::Duration{} && points.back().at > sim::Duration{}, "a period begins at zero");
  table.period_ = points.back().at.nanoseconds();
  return table;
}

RateTable::Place RateTable::place_of(std::int64_t t) const {
  if (period_ == 0) {
    return {shift_, 0.0, t - shift_};
  }
  const std::int64_t turn = floor_divide(t - shift_, period_);
  const std::int64_t origin = shift_ + turn * period_;
  return {origin, static_cast<double>(turn) * knots_.back().mass, t - origin};
}

std::size_t RateTable::knot_before(std::int64_t local) const {
  const auto after = std::upper_bound(knots_.begin(), knots_.end(), local,
                                      [](std::int64_t time, const Knot& knot) { return time < knot.begin; });
  return static_cast<std::size_t>(after - knots_.begin()) - 1;
}

RateSegment RateTable::piece_at(std::int64_t local) const {
  constexpr std::int64_t kDay = sim::Duration::days(1).nanoseconds();
  const bool is_before = local < knots_.front().begin;
  const std::size_t index = is_before ? 0 : knot_before(local);
  const Knot& knot = knots_[index];
  if (!is_before && index + 1 < knots_.size()) {
    return {knot.begin, knots_[index + 1].begin, knot.rate, knot.slope, knot.mass, knots_[index + 1].mass};
  }
  // Held: day by day, so that a piece never begins so far away that differences of masses lose their last digits.
  const double rate = is_before ? knots_.front().rate : knot.rate;
  const std::int64_t day = knot.begin + floor_divide(local - knot.begin, kDay) * kDay;
  const double mass = knot.mass + rate * static_cast<double>(day - knot.begin);
  const double next = knot.mass + rate * static_cast<double>(day + kDay - knot.begin);
  return {day, day + kDay, rate, 0.0, mass, next};
}

RateSegment RateTable::segment_at(std::int64_t t) const {
  const Place place = place_of(t);
  RateSegment segment = piece_at(place.local);
  segment.begin += place.origin;
  segment.end += place.origin;
  segment.mass_before += place.mass;
  segment.mass_after += place.mass;
  return segment;
}

double RateTable::mass_until(std::int64_t t) const {
  const Place place = place_of(t);
  return place.mass + piece_at(place.local).mass_at(place.local);
}

}  // namespace models::workload
