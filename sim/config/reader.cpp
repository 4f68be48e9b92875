#include "sim/config/reader.hpp"

#include "sim/config/struct_reader.hpp"

namespace sim::config {

bool read_into(const Schema& schema, void* object, const Document& document, const Families& families,
               Diagnostics& diagnostics, Quotas quotas) {
  if (!document.has_root()) {
    return false;
  }
  const std::size_t before = diagnostics.error_count();
  StructReader reader{document, families, diagnostics, quotas == Quotas::kUnlimited};
  reader.read_struct(schema, document.root(), {"", document.root().at}, object);
  return document.is_sound() && diagnostics.error_count() == before;
}

}  // namespace sim::config
