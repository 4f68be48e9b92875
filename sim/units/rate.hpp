// A rate of events, per second. A double, since it is physics: it feeds samplers and closed forms, never an event time.
#pragma once

#include <compare>

namespace sim {

class Rate {
 public:
  constexpr Rate() = default;
  static constexpr Rate per_second(double value) { return Rate{value}; }
  constexpr double per_second() const { return per_second_; }
  constexpr auto operator<=>(const Rate&) const = default;

 private:
  explicit constexpr Rate(double value) : per_second_{value} {}
  double per_second_ = 0.0;
};

}  // namespace sim
