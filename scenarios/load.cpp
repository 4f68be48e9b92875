#include "scenarios/load.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/core.h>
#include <sha2.h>

#include "scenarios/assumptions.hpp"
#include "scenarios/checks.hpp"
#include "scenarios/data_files.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/suggest.hpp"
#include "sim/config/wildcard.hpp"
#include "sim/config/yaml_writer.hpp"

namespace scenarios {

namespace {

std::string content_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) {
    throw std::runtime_error(fmt::format("{}: cannot be read", path));
  }
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Keeps the named architectures; a wrong name is an error of the option, not of the file.
void keep_only(Scenario& scenario, const std::vector<std::string>& only, sim::config::Diagnostics& diagnostics) {
  if (only.empty()) {
    return;
  }
  std::vector<std::string> names;
  for (const auto& [name, choice] : scenario.architectures) {
    names.push_back(name);
  }
  for (const std::string& wanted : only) {
    if (std::find(names.begin(), names.end(), wanted) == names.end()) {
      diagnostics.add(
          {sim::config::Severity::kError, "--only " + wanted, 0, 0, "",
           fmt::format("there is no architecture '{}'{}", wanted, sim::config::hint(wanted, names, "architectures")),
           ""});
    }
  }
  std::erase_if(scenario.architectures, [&](const auto& architecture) {
    return std::find(only.begin(), only.end(), architecture.first) == only.end();
  });
  std::erase_if(scenario.initial_replicas,
                [&](const auto& initial) { return std::find(only.begin(), only.end(), initial.first) == only.end(); });
}

/// `*` is every place that has such a field; where others have none, a warning says so. Where nothing has it the reader
/// says of every place what it has instead.
void lay_over(sim::config::Document& document, const std::vector<std::pair<std::string, std::string>>& overrides,
              const std::string& option, const sim::config::Families& families, sim::config::Diagnostics& diagnostics) {
  for (const auto& [path, value] : overrides) {
    if (path.find('*') == std::string::npos) {
      document.set(path, value, diagnostics, option);
      continue;
    }
    const sim::config::Reached reached = sim::config::reach(document, path, Scenario::schema(), families);
    for (const std::string& at : reached.paths) {
      document.set(at, value, diagnostics, option);
    }
    if (reached.paths.empty()) {
      document.set(path, value, diagnostics, option);
      continue;
    }
    for (const std::string& why : reached.without) {
      diagnostics.add({sim::config::Severity::kWarning, fmt::format("{} {}={}", option, path, value), 0, 0, "",
                       "not everywhere: " + why, ""});
    }
  }
}

/// Kinds that readers may look for in vain: what they are told beside "unknown kind".
void tell_missing_kinds(const sim::config::Document& document, sim::config::Diagnostics& diagnostics) {
  const sim::config::Node* architectures = document.find("architectures");
  if (architectures == nullptr) {
    return;
  }
  for (const sim::config::Node::Entry& architecture : architectures->entries) {
    const std::string path = fmt::format("architectures.{}.kind", architecture.key);
    const sim::config::Node* kind = document.find(path);
    if (kind != nullptr && kind->text == "eks") {
      document.error_at(diagnostics, path,
                        "Amazon EKS is not modelled yet; `kind: ecs` with `launch_type: ec2` comes nearest: containers "
                        "placed on a group of instances that grows when they find no room");
    }
  }
}

}  // namespace

LoadedScenario::LoadedScenario(Scenario scenario, const sim::config::Document& document, models::Catalog catalog,
                               const models::pricing::PriceBook& prices, std::unique_ptr<models::Workload> workload)
    : scenario_{std::move(scenario)},
      catalog_{std::move(catalog)},
      prices_{prices},
      workload_{std::move(workload)},
      program_{scenario_.application},
      question_{document.leading_comment()} {}

const LoadedScenario::Written& LoadedScenario::written() const {
  std::call_once(is_written_, [this] {
    sim::config::Node tree = sim::config::to_node(Scenario::schema(), &scenario_);
    written_.data_files = collect_data_files(Scenario::schema(), &scenario_, tree);
    // The question goes along, so that a run of effective.yaml asks the same.
    written_.effective_yaml = (question_.empty() ? "" : "# " + question_ + "\n") + sim::config::yaml_text(tree);
    written_.assumptions = assumptions_of(scenario_, catalog_, prices_);
  });
  return written_;
}

std::string LoadedScenario::hash() const {
  SHA2_CTX context;
  SHA256Init(&context);
  const auto add = [&](std::string_view text) {
    SHA256Update(&context, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  add(effective_yaml());
  for (const DataFile& file : data_files()) {
    add(content_of(file.source));
  }
  add(prices_.content());
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> digest{};
  SHA256Final(digest.data(), &context);
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += fmt::format("{:02x}", byte);
  }
  return text;
}

std::vector<models::ArchitectureInfo> LoadedScenario::architectures() const {
  std::vector<models::ArchitectureInfo> list;
  for (const auto& [name, choice] : scenario_.architectures) {
    const models::ComputeEntry& entry = models::entry_of(catalog_.compute, choice);
    models::ArchitectureInfo& info = list.emplace_back();
    info.name = name;
    info.kind = choice.kind;
    info.summary = entry.summarise(choice.config.get(), scenario_.application, prices_.instances());
    if (const auto floor = entry.traits(choice.config.get(), prices_.instances()).floor) {
      info.fewest_replicas = floor->replicas;
      info.zones = std::min(floor->zones, floor->replicas);
    }
  }
  return list;
}

namespace {

/// Defaults depend on it, so that it is looked for before anything is read.
sim::config::Quotas quotas_of(const sim::config::Document& document) {
  const sim::config::Node::Entry* const entry = document.has_root() ? document.root().find("quotas") : nullptr;
  const bool is_unlimited = entry != nullptr && entry->value.text == "unlimited";
  return is_unlimited ? sim::config::Quotas::kUnlimited : sim::config::Quotas::kAccount;
}

}  // namespace

std::unique_ptr<LoadedScenario> load(sim::config::Document document, const Overrides& overrides,
                                     const models::pricing::PriceBook& prices, sim::config::Diagnostics& diagnostics) {
  models::Catalog catalog = models::catalog();
  const sim::config::Families families = models::families_of(catalog);
  lay_over(document, overrides.set, "--set", families, diagnostics);
  lay_over(document, overrides.vary, "--vary", families, diagnostics);
  Scenario scenario;
  if (!sim::config::read_into(Scenario::schema(), &scenario, document, families, diagnostics, quotas_of(document))) {
    tell_missing_kinds(document, diagnostics);
    check_sound_architectures(scenario, document, catalog, prices.instances(), diagnostics);
    return nullptr;
  }
  keep_only(scenario, overrides.only, diagnostics);
  std::unique_ptr<models::Workload> workload = check_scenario(scenario, document, catalog, prices, diagnostics);
  if (diagnostics.has_errors()) {
    return nullptr;
  }
  return std::make_unique<LoadedScenario>(std::move(scenario), document, std::move(catalog), prices,
                                          std::move(workload));
}

std::unique_ptr<LoadedScenario> load(const std::string& path, const Overrides& overrides,
                                     const models::pricing::PriceBook& prices, sim::config::Diagnostics& diagnostics) {
  return load(sim::config::Document::load_file(path, diagnostics), overrides, prices, diagnostics);
}

}  // namespace scenarios
