// CPU capacity: integer thousandths of a vCPU, as ECS (1024 units) and Kubernetes (1000m) both can be written in.
#pragma once

#include <compare>
#include <cstdint>

namespace sim {

class Vcpu {
 public:
  constexpr Vcpu() = default;
  static constexpr Vcpu milli(std::int64_t count) { return Vcpu{count}; }
  static constexpr Vcpu whole(std::int64_t count) { return Vcpu{count * 1'000}; }

  constexpr std::int64_t milli() const { return milli_; }
  constexpr double in_vcpu() const { return static_cast<double>(milli_) * 1e-3; }

  constexpr auto operator<=>(const Vcpu&) const = default;
  constexpr Vcpu& operator+=(Vcpu other) {
    milli_ += other.milli_;
    return *this;
  }
  constexpr Vcpu& operator-=(Vcpu other) {
    milli_ -= other.milli_;
    return *this;
  }
  friend constexpr Vcpu operator+(Vcpu a, Vcpu b) { return a += b; }
  friend constexpr Vcpu operator-(Vcpu a, Vcpu b) { return a -= b; }
  friend constexpr Vcpu operator*(Vcpu a, std::int64_t factor) { return Vcpu{a.milli_ * factor}; }

 private:
  explicit constexpr Vcpu(std::int64_t count) : milli_{count} {}
  std::int64_t milli_ = 0;
};

}  // namespace sim
