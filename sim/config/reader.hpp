// From a document to a typed, checked struct. Reads on after an error, so that all of them are told at once.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/schema.hpp"

namespace sim::config {

/// Which defaults are taken of fields that are quotas of an account.
enum class Quotas : std::uint8_t { kAccount, kUnlimited };

/// Fills the struct at `object` from the document: first the shape of everything (types, units, ranges, unknown and
/// missing keys), then the checks of each struct whose shape was right. False if there was an error.
bool read_into(const Schema& schema, void* object, const Document& document, const Families& families,
               Diagnostics& diagnostics, Quotas quotas = Quotas::kAccount);

/// The struct that the document describes, or nothing if there was an error. Warnings alone don't prevent a result.
template <class T>
std::optional<T> read(const Document& document, const Families& families, Diagnostics& diagnostics,
                      Quotas quotas = Quotas::kAccount) {
  T result{};
  if (!read_into(T::schema(), &result, document, families, diagnostics, quotas)) {
    return std::nullopt;
  }
  return result;
}

/// What is wrong with the descriptions themselves: a default or an example that can't be read, a family that is
/// missing, a key that is used twice, a field without a sentence. For tests over the catalog; empty if all is well.
std::vector<std::string> problems_of(const Schema& root, const Families& families);

}  // namespace sim::config
