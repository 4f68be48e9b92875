// The answers that several parsers of quantities give.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "sim/units/decimal.hpp"
#include "sim/units/parse.hpp"

namespace sim {

template <class T>
Parsed<T> problem(std::string text) {
  return {std::nullopt, std::move(text)};
}

template <class T>
Parsed<T> leading_zero(std::string_view text) {
  return problem<T>(
      fmt::format("'{}' starts with a zero, which some programs read as octal; leave the zero out", text));
}

template <class T>
Parsed<T> cannot_scale(Scaling scaling, std::string_view text, std::string_view finest) {
  if (scaling == Scaling::kTooLarge) {
    return problem<T>(fmt::format("'{}' is too large", text));
  }
  return problem<T>(fmt::format("'{}' is finer than {}", text, finest));
}

}  // namespace sim
