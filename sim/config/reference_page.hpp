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

/// What `explain NAME` prints: a struct, a family or a family's entry by its name ("target_tracking",
/// "scaling.target_tracking", "scaling"). Nothing if there is no such name; `names_of` lists them all. An entry's name
/// that several families have prints each of them.
std::optional<std::string> explain(std::string_view name, const Schema& root, const Families& families);
std::vector<std::string> names_of(const Schema& root, const Families& families);

/// The type of a value for people: "duration", "list of scaling_step", "cpu or requests_per_target".
std::string type_text(const ValueType& type);
/// "required", "optional" or the default's text.
std::string default_of(const Field& field);
/// "1% to 100%", "at least 1", "more than 0" or "".
std::string range_text(const Field& field);

}  // namespace sim::config
