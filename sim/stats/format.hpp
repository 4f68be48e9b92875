// Numbers as text, for every output that must be the same bytes on every machine.
#pragma once

#include <string>

namespace sim::stats {

/// `value` rounded to `digits` significant digits (1 ... 17; ties as the exact binary value demands), without trailing
/// zeros: `0.125`, `1500000`, `2.5e-07`. Plain notation from 1e-5 to below 1e15, else an exponent of at least two
/// digits. Infinite and undefined values become the empty text (an empty cell), minus zero becomes `0`. No locale.
std::string format_significant(double value, int digits = 10);

/// The number that format_significant() writes; NaN where that is the empty text.
double round_significant(double value, int digits);

}  // namespace sim::stats
