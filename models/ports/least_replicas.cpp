#include "models/ports/least_replicas.hpp"

#include <charconv>

#include "sim/config/assumptions.hpp"

namespace models {

std::int64_t least_replicas(const sim::config::Choice& scaling) {
  std::int64_t least = 0;
  if (scaling.schema == nullptr) {
    return least;
  }
  for (const sim::config::FieldValue& field :
       sim::config::field_values(*scaling.schema, scaling.config.get(), nullptr)) {
    if (field.path == "min" || field.path == "replicas") {
      std::from_chars(field.value.data(), field.value.data() + field.value.size(), least);
    }
  }
  return least;
}

}  // namespace models
