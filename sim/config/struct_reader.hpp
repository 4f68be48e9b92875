// The walk from a node to a struct that reader.cpp starts: internal to sim/config.
#pragma once

#include <string>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/node.hpp"
#include "sim/config/schema.hpp"

namespace sim::config {

/// The text of a default or an example as a tree.
Node node_of_text(const std::string& text);

class StructReader {
 public:
  StructReader(const Document& document, const Families& families, Diagnostics& diagnostics,
               bool takes_unlimited_quotas = false)
      : document_{document},
        families_{families},
        diagnostics_{diagnostics},
        takes_unlimited_quotas_{takes_unlimited_quotas} {}

  /// Where a value stands: `at` is the key that introduces it.
  struct Place {
    std::string path{};
    Position at{};
  };

  /// Reads a map into a struct, then runs the struct's checks if nothing was wrong. `family` is where the struct was
  /// chosen by `kind`, if it was; that key is then legal.
  bool read_struct(const Schema& schema, const Node& node, const Place& place, void* object,
                   const Family* family = nullptr);
  bool read_value(const Field& field, const ValueType& type, const Node& node, const Place& place, void* target);
  /// Texts that come from a schema, not from a user: a problem there is thrown as std::logic_error.
  bool read_default(const Field& field, const Place& place, void* target);

 private:
  bool read_field(const Schema& schema, const Field& field, const Node& node, const Place& place, void* object,
                  const std::vector<std::string>& suggested);
  std::vector<std::string> refuse_unknown_keys(const Schema& schema, const Node& node, const Place& place,
                                               const Family* family, bool& is_good);
  std::string unknown_key_text(const Schema& schema, const std::string& key, const Family* family,
                               std::vector<std::string>& suggested) const;
  bool read_scalar(const Field& field, const ValueType& type, const Node& node, const Place& place, void* target);
  bool read_file(const ValueType& type, const Node& node, const Place& place, void* target);
  bool read_list(const Field& field, const ValueType& type, const Node& node, const Place& place, void* target);
  bool read_named(const Field& field, const ValueType& type, const Node& node, const Place& place, void* target);
  bool read_choice(const Field& field, const ValueType& type, const Node& node, const Place& place, Choice& target);
  const FamilyEntry* find_kind(const Field& field, const Family& family, const Node& node, const Place& place);
  bool fail(Position at, const std::string& path, std::string message);

  const Document& document_;
  const Families& families_;
  Diagnostics& diagnostics_;
  bool takes_unlimited_quotas_;
  std::string default_of_{};  // not empty: the path whose default is being read
};

}  // namespace sim::config
