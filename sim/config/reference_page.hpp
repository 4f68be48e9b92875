// The reference for people, made from the descriptions: all of it as Markdown, or one entry as plain text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/config/schema.hpp"

namespace sim::config {

/// One section per struct and per family entry, each with a table key | type | default | range | meaning | source.
std::string reference_page(const Schema& root, const Families& families);

/// What `explain NAME` prints: a struct or a family entry by its name ("target_tracking" or "scaling.target_tracking"),
/// one paragraph per field. Nothing if there is no such name; `names_of` lists them all.
std::optional<std::string> explain(std::string_view name, const Schema& root, const Families& families);
std::vector<std::string> names_of(const Schema& root, const Families& families);

/// The type of a field for people: "duration, e.g. 300s", "list of scaling step".
std::string type_text(const Field& field);

}  // namespace sim::config
