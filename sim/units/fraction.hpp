// A share or a ratio: integer parts per billion. Written as a percentage in YAML (`50%`), as 0..1 in CSV.
#pragma once

#include <compare>
#include <cstdint>

namespace sim {

class Fraction {
 public:
  constexpr Fraction() = default;
  static constexpr Fraction billionths(std::int64_t count) { return Fraction{count}; }
  static constexpr Fraction percent(std::int64_t count) { return Fraction{count * 10'000'000}; }

  constexpr std::int64_t billionths() const { return billionths_; }
  constexpr double value() const { return static_cast<double>(billionths_) * 1e-9; }
  constexpr auto operator<=>(const Fraction&) const = default;

 private:
  explicit constexpr Fraction(std::int64_t count) : billionths_{count} {}
  std::int64_t billionths_ = 0;
};

}  // namespace sim
