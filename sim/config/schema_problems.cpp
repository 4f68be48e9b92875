// problems_of(): the descriptions checked against themselves, so that a wrong default is a failed test and not a
// surprise to the first user who leaves the key out.
#include <algorithm>
#include <exception>
#include <memory>
#include <set>

#include <fmt/core.h>

#include "sim/config/reader.hpp"
#include "sim/config/scalar.hpp"
#include "sim/config/schema_walk.hpp"
#include "sim/config/struct_reader.hpp"

namespace sim::config {
namespace {

class SelfCheck {
 public:
  SelfCheck(const Families& families) : families_{families} {}

  std::vector<std::string> problems{};

  void check(const Section& section) {
    where_ = section.name;
    if (section.schema->sentence.empty()) {
      add("has no sentence");
    }
    std::set<std::string> keys;
    for (const Field& field : section.schema->fields) {
      where_ = fmt::format("{}.{}", section.name, field.key);
      if (!keys.insert(field.key).second) {
        add("is described twice");
      }
      if (section.entry != nullptr && field.key == "kind") {
        add("is the key that chooses the entry");
      }
      check_field(field, section);
    }
  }

 private:
  void add(const std::string& problem) { problems.push_back(fmt::format("{} {}", where_, problem)); }

  void check_field(const Field& field, const Section& section) {
    const ValueType& leaf = field.type.leaf();
    if (field.key.empty() ||
        field.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
      add("is no snake_case key");
    }
    if (field.sentence.empty() || field.sentence.back() != '.') {
      add("has no sentence that ends with a full stop");
    }
    if (leaf.type == Type::kEnum && leaf.names.empty()) {
      add("is an enum without choices()");
    }
    if (leaf.type == Type::kOneOf && families_.find(leaf.family) == nullptr) {
      add(fmt::format("chooses from the family '{}', which is not in the catalog", leaf.family));
      return;
    }
    if (field.unverified && !field.has_default) {
      add("is unverified without having a default");
    }
    if (!field.source.empty() && field.date.empty()) {
      add("has a source without a date");
    }
    if ((!field.low.empty() || !field.high.empty() || field.positive) && !is_ordered(leaf.type)) {
      add("has bounds, but its type has no order");
    }
    check_bound(field, field.low);
    check_bound(field, field.high);
    if (field.has_default) {
      check_text(field, section, field.default_text, "default");
    }
    if (!field.without_quotas.empty()) {
      check_text(field, section, field.without_quotas, "default without quotas");
    }
    for (const std::string& example : field.examples) {
      check_text(field, section, example, "example");
    }
  }

  void check_bound(const Field& field, const std::string& bound) {
    if (!bound.empty() && is_ordered(field.type.leaf().type)) {
      const std::string problem = parse_scalar(field.type.leaf(), bound, false).problem;
      if (!problem.empty()) {
        add(fmt::format("has the bound {}", problem));
      }
    }
  }

  /// Reads the text as the field's default would be read, into a struct made for it.
  void check_text(const Field& field, const Section& section, const std::string& text, const char* what) {
    if (field.type.leaf().type == Type::kFile) {
      return;  // whether the file exists is known only beside a scenario
    }
    Field copy = field;
    copy.default_text = text;
    Diagnostics diagnostics;
    const Document document = Document::load_text("{}", where_, diagnostics);
    const std::shared_ptr<void> object = section.schema->make();
    void* member = static_cast<char*>(object.get()) + field.offset;
    try {
      StructReader reader{document, families_, diagnostics};
      reader.read_default(copy, {where_, {}}, field.is_optional() ? field.emplace(member) : member);
    } catch (const std::exception& error) {
      add(fmt::format("has the {} '{}': {}", what, text, error.what()));
    }
    for (const Diagnostic& diagnostic : diagnostics.sorted()) {
      if (diagnostic.severity == Severity::kError) {
        add(fmt::format("has the {} '{}': {}", what, text, diagnostic.message));
      }
    }
  }

  const Families& families_;
  std::string where_{};
};

}  // namespace

std::vector<std::string> problems_of(const Schema& root, const Families& families) {
  SelfCheck self_check{families};
  const SchemaWalk walk{root, families};
  for (const Section& section : walk.sections()) {
    self_check.check(section);
  }
  for (const Family& family : families.list) {
    if (std::find(walk.used_families().begin(), walk.used_families().end(), &family) == walk.used_families().end()) {
      self_check.problems.push_back(
          fmt::format("the family '{}' is in the catalog, but no field chooses from it", family.name));
    }
    std::set<std::string> names;
    for (const FamilyEntry& entry : family.entries) {
      if (!names.insert(entry.name).second) {
        self_check.problems.push_back(fmt::format("{}.{} is in the catalog twice", family.name, entry.name));
      }
    }
  }
  return self_check.problems;
}

}  // namespace sim::config
