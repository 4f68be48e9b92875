// A config struct, described as plain data: what reader, writers, JSON Schema and reference page walk. Made by
// sim/config/describe.hpp, once per struct.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/checker.hpp"

namespace sim::config {

struct Schema;

/// What a leaf of the tree holds, or how it is built from other values.
enum class Type : std::uint8_t {
  kBool,
  kInteger,
  kNumber,
  kText,
  kDuration,
  kVcpu,
  kFraction,
  kRate,
  kMemory,  ///< sim::Bytes, written MiB, GiB
  kSize,    ///< sim::Bytes, written MB, GB
  kFile,    ///< std::string as written, or FilePath
  kEnum,
  kDistribution,
  kStruct,
  kOneOf,  ///< Choice
  kList,   ///< std::vector<T>
  kNamed,  ///< std::vector<std::pair<std::string, T>>
};

/// A file that the scenario names. `written` goes to effective.yaml, `resolved` opens it.
struct FilePath {
  std::string written{};   ///< relative to the scenario file
  std::string resolved{};  ///< relative to the working directory of the program
};

/// The value of a field that names an entry of a family: the entry's name and its config struct.
struct Choice {
  std::string kind{};
  std::shared_ptr<const void> config{};
  const Schema* schema = nullptr;

  /// The config, which must be a T: the struct whose schema the family's entry names.
  template <class T>
  const T& as() const {
    require(T::schema());
    return *static_cast<const T*>(config.get());
  }

 private:
  void require(const Schema& expected) const;
};

struct EnumName {
  std::string name{};
  std::int64_t value = 0;
  std::string sentence{};
};

/// How to read and write a value whose C++ type is not known: plain functions on its address.
struct ValueType {
  Type type = Type::kBool;
  const Schema& (*schema)() = nullptr;  ///< kStruct
  std::string family{};                 ///< kOneOf
  std::vector<EnumName> names{};        ///< kEnum
  void (*set_enum)(void*, std::int64_t) = nullptr;
  std::int64_t (*get_enum)(const void*) = nullptr;
  bool resolves = false;                 ///< kFile: the value is a FilePath
  std::shared_ptr<ValueType> element{};  ///< kList, kNamed
  void* (*append)(void*, const std::string& key) = nullptr;
  std::size_t (*size)(const void*) = nullptr;
  const void* (*at)(const void*, std::size_t) = nullptr;
  const std::string& (*key_at)(const void*, std::size_t) = nullptr;  ///< kNamed

  /// The value type itself, or, of lists and named maps, that of what they hold.
  const ValueType& leaf() const { return element ? element->leaf() : *this; }
  ValueType& leaf() { return element ? element->leaf() : *this; }
};

/// One key of a struct.
struct Field {
  std::string key{};
  std::string sentence{};
  ValueType type{};
  std::size_t offset = 0;                         ///< of the member in its struct
  void* (*emplace)(void*) = nullptr;              ///< std::optional: makes a value and returns its address
  const void* (*engaged)(const void*) = nullptr;  ///< std::optional: the value's address or null
  bool has_default = false;
  std::string default_text{};
  std::string without_quotas{};  ///< the default where quotas do not bind; empty: the same
  std::string low{};             ///< inclusive; empty: none
  std::string high{};
  bool positive = false;
  std::string source{};
  std::string date{};
  bool unverified = false;
  std::string unit_hint{};
  std::vector<std::string> examples{};
  std::vector<std::string> renamed_from{};

  bool is_optional() const { return emplace != nullptr; }
  bool is_required() const { return !has_default && !is_optional(); }
};

struct Schema {
  std::string name{};
  std::string sentence{};
  std::deque<Field> fields{};
  std::vector<std::function<void(const void*, Checker&)>> checks{};
  std::shared_ptr<void> (*make)() = nullptr;  ///< a new struct with its members' initialisers

  const Field* find(std::string_view key) const;
};

/// One name that a one_of field may choose.
struct FamilyEntry {
  std::string name{};
  std::string sentence{};
  std::reference_wrapper<const Schema> schema;
  std::string status = "stable";
};

struct Family {
  std::string name{};
  std::string sentence{};
  std::vector<FamilyEntry> entries{};

  const FamilyEntry* find(std::string_view name) const;
};

/// Every family that one_of fields refer to, in the order of the reference page. The catalog builds it.
struct Families {
  std::vector<Family> list{};

  const Family* find(std::string_view name) const;
};

}  // namespace sim::config
