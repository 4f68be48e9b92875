// Every value that a run uses, with where it comes from: the scenario, or a default with its source.
#pragma once

#include <string>
#include <vector>

#include "sim/config/document.hpp"
#include "sim/config/schema.hpp"

namespace sim::config {

struct FieldValue {
  std::string path{};   ///< "architectures.ec2.scaling.target"
  std::string value{};  ///< as it would be written in YAML
  bool is_default = true;
  std::string sentence{};
  std::string source{};  ///< of the default; empty where the scenario gave the value
  std::string date{};
  bool unverified = false;
};

/// All fields in order, depth first. With a document, a value is a default if the document does not give it; without
/// one, if it equals the default.
std::vector<FieldValue> field_values(const Schema& schema, const void* object, const Document* document);

template <class T>
std::vector<FieldValue> assumptions(const T& value) {
  return field_values(T::schema(), &value, nullptr);
}
template <class T>
std::vector<FieldValue> assumptions(const T& value, const Document& document) {
  return field_values(T::schema(), &value, &document);
}

}  // namespace sim::config
