#include "sim/config/reference_page.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

#include <fmt/core.h>

#include "sim/config/distribution_field.hpp"
#include "sim/config/schema_walk.hpp"

namespace sim::config {
namespace {

/// The anchor that Markdown readers make of a heading: lower case, no punctuation but - and _.
std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (const char c : heading) {
    if (c == ' ') {
      anchor += '-';
    } else if (c == '-' || c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0) {
      anchor += c;
    }
  }
  return anchor;
}

std::string cell(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    escaped += c == '|' ? "\\|" : std::string(1, c);
  }
  return escaped;
}

std::string code(const std::string& text) {
  return text.empty() ? "" : fmt::format("`{}`", cell(text));
}

class PageWriter {
 public:
  PageWriter(const Schema& root, const Families& families) : walk_{root, families} {}

  std::string write() {
    text_ += "# Scenario reference\n\n";
    text_ +=
        "Made by `headroom docs` from the descriptions that the reader itself uses. Every value carries its unit. "
        "Keys that start with `x-` are ignored.\n\n";
    for (const Section& section : walk_.sections()) {
      if (section.entry == nullptr) {
        write_section(section, "##");
      }
    }
    for (const Family* family : walk_.used_families()) {
      write_family(*family);
    }
    write_distributions();
    return std::move(text_);
  }

 private:
  void write_family(const Family& family) {
    text_ += fmt::format("## kind of {}\n\n{}\n\n| kind | meaning | status |\n|---|---|---|\n", family.name,
                         family.sentence);
    for (const FamilyEntry& entry : family.entries) {
      text_ += fmt::format("| [`{0}`](#{1}) | {2} | {3} |\n", entry.name, anchor_of(family.name + "." + entry.name),
                           cell(entry.sentence), entry.status);
    }
    text_ += "\n";
    for (const Section& section : walk_.sections()) {
      if (section.family == &family) {
        write_section(section, "###");
      }
    }
  }

  void write_section(const Section& section, std::string_view level) {
    text_ += fmt::format("{} {}\n\n{}\n\n", level, section.name,
                         section.entry != nullptr ? section.entry->sentence : section.schema->sentence);
    if (section.schema->fields.empty()) {
      text_ += "No keys.\n\n";
      return;
    }
    text_ += "| key | type | default | range | meaning | source |\n|---|---|---|---|---|---|\n";
    for (const Field& field : section.schema->fields) {
      const std::string text = default_of(field);
      text_ +=
          fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", field.key, type_cell(field.type),
                      field.has_default ? code(text) : text, cell(range_text(field)), meaning(field), source(field));
    }
    text_ += "\n";
  }

  std::string type_cell(const ValueType& type) const {
    switch (type.type) {
      case Type::kList:
        return "list of " + type_cell(*type.element);
      case Type::kNamed:
        return "names, each with " + type_cell(*type.element);
      case Type::kStruct:
        return fmt::format("[{0}](#{1})", walk_.name_of(type.schema()), anchor_of(walk_.name_of(type.schema())));
      case Type::kOneOf:
        return fmt::format("[{0}](#{1})", type_text(type), anchor_of("kind of " + type.family));
      case Type::kDistribution:
        return "[distribution](#distribution)";
      case Type::kEnum:
        return "name";
      default:
        return type_text(type);
    }
  }

  static std::string meaning(const Field& field) {
    std::string text = cell(field.sentence);
    for (const EnumName& name : field.type.leaf().names) {
      text += fmt::format(" `{}`: {}", name.name, cell(name.sentence));
    }
    if (!field.unit_hint.empty()) {
      text += fmt::format(" Unit: {}.", cell(field.unit_hint));
    }
    for (const std::string& example : field.examples) {
      text += fmt::format(" E.g. {}.", code(example));
    }
    return text;
  }

  static std::string source(const Field& field) {
    std::string text = cell(field.source);
    if (!field.date.empty()) {
      text += fmt::format(" ({})", field.date);
    }
    return field.unverified ? text + (text.empty() ? "" : ", ") + "unverified" : text;
  }

  void write_distributions() {
    text_ +=
        "## distribution\n\nA duration that is always the same (`50ms`) or drawn (`{kind: exponential, mean: "
        "50ms}`).\n\n"
        "| kind | keys | meaning |\n|---|---|---|\n";
    for (const DistributionKind& kind : distribution_kinds()) {
      std::string keys;
      bool has_alternative = false;
      for (const DistributionKey& key : kind.keys) {
        keys += keys.empty() ? "" : (key.is_alternative && has_alternative ? " or " : ", ");
        keys += fmt::format("`{}`", key.name);
        has_alternative = has_alternative || key.is_alternative;
      }
      text_ += fmt::format("| `{}` | {} | {} |\n", kind.name, keys, kind.sentence);
    }
  }

  SchemaWalk walk_;
  std::string text_{};
};

/// One section for a terminal.
std::string explain_section(const Section& section) {
  const std::string status = section.entry != nullptr ? section.entry->status : "";
  std::string text = fmt::format("{}{}\n  {}\n", section.name,
                                 status.empty() || status == "stable" ? "" : fmt::format(" ({})", status),
                                 section.entry != nullptr ? section.entry->sentence : section.schema->sentence);
  for (const Field& field : section.schema->fields) {
    text += fmt::format("\n  {}: {} ({})\n    {}\n", field.key, type_text(field.type),
                        field.has_default ? fmt::format("default {}", default_of(field)) : default_of(field),
                        field.sentence);
    for (const EnumName& name : field.type.leaf().names) {
      text += fmt::format("      {}: {}\n", name.name, name.sentence);
    }
    if (const std::string range = range_text(field); !range.empty()) {
      text += fmt::format("    Range: {}\n", range);
    }
    for (const std::string& example : field.examples) {
      text += fmt::format("    E.g. {}: {}\n", field.key, example);
    }
    if (!field.source.empty() || field.unverified) {
      text += fmt::format("    Source: {}{}{}\n", field.source.empty() ? "an estimate" : field.source,
                          field.date.empty() ? "" : fmt::format(", {}", field.date),
                          field.unverified ? " (unverified)" : "");
    }
  }
  return text;
}

}  // namespace

std::string reference_page(const Schema& root, const Families& families) {
  return PageWriter{root, families}.write();
}

std::optional<std::string> explain(std::string_view name, const Schema& root, const Families& families) {
  const SchemaWalk walk{root, families};
  std::string text;
  for (const Family* family : walk.used_families()) {
    if (family->name == name) {
      text += fmt::format("{}\n  {}\n\n", family->name, family->sentence);
      for (const FamilyEntry& entry : family->entries) {
        text += fmt::format("  {}: {}\n", entry.name, entry.sentence);
      }
    }
  }
  for (const Section& section : walk.sections()) {
    if (section.name == name || (section.entry != nullptr && section.entry->name == name)) {
      text += (text.empty() ? "" : "\n") + explain_section(section);
    }
  }
  return text.empty() ? std::nullopt : std::optional{std::move(text)};
}

std::vector<std::string> names_of(const Schema& root, const Families& families) {
  const SchemaWalk walk{root, families};
  std::vector<std::string> names;
  const auto add = [&names](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(name);
    }
  };
  for (const Section& section : walk.sections()) {
    add(section.name);
  }
  for (const Family* family : walk.used_families()) {
    add(family->name);
    for (const FamilyEntry& entry : family->entries) {
      add(entry.name);
    }
  }
  return names;
}

}  // namespace sim::config
