// Money and prices, in integers of the price book's currency (USD in every region that the embedded book covers).
#pragma once

#include <compare>
#include <cstdint>

#include "sim/units/int128.hpp"

namespace sim {

/// An amount of money. Unit: 1e-9 of the currency.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money nano(std::int64_t count) { return Money{count}; }

  constexpr std::int64_t nano() const { return nano_; }
  constexpr double amount() const { return static_cast<double>(nano_) * 1e-9; }

  constexpr auto operator<=>(const Money&) const = default;
  constexpr Money& operator+=(Money other) {
    nano_ += other.nano_;
    return *this;
  }
  friend constexpr Money operator+(Money a, Money b) { return a += b; }
  friend constexpr Money operator-(Money a, Money b) { return Money{a.nano_ - b.nano_}; }

 private:
  explicit constexpr Money(std::int64_t count) : nano_{count} {}
  std::int64_t nano_ = 0;
};

/// A price per pricing unit. Unit: 1e-12 of the currency, so that Lambda's 0.0000166667 USD per GB-second is exact.
class Price {
 public:
  constexpr Price() = default;
  static constexpr Price pico(std::int64_t count) { return Price{count}; }

  constexpr std::int64_t pico() const { return pico_; }
  constexpr double amount() const { return static_cast<double>(pico_) * 1e-12; }
  constexpr auto operator<=>(const Price&) const = default;

  /// What `quantity` base units cost where `base_units` of them make one pricing unit; one division, half to even.
  constexpr Money times(Int128 quantity, std::int64_t base_units) const {
    const Int128 pico_amount = static_cast<Int128>(pico_) * quantity;
    return Money::nano(
        static_cast<std::int64_t>(divide_half_even(pico_amount, static_cast<Int128>(base_units) * 1'000)));
  }

 private:
  explicit constexpr Price(std::int64_t count) : pico_{count} {}
  std::int64_t pico_ = 0;
};

}  // namespace sim
