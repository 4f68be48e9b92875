// From a member's C++ type to its ValueType. Supported: bool, std::int64_t, double, std::string, sim::Duration, Vcpu,
// Fraction, Rate, Bytes (through memory() or size()), enums, sim::random::DistributionSpec, Choice, FilePath, structs
// with schema(), and std::vector of those, std::vector<std::pair<std::string, T>>, std::optional of all of these.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "sim/config/schema.hpp"

namespace sim {
class Bytes;
class Duration;
class Fraction;
class Rate;
class Vcpu;
}  // namespace sim
namespace sim::random {
struct DistributionSpec;
}

namespace sim::config {

/// Copies what `part` describes, a member at `offset` of the struct that `whole` describes, into `whole`.
void splice(Schema& whole, const Schema& part, std::size_t offset);

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsNamed : std::false_type {};
template <class T>
struct IsNamed<std::vector<std::pair<std::string, T>>> : std::true_type {};

template <class T>
struct BareOf {
  using type = T;
};
template <class T>
struct BareOf<std::optional<T>> {
  using type = T;
};
template <class T>
using Bare = typename BareOf<T>::type;

template <class T>
struct ElementOf {
  using type = void;
};
template <class T>
struct ElementOf<std::vector<T>> {
  using type = T;
};
template <class T>
struct ElementOf<std::vector<std::pair<std::string, T>>> {
  using type = T;
};
template <class T>
using Element = typename ElementOf<T>::type;

template <class T>
struct LeafFinder {
  using type = T;
};
template <class T>
requires(!std::is_void_v<Element<T>>) struct LeafFinder<T> {
  using type = typename LeafFinder<Element<T>>::type;
};
template <class T>
using LeafOf = typename LeafFinder<T>::type;

template <class T>
concept Described = requires {
  { T::schema() } -> std::same_as<const Schema&>;
};

/// The type of a leaf that needs no more than its C++ type to be told; `special` where memory(), size(), file() or
/// one_of() said it.
template <class T>
constexpr Type leaf_type() {
  if constexpr (std::is_same_v<T, bool>) {
    return Type::kBool;
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return Type::kInteger;
  } else if constexpr (std::is_same_v<T, double>) {
    return Type::kNumber;
  } else if constexpr (std::is_same_v<T, std::string>) {
    return Type::kText;
  } else if constexpr (std::is_same_v<T, Duration>) {
    return Type::kDuration;
  } else if constexpr (std::is_same_v<T, Vcpu>) {
    return Type::kVcpu;
  } else if constexpr (std::is_same_v<T, Fraction>) {
    return Type::kFraction;
  } else if constexpr (std::is_same_v<T, Rate>) {
    return Type::kRate;
  } else if constexpr (std::is_enum_v<T>) {
    return Type::kEnum;
  } else if constexpr (std::is_same_v<T, random::DistributionSpec>) {
    return Type::kDistribution;
  } else {
    static_assert(Described<T>,
                  "not a type of config field; sim::Bytes wants memory() or size(), Choice one_of(), "
                  "FilePath file(), other structs static const Schema& schema()");
    return Type::kStruct;
  }
}

template <class T>
constexpr bool fits(Type special) {
  switch (special) {
    case Type::kMemory:
    case Type::kSize:
      return std::is_same_v<T, Bytes>;
    case Type::kFile:
      return std::is_same_v<T, FilePath> || std::is_same_v<T, std::string>;
    case Type::kOneOf:
      return std::is_same_v<T, Choice>;
    default:
      return false;
  }
}

template <class T>
ValueType container_of(ValueType element) {
  ValueType type;
  type.element = std::make_shared<ValueType>(std::move(element));
  type.size = [](const void* list) { return static_cast<const T*>(list)->size(); };
  if constexpr (IsNamed<T>::value) {
    type.type = Type::kNamed;
    type.append = [](void* list, const std::string& key) -> void* {
      return &static_cast<T*>(list)->emplace_back(key, Element<T>{}).second;
    };
    type.at = [](const void* list, std::size_t i) -> const void* { return &(*static_cast<const T*>(list))[i].second; };
    type.key_at = [](const void* list, std::size_t i) -> const std::string& {
      return (*static_cast<const T*>(list))[i].first;
    };
  } else {
    static_assert(!std::is_same_v<Element<T>, bool>, "std::vector<bool> has no addresses");
    type.type = Type::kList;
    type.append = [](void* list, const std::string&) -> void* { return &static_cast<T*>(list)->emplace_back(); };
    type.at = [](const void* list, std::size_t i) -> const void* { return &(*static_cast<const T*>(list))[i]; };
  }
  return type;
}

template <class T>
ValueType value_type_of() {
  if constexpr (!std::is_void_v<Element<T>>) {
    return container_of<T>(value_type_of<Element<T>>());
  } else {
    ValueType type;
    type.type = leaf_type<T>();
    if constexpr (std::is_enum_v<T>) {
      type.set_enum = [](void* target, std::int64_t value) { *static_cast<T*>(target) = static_cast<T>(value); };
      type.get_enum = [](const void* value) { return static_cast<std::int64_t>(*static_cast<const T*>(value)); };
    } else if constexpr (Described<T>) {
      type.schema = &T::schema;
    }
    return type;
  }
}

template <class T>
ValueType value_type_of(Type special) {
  if constexpr (!std::is_void_v<Element<T>>) {
    return container_of<T>(value_type_of<Element<T>>(special));
  } else {
    ValueType type;
    type.type = special;
    return type;
  }
}

}  // namespace sim::config
