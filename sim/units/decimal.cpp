#include "sim/units/decimal.hpp"

#include <cstddef>
#include <limits>

namespace sim {
namespace {

constexpr int kMostDigits = 20;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes digits off the front; counts those that matter.
std::size_t take_digits(std::string_view& text, Decimal& value, int& significant) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) {
    if (value.mantissa != 0 || text[count] != '0') {
      ++significant;
    }
    if (significant <= kMostDigits) {
      value.mantissa = value.mantissa * 10 + (text[count] - '0');
    }
    ++count;
  }
  text.remove_prefix(count);
  return count;
}

}  // namespace

std::optional<Decimal> take_decimal(std::string_view& text) {
  std::string_view rest = text;
  Decimal value;
  if (!rest.empty() && rest.front() == '-') {
    value.negative = true;
    rest.remove_prefix(1);
  }
  const bool starts_with_zero = !rest.empty() && rest.front() == '0';
  int significant = 0;
  const std::size_t whole = take_digits(rest, value, significant);
  if (whole == 0) {
    return std::nullopt;
  }
  value.leading_zero = starts_with_zero && whole > 1;
  if (rest.size() > 1 && rest.front() == '.' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    value.decimals = static_cast<int>(take_digits(rest, value, significant));
  }
  value.too_many_digits = significant > kMostDigits || value.decimals > kMostDigits;
  text = rest;
  return value;
}

bool fits_64(Int128 value) {
  return value >= std::numeric_limits<std::int64_t>::min() && value <= std::numeric_limits<std::int64_t>::max();
}

Scaling scale(const Decimal& value, std::int64_t unit, Int128& result) {
  if (value.too_many_digits) {
    return Scaling::kTooFine;
  }
  Int128 divisor = 1;
  for (int i = 0; i < value.decimals; ++i) {
    divisor *= 10;
  }
  // Below 10^20 x 2^50, so inside 128 bits.
  const Int128 product = value.mantissa * unit;
  if (product % divisor != 0) {
    return Scaling::kTooFine;
  }
  result = value.negative ? -(product / divisor) : product / divisor;
  return fits_64(result) ? Scaling::kExact : Scaling::kTooLarge;
}

std::string_view decimal_text(std::uint64_t count, int decimals, char (&buffer)[48]) {
  char* const end = buffer + sizeof buffer;
  char* front = end;
  int left = decimals;
  while (left > 0 && count % 10 == 0) {  // trailing zeros say nothing
    count /= 10;
    --left;
  }
  const bool has_point = left > 0;
  for (; left > 0; --left) {
    *--front = static_cast<char>('0' + count % 10);
    count /= 10;
  }
  if (has_point) {
    *--front = '.';
  }
  do {
    *--front = static_cast<char>('0' + count % 10);
    count /= 10;
  } while (count != 0);
  return {front, static_cast<std::size_t>(end - front)};
}

}  // namespace sim
