// Every struct and family that a root schema reaches, in a fixed order: what the writers of schema, reference and
// self-check iterate over.
#pragma once

#include <string>
#include <vector>

#include "sim/config/schema.hpp"

namespace sim::config {

/// One struct to be written about: the root, a nested struct, or an entry of a family.
struct Section {
  std::string name{};  ///< unique: "client", "scaling.target_tracking"
  const Schema* schema = nullptr;
  const Family* family = nullptr;      ///< of an entry
  const FamilyEntry* entry = nullptr;  ///< of an entry
};

/// The root first, then in the order in which fields mention them; each once. Families that are not in `families` are
/// left out (problems_of() tells of them).
class SchemaWalk {
 public:
  SchemaWalk(const Schema& root, const Families& families);

  const std::vector<Section>& sections() const { return sections_; }
  const std::vector<const Family*>& used_families() const { return used_families_; }
  /// The name of a nested struct's section.
  const std::string& name_of(const Schema& schema) const;

 private:
  void add_struct(const Schema& schema);
  void add_family(const std::string& name, const Families& families);
  void follow(const Schema& schema, const Families& families);

  std::vector<Section> sections_{};
  std::vector<const Family*> used_families_{};
};

}  // namespace sim::config
