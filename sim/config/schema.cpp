#include "sim/config/schema.hpp"

#include "sim/check.hpp"
#include "sim/config/value_type.hpp"

namespace sim::config {

void Choice::require(const Schema& expected) const {
  SIM_CHECK(config != nullptr && schema == &expected, "a Choice was asked for another struct than its entry describes");
}

const Field* Schema::find(std::string_view key) const {
  for (const Field& field : fields) {
    if (field.key == key) {
      return &field;
    }
  }
  return nullptr;
}

const FamilyEntry* Family::find(std::string_view entry_name) const {
  for (const FamilyEntry& entry : entries) {
    if (entry.name == entry_name) {
      return &entry;
    }
  }
  return nullptr;
}

const Family* Families::find(std::string_view name) const {
  for (const Family& family : list) {
    if (family.name == name) {
      return &family;
    }
  }
  return nullptr;
}

void splice(Schema& whole, const Schema& part, std::size_t offset) {
  for (const Field& field : part.fields) {
    whole.fields.push_back(field);
    whole.fields.back().offset += offset;
  }
  for (const auto& check : part.checks) {
    whole.checks.push_back([check, offset](const void* object, Checker& checker) {
      check(static_cast<const char*>(object) + offset, checker);
    });
  }
}

}  // namespace sim::config
