// Simulated time: integer nanoseconds. A point (Time) and a distance (Duration) are different types, so that adding
// two points does not compile. The range is +-292 years.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>

namespace sim {

/// A distance in simulated time. Unit: nanoseconds.
class Duration {
 public:
  constexpr Duration() = default;
  static constexpr Duration nanoseconds(std::int64_t count) { return Duration{count}; }
  static constexpr Duration microseconds(std::int64_t count) { return Duration{count * 1'000}; }
  static constexpr Duration milliseconds(std::int64_t count) { return Duration{count * 1'000'000}; }
  static constexpr Duration seconds(std::int64_t count) { return Duration{count * 1'000'000'000}; }
  static constexpr Duration minutes(std::int64_t count) { return seconds(60 * count); }
  static constexpr Duration hours(std::int64_t count) { return seconds(3'600 * count); }
  static constexpr Duration days(std::int64_t count) { return hours(24 * count); }
  static constexpr Duration max() { return Duration{std::numeric_limits<std::int64_t>::max()}; }

  constexpr std::int64_t nanoseconds() const { return nanoseconds_; }
  /// For physics and statistics only, never for an event time.
  constexpr double seconds() const { return static_cast<double>(nanoseconds_) * 1e-9; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator-() const { return Duration{-nanoseconds_}; }
  constexpr Duration& operator+=(Duration other) {
    nanoseconds_ += other.nanoseconds_;
    return *this;
  }
  constexpr Duration& operator-=(Duration other) {
    nanoseconds_ -= other.nanoseconds_;
    return *this;
  }
  friend constexpr Duration operator+(Duration a, Duration b) { return a += b; }
  friend constexpr Duration operator-(Duration a, Duration b) { return a -= b; }
  friend constexpr Duration operator*(Duration a, std::int64_t factor) { return Duration{a.nanoseconds_ * factor}; }
  friend constexpr Duration operator*(std::int64_t factor, Duration a) { return a * factor; }
  friend constexpr Duration operator/(Duration a, std::int64_t divisor) { return Duration{a.nanoseconds_ / divisor}; }
  /// How many whole `b` fit into `a` (truncated toward zero).
  friend constexpr std::int64_t operator/(Duration a, Duration b) { return a.nanoseconds_ / b.nanoseconds_; }
  friend constexpr Duration operator%(Duration a, Duration b) { return Duration{a.nanoseconds_ % b.nanoseconds_}; }

 private:
  explicit constexpr Duration(std::int64_t count) : nanoseconds_{count} {}
  std::int64_t nanoseconds_ = 0;
};

/// A point in simulated time. Zero is the start of the measured window; warm-up runs at negative times.
class Time {
 public:
  constexpr Time() = default;
  static constexpr Time at(Duration since_zero) { return Time{since_zero.nanoseconds()}; }
  static constexpr Time at_nanoseconds(std::int64_t count) { return Time{count}; }
  /// Later than everything that can happen.
  static constexpr Time never() { return Time{std::numeric_limits<std::int64_t>::max()}; }

  constexpr std::int64_t nanoseconds() const { return nanoseconds_; }
  constexpr Duration since_zero() const { return Duration::nanoseconds(nanoseconds_); }
  constexpr double seconds() const { return static_cast<double>(nanoseconds_) * 1e-9; }

  constexpr auto operator<=>(const Time&) const = default;
  constexpr Time& operator+=(Duration d) {
    nanoseconds_ += d.nanoseconds();
    return *this;
  }
  friend constexpr Time operator+(Time t, Duration d) { return t += d; }
  friend constexpr Time operator-(Time t, Duration d) { return t += -d; }
  friend constexpr Duration operator-(Time a, Time b) { return Duration::nanoseconds(a.nanoseconds_ - b.nanoseconds_); }

 private:
  explicit constexpr Time(std::int64_t count) : nanoseconds_{count} {}
  std::int64_t nanoseconds_ = 0;
};

/// The last multiple of `step`, counted from zero, that is not after `t`. Works for negative times.
constexpr Time floor_to(Time t, Duration step) {
  const std::int64_t n = t.nanoseconds();
  const std::int64_t s = step.nanoseconds();
  const std::int64_t remainder = ((n % s) + s) % s;
  return Time::at_nanoseconds(n - remainder);
}

/// The first multiple of `step`, counted from zero, that is after `t`.
constexpr Time next_multiple(Time t, Duration step) {
  return floor_to(t, step) + step;
}

namespace literals {
constexpr Duration operator""_ns(unsigned long long n) {
  return Duration::nanoseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_us(unsigned long long n) {
  return Duration::microseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_ms(unsigned long long n) {
  return Duration::milliseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_s(unsigned long long n) {
  return Duration::seconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_min(unsigned long long n) {
  return Duration::minutes(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_h(unsigned long long n) {
  return Duration::hours(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_d(unsigned long long n) {
  return Duration::days(static_cast<std::int64_t>(n));
}
}  // namespace literals

}  // namespace sim
