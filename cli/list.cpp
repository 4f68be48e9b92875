// `headroom list`: every name that a scenario may use, by family.
#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "models/catalog.hpp"
#include "reports/terminal/table.hpp"
#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace cli {

namespace {

using sim::config::Families;
using sim::config::Family;

constexpr const char* kInstanceTypes = "instance_type";
constexpr const char* kRegions = "region";

struct Name {
  std::string name{};
  std::string sentence{};
  std::string fidelities{};  ///< empty where they play no part
};

/// A family of the catalog, or what the price book knows beside those.
struct NamedFamily {
  std::string name{};
  std::string sentence{};
  std::vector<Name> entries{};
};

std::vector<NamedFamily> priced_names(const models::pricing::PriceBook& prices) {
  NamedFamily types{kInstanceTypes, "EC2 instance types.", {}};
  for (const std::string& type : prices.instances().instance_types()) {
    const auto facts = prices.instances().instance(type);
    types.entries.push_back(
        {type, facts ? fmt::format("{} vCPU, {}", sim::to_text(facts->vcpus), sim::memory_to_text(facts->memory)) : "",
         ""});
  }
  NamedFamily regions{kRegions, "AWS regions with prices.", {}};
  for (const std::string& region : prices.regions()) {
    regions.entries.push_back({region, "", ""});
  }
  return {types, regions};
}

/// Of kinds of workload and compute: which fidelities can simulate them.
std::string fidelities_of(const models::CatalogEntry& entry) {
  if (!entry.requests_only.empty()) {
    return fmt::format("requests only: {}", entry.requests_only);
  }
  return entry.requests_only_with.empty()
             ? "requests, fluid"
             : fmt::format("requests, fluid; requests only with {}", entry.requests_only_with);
}

void add_fidelities(const models::Catalog& catalog, std::vector<NamedFamily>& list) {
  const auto add = [&list](std::string_view name, const auto& entries) {
    NamedFamily& family = *std::find_if(list.begin(), list.end(), [name](const auto& f) { return f.name == name; });
    for (std::size_t i = 0; i < entries.size(); ++i) {
      family.entries[i].fidelities = fidelities_of(entries[i]);
    }
  };
  add("workload", catalog.workload);
  add("compute", catalog.compute);
}

std::vector<NamedFamily> all_names(const models::pricing::PriceBook& prices) {
  const models::Catalog catalog = models::catalog();
  const Families families = models::families_of(catalog);
  std::vector<NamedFamily> list;
  for (const Family& family : families.list) {
    NamedFamily& names = list.emplace_back(NamedFamily{family.name, family.sentence, {}});
    for (const sim::config::FamilyEntry& entry : family.entries) {
      names.entries.push_back({entry.name, entry.sentence, ""});
    }
  }
  add_fidelities(catalog, list);
  for (NamedFamily& names : priced_names(prices)) {
    list.push_back(std::move(names));
  }
  return list;
}

std::string text_of(const NamedFamily& family, const reports::TerminalStyle& style) {
  std::size_t width = 0;
  for (const Name& entry : family.entries) {
    width = std::max(width, entry.name.size());
  }
  std::string text =
      fmt::format("{}: {}\n", reports::emphasised(family.name, reports::Emphasis::kBold, style), family.sentence);
  const std::size_t left = width + 4;
  for (const auto& [name, sentence, fidelities] : family.entries) {
    const std::string told = fidelities.empty() ? sentence : fmt::format("{} ({})", sentence, fidelities);
    const std::string meaning =
        reports::wrapped(told, style.width > left + 20 ? style.width - left : 20, std::string(left, ' '));
    text += meaning.empty() ? fmt::format("  {}\n", name)
                            : fmt::format("  {}{}{}\n", name, std::string(left - 2 - name.size(), ' '), meaning);
  }
  return text;
}

/// Hundreds of instance types would bury the rest.
bool is_short(const NamedFamily& family) {
  return family.name != kInstanceTypes;
}

void print_text(const std::vector<NamedFamily>& list, bool all, const Console& console) {
  std::string text;
  for (const NamedFamily& family : list) {
    text += text.empty() ? "" : "\n";
    text += all && !is_short(family)
                ? fmt::format("{}: {} {} of them; see: headroom list {}\n",
                              reports::emphasised(family.name, reports::Emphasis::kBold, console.out()),
                              family.sentence, family.entries.size(), family.name)
                : text_of(family, console.out());
  }
  console.print(text);
}

void print_json(const std::vector<NamedFamily>& list, const Console& console) {
  nlohmann::ordered_json all{{"schema_version", 1}, {"families", nlohmann::ordered_json::array()}};
  for (const NamedFamily& family : list) {
    nlohmann::ordered_json entries = nlohmann::ordered_json::array();
    for (const auto& [name, sentence, fidelities] : family.entries) {
      entries.push_back({{"name", name}, {"sentence", sentence}});
      if (!fidelities.empty()) {
        entries.back()["fidelities"] = fidelities;
      }
    }
    all["families"].push_back({{"name", family.name}, {"sentence", family.sentence}, {"entries", std::move(entries)}});
  }
  console.print(all.dump(2) + "\n");
}

int list(const Arguments& arguments, const Console& console) {
  const models::pricing::PriceBook prices = models::pricing::PriceBook::embedded();
  std::vector<NamedFamily> families = all_names(prices);
  const bool all = arguments.positional().empty();
  if (!all) {
    const std::string& wanted = arguments.positional().front();
    std::vector<std::string> names;
    names.reserve(families.size());
    for (const NamedFamily& family : families) {
      names.push_back(family.name);
    }
    std::erase_if(families, [&](const NamedFamily& family) { return family.name != wanted; });
    if (families.empty()) {
      throw UsageError{fmt::format("there is no family '{}'{}", wanted, sim::config::hint(wanted, names, "families"))};
    }
  }
  if (arguments.has("json")) {
    print_json(families, console);
  } else {
    print_text(families, all, console);
    const NamedFamily& first = families.front();
    const bool explained = first.name != kInstanceTypes && first.name != kRegions;
    console.note(fmt::format("\nNext: headroom explain {}\n", explained ? first.entries.front().name : "ec2_asg"));
  }
  return kDone;
}

}  // namespace

Command list_command() {
  return {.name = "list",
          .summary = "lists every kind of workload, compute, scaling ... that a scenario may name",
          .parameters = "[FAMILY] [options]",
          .description =
              "Lists the names that a scenario may use, by family: what a `kind:` may say, the instance types, "
              "the regions. Kinds of workload and compute say in brackets whether they can be simulated as requests "
              "only, or as rates too (fidelity: fluid).",
          .examples = {{"list", "all families"},
                       {"list compute", "one of them"},
                       {"list instance_type", "with their vCPU and memory"}},
          .options = {{.name = "json", .help = "print one JSON object"}, color_option()},
          .least = 0,
          .most = 1,
          .run = list};
}

}  // namespace cli
