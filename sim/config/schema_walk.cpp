#include "sim/config/schema_walk.hpp"

#include <algorithm>
#include <cstddef>

#include <fmt/core.h>

#include "sim/check.hpp"

namespace sim::config {

SchemaWalk::SchemaWalk(const Schema& root, const Families& families) {
  add_struct(root);
  for (std::size_t i = 0; i < sections_.size(); ++i) {  // grows on the way
    follow(*sections_[i].schema, families);
  }
}

const std::string& SchemaWalk::name_of(const Schema& schema) const {
  const auto found = std::find_if(sections_.begin(), sections_.end(), [&schema](const Section& section) {
    return section.schema == &schema && section.entry == nullptr;
  });
  SIM_CHECK(found != sections_.end(), "a struct that the walk over the schema has not met");
  return found->name;
}

void SchemaWalk::add_struct(const Schema& schema) {
  int same_name = 1;
  for (const Section& section : sections_) {
    if (section.schema == &schema && section.entry == nullptr) {
      return;
    }
    same_name += section.schema->name == schema.name && section.entry == nullptr ? 1 : 0;
  }
  sections_.push_back(
      {same_name == 1 ? schema.name : fmt::format("{}-{}", schema.name, same_name), &schema, nullptr, nullptr});
}

void SchemaWalk::add_family(const std::string& name, const Families& families) {
  const Family* family = families.find(name);
  if (family == nullptr || std::find(used_families_.begin(), used_families_.end(), family) != used_families_.end()) {
    return;
  }
  used_families_.push_back(family);
  for (const FamilyEntry& entry : family->entries) {
    sections_.push_back({fmt::format("{}.{}", name, entry.name), &entry.schema.get(), family, &entry});
  }
}

void SchemaWalk::follow(const Schema& schema, const Families& families) {
  for (const Field& field : schema.fields) {
    const ValueType& leaf = field.type.leaf();
    if (leaf.type == Type::kStruct) {
      add_struct(leaf.schema());
    } else if (leaf.type == Type::kOneOf) {
      add_family(leaf.family, families);
    }
  }
}

}  // namespace sim::config
