#include "models/ports/least_replicas.hpp"

#include <charconv>
#include <string_view>

#include "sim/config/assumptions.hpp"

namespace models {

namespace {

/// The number in that field of a policy, or in `replicas`; 0: it has neither.
std::int64_t number_in(std::string_view name, const sim::config::Choice& scaling) {
  std::int64_t number = 0;
  if (scaling.schema == nullptr) {
    return number;
  }
  for (const sim::config::FieldValue& field :
       sim::config::field_values(*scaling.schema, scaling.config.get(), nullptr)) {
    if (field.path == name || field.path == "replicas") {
      std::from_chars(field.value.data(), field.value.data() + field.value.size(), number);
    }
  }
  return number;
}

}  // namespace

std::int64_t least_replicas(const sim::config::Choice& scaling) {
  return number_in("min", scaling);
}

std::int64_t most_replicas(const sim::config::Choice& scaling) {
  return number_in("max", scaling);
}

}  // namespace models
