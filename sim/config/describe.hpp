// Describe<T>: the one place where a config struct says what its fields are called, mean, default to and may be.
// Everything else (reader, errors, JSON Schema, reference page, effective.yaml, assumptions) is made from that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "sim/config/schema.hpp"
#include "sim/config/value_type.hpp"

namespace sim::config {

template <class E>
struct EnumChoice {
  const char* name = "";
  E value{};
  const char* sentence = "";
};

/// What may be said of a field. Texts of values are YAML, as a user would write them.
template <class Leaf>
class FieldBuilder {
 public:
  explicit FieldBuilder(Field& field) : field_{&field} {}

  /// Used where the key is absent. A field without default that is no std::optional is required.
  FieldBuilder& defaults_to(std::string text) {
    field_->has_default = true;
    field_->default_text = std::move(text);
    return *this;
  }
  /// The default where quotas do not bind: the field is one that the provider raises on request.
  FieldBuilder& without_quotas(std::string text) {
    field_->without_quotas = std::move(text);
    return *this;
  }
  /// Inclusive bounds of the value (of each item, in a list); either may be "".
  FieldBuilder& range(std::string low, std::string high) {
    field_->low = std::move(low);
    field_->high = std::move(high);
    return *this;
  }
  /// More than zero.
  FieldBuilder& positive() {
    field_->positive = true;
    return *this;
  }
  /// Where the default comes from, and when it was read or published.
  FieldBuilder& source(std::string text, std::string date) {
    field_->source = std::move(text);
    field_->date = std::move(date);
    return *this;
  }
  /// The default is an estimate: no published figure was found.
  FieldBuilder& unverified() {
    field_->unverified = true;
    return *this;
  }
  /// The unit of a plain number, for the reference page: "requests".
  FieldBuilder& unit_hint(std::string text) {
    field_->unit_hint = std::move(text);
    return *this;
  }
  FieldBuilder& example(std::string text) {
    field_->examples.push_back(std::move(text));
    return *this;
  }
  /// An earlier name of the key, for the error text.
  FieldBuilder& renamed_from(std::string key) {
    field_->renamed_from.push_back(std::move(key));
    return *this;
  }
  /// The names of an enum's values.
  FieldBuilder& choices(std::initializer_list<EnumChoice<Leaf>> list) requires std::is_enum_v<Leaf> {
    for (const EnumChoice<Leaf>& choice : list) {
      field_->type.leaf().names.push_back({choice.name, static_cast<std::int64_t>(choice.value), choice.sentence});
    }
    return *this;
  }

 private:
  Field* field_;
};

template <class S>
class Describe {
 public:
  Describe(std::string name, std::string sentence) {
    schema_.name = std::move(name);
    schema_.sentence = std::move(sentence);
    schema_.make = []() -> std::shared_ptr<void> { return std::make_shared<S>(); };
  }

  /// A field of any supported type (sim/config/value_type.hpp).
  template <auto Member>
  auto field(std::string key, std::string sentence) {
    using M = MemberType<Member>;
    return add<M>(offset_of<Member>(), std::move(key), std::move(sentence), value_type_of<Bare<M>>());
  }
  /// sim::Bytes of memory: KiB, MiB, GiB.
  template <auto Member>
  auto memory(std::string key, std::string sentence) {
    return special<Member, Type::kMemory>(std::move(key), std::move(sentence), {});
  }
  /// sim::Bytes of an image or a transfer: kB, MB, GB.
  template <auto Member>
  auto size(std::string key, std::string sentence) {
    return special<Member, Type::kSize>(std::move(key), std::move(sentence), {});
  }
  /// A file, named relative to the scenario; it must exist. The member is a FilePath or a std::string.
  template <auto Member>
  auto file(std::string key, std::string sentence) {
    return special<Member, Type::kFile>(std::move(key), std::move(sentence), {});
  }
  /// A Choice of one entry of a family (or a list or named map of such choices).
  template <auto Member>
  auto one_of(std::string key, std::string family, std::string sentence) {
    return special<Member, Type::kOneOf>(std::move(key), std::move(sentence), std::move(family));
  }
  /// A map from names to values, in the order of the file.
  template <auto Member>
  auto named(std::string key, std::string sentence) {
    static_assert(IsNamed<Bare<MemberType<Member>>>::value, "named() wants std::vector<std::pair<std::string, T>>");
    return field<Member>(std::move(key), std::move(sentence));
  }
  /// Splices the fields and checks of a member, itself a described struct, into this one.
  template <auto Member>
  void embed() {
    splice(schema_, MemberType<Member>::schema(), offset_of<Member>());
  }
  /// Adds a check of the finished struct: `[](const S&, Checker&)`. Runs only if every field could be read.
  template <class F>
  void check(F function) {
    schema_.checks.push_back(
        [function](const void* object, Checker& checker) { function(*static_cast<const S*>(object), checker); });
  }

  Schema done() { return std::move(schema_); }

 private:
  template <auto Member>
  using MemberType = std::remove_cvref_t<decltype(std::declval<S&>().*Member)>;

  template <auto Member>
  static std::size_t offset_of() {
    const S probe{};
    return static_cast<std::size_t>(reinterpret_cast<const char*>(&(probe.*Member)) -
                                    reinterpret_cast<const char*>(&probe));
  }

  template <class M>
  auto add(std::size_t offset, std::string key, std::string sentence, ValueType type) {
    Field& field = schema_.fields.emplace_back();
    field.key = std::move(key);
    field.sentence = std::move(sentence);
    field.type = std::move(type);
    field.offset = offset;
    if constexpr (IsOptional<M>::value) {
      field.emplace = [](void* member) -> void* { return &static_cast<M*>(member)->emplace(); };
      field.engaged = [](const void* member) -> const void* {
        const M& optional = *static_cast<const M*>(member);
        return optional ? &*optional : nullptr;
      };
    }
    return FieldBuilder<LeafOf<Bare<M>>>{field};
  }

  template <auto Member, Type Special>
  auto special(std::string key, std::string sentence, std::string family) {
    using M = MemberType<Member>;
    using Leaf = LeafOf<Bare<M>>;
    static_assert(fits<Leaf>(Special), "memory() and size() want sim::Bytes, one_of() Choice, file() FilePath");
    ValueType value = value_type_of<Bare<M>>(Special);
    value.leaf().family = std::move(family);
    value.leaf().resolves = std::is_same_v<Leaf, FilePath>;
    return add<M>(offset_of<Member>(), std::move(key), std::move(sentence), std::move(value));
  }

  Schema schema_{};
};

}  // namespace sim::config
