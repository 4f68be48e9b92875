// Amounts of data: integer bytes. Memory is written in binary units (MiB, GiB), image and transfer sizes in decimal
// ones (MB, GB); they are kept apart when parsed (sim/units/parse.hpp), not by type.
#pragma once

#include <compare>
#include <cstdint>

namespace sim {

class Bytes {
 public:
  constexpr Bytes() = default;
  static constexpr Bytes bytes(std::int64_t count) { return Bytes{count}; }
  static constexpr Bytes kib(std::int64_t count) { return Bytes{count << 10}; }
  static constexpr Bytes mib(std::int64_t count) { return Bytes{count << 20}; }
  static constexpr Bytes gib(std::int64_t count) { return Bytes{count << 30}; }
  static constexpr Bytes megabytes(std::int64_t count) { return Bytes{count * 1'000'000}; }

  constexpr std::int64_t count() const { return count_; }
  constexpr double in_gib() const { return static_cast<double>(count_) / (1024.0 * 1024.0 * 1024.0); }
  constexpr double in_mib() const { return static_cast<double>(count_) / (1024.0 * 1024.0); }

  constexpr auto operator<=>(const Bytes&) const = default;
  constexpr Bytes& operator+=(Bytes other) {
    count_ += other.count_;
    return *this;
  }
  constexpr Bytes& operator-=(Bytes other) {
    count_ -= other.count_;
    return *this;
  }
  friend constexpr Bytes operator+(Bytes a, Bytes b) { return a += b; }
  friend constexpr Bytes operator-(Bytes a, Bytes b) { return a -= b; }
  friend constexpr Bytes operator*(Bytes a, std::int64_t factor) { return Bytes{a.count_ * factor}; }

 private:
  explicit constexpr Bytes(std::int64_t count) : count_{count} {}
  std::int64_t count_ = 0;
};

namespace literals {
constexpr Bytes operator""_MiB(unsigned long long n) {
  return Bytes::mib(static_cast<std::int64_t>(n));
}
constexpr Bytes operator""_GiB(unsigned long long n) {
  return Bytes::gib(static_cast<std::int64_t>(n));
}
constexpr Bytes operator""_MB(unsigned long long n) {
  return Bytes::megabytes(static_cast<std::int64_t>(n));
}
}  // namespace literals

}  // namespace sim
