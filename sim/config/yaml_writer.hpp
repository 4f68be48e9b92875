// A struct back to YAML with every default written out: effective.yaml. Reading that text and writing it again gives
// the same bytes.
#pragma once

#include <string>

#include "sim/config/node.hpp"
#include "sim/config/schema.hpp"

namespace sim::config {

/// Fields in the order of the schema, values in canonical text; absent optional fields are left out.
Node to_node(const Schema& schema, const void* object);
/// The value of one field (or of one item of it) as a node.
Node value_to_node(const ValueType& type, const void* value);
/// In block style, two spaces of indentation, maps that hold one line's worth of scalars in flow style.
std::string yaml_text(const Node& map);

template <class T>
std::string to_yaml(const T& value) {
  return yaml_text(to_node(T::schema(), &value));
}

}  // namespace sim::config
