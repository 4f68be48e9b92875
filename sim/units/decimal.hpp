// Decimal text as an exact integer and a power of ten: what the parsers of quantities have in common. No double is
// involved, so that 0.1 + 0.2 is 0.3 in every unit.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/units/int128.hpp"

namespace sim {

/// mantissa x 10^-decimals. At most 20 significant digits, so that products with a unit fit into 128 bits.
struct Decimal {
  bool negative = false;
  Int128 mantissa = 0;
  int decimals = 0;
  bool leading_zero = false;  ///< `010`: octal to some, decimal to others
  bool too_many_digits = false;
};

/// Takes `-12.50` off the front of `text`; nothing if no digit stands there. Digits on both sides of a point.
std::optional<Decimal> take_decimal(std::string_view& text);

enum class Scaling : std::uint8_t { kExact, kTooFine, kTooLarge };

/// value x unit as a 64-bit integer. kTooFine: not a whole number; kTooLarge: outside 64 bits.
Scaling scale(const Decimal& value, std::int64_t unit, Int128& result);
bool fits_64(Int128 value);

/// The decimal text of count / 10^decimals without trailing zeros: (1500, 3) is "1.5".
std::string_view decimal_text(std::uint64_t count, int decimals, char (&buffer)[48]);

}  // namespace sim
