// `headroom explain`: one name of the catalog, or a scenario as it will be understood: every value and where it is
// from.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/load_summary.hpp"
#include "cli/simulation.hpp"
#include "models/catalog.hpp"
#include "reports/json/theory_json.hpp"
#include "reports/terminal/table.hpp"
#include "reports/terminal/theory_text.hpp"
#include "reports/text/numbers.hpp"
#include "scenarios/theory/statements.hpp"
#include "sim/config/reference_page.hpp"
#include "sim/config/suggest.hpp"
#include "sim/units/parse.hpp"

namespace cli {

namespace {

using reports::Emphasis;

/// A number of vCPU at most so large that its decimals matter.
std::string vcpu_text(double vcpu) {
  return reports::quantity(vcpu) + " vCPU";
}

std::string load_text(const scenarios::LoadedScenario& loaded, const reports::TerminalStyle& style) {
  const scenarios::Scenario& scenario = loaded.scenario();
  const ExpectedLoad load = expected_load(loaded);
  const std::string cpu = reports::milliseconds(scenario.application.mean_cpu_seconds() * 1e3);
  const std::string wait = reports::milliseconds(scenario.application.mean_wait_seconds() * 1e3);
  std::string text;
  if (loaded.workload().users() != nullptr) {
    text += fmt::format("  {} of closed traffic, {} at most: {} requests if none waits for capacity\n",
                        sim::to_text(scenario.duration), rate_text(load.mean_per_second), count_text(load.requests));
  } else {
    text += fmt::format("  {} of {} traffic, {} on average, {} at the peak: {} requests\n",
                        sim::to_text(scenario.duration), scenario.workload.kind, rate_text(load.mean_per_second),
                        rate_text(load.peak_per_second), count_text(load.requests));
  }
  text += fmt::format("  A request computes {} and waits {} for others (means, on one vCPU of {})\n", cpu, wait,
                      scenario.reference_cpu);
  text += fmt::format("  That keeps {} busy on average and {} at the peak\n", vcpu_text(load.mean_vcpu),
                      vcpu_text(load.peak_vcpu));
  return reports::plain(text, style);
}

std::string origin_text(const models::Assumption& value) {
  if (!value.is_default) {
    return "given";
  }
  std::string text = "default";
  if (!value.source.empty()) {
    text += ": " + value.source + (value.date.empty() ? "" : ", " + value.date);
  }
  return text + (value.unverified ? " (unverified)" : "");
}

/// True for `path` itself and for what lies below it.
bool is_below(const std::string& path, const std::string& prefix) {
  return prefix.empty() || (path.compare(0, prefix.size(), prefix) == 0 &&
                            (path.size() == prefix.size() || path[prefix.size()] == '.' || path[prefix.size()] == '['));
}

/// The values that stand at one place, so that the common part of their paths is said once.
struct Block {
  std::string place{};
  std::vector<std::pair<std::string, const models::Assumption*>> lines{};  ///< key and value
};

/// In the order in which their places are first mentioned.
std::vector<Block> blocks_of(const std::vector<models::Assumption>& values) {
  std::vector<Block> blocks;
  for (const models::Assumption& value : values) {
    const std::size_t dot = value.path.rfind('.');
    const std::string place = dot == std::string::npos ? "scenario" : value.path.substr(0, dot);
    auto block = std::find_if(blocks.begin(), blocks.end(), [&](const Block& b) { return b.place == place; });
    block = block == blocks.end() ? blocks.insert(block, Block{place, {}}) : block;
    block->lines.emplace_back(dot == std::string::npos ? value.path : value.path.substr(dot + 1), &value);
  }
  return blocks;
}

/// Key, value and origin in three columns; a value that is long has a line of its own.
std::string block_text(const Block& block, const reports::TerminalStyle& style) {
  std::size_t keys = 0;
  std::size_t shown = 0;
  for (const auto& [key, value] : block.lines) {
    keys = std::max(keys, reports::display_width(key));
    const std::size_t width = reports::display_width(value->value);
    shown = width <= style.width / 3 ? std::max(shown, width) : shown;
  }
  const std::size_t left = keys + shown + 6;
  const std::size_t room = style.width > left + 20 ? style.width - left : 20;
  std::string text = fmt::format("\n{}\n", reports::emphasised(block.place, Emphasis::kBold, style));
  for (const auto& [key, value] : block.lines) {
    const std::size_t width = reports::display_width(value->value);
    const std::string gap = width <= shown ? std::string(shown - width + 2, ' ') : "\n" + std::string(left, ' ');
    const std::string origin = reports::wrapped(origin_text(*value), room, std::string(left, ' '));
    text += fmt::format("  {}{}  {}{}{}\n", key, std::string(keys - reports::display_width(key), ' '), value->value,
                        gap, value->is_default ? reports::emphasised(origin, Emphasis::kDim, style) : origin);
  }
  return text;
}

std::string values_text(const std::vector<models::Assumption>& values, const reports::TerminalStyle& style) {
  std::string text;
  for (const Block& block : blocks_of(values)) {
    text += block_text(block, style);
  }
  return text;
}

nlohmann::ordered_json values_json(const std::vector<models::Assumption>& values) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const models::Assumption& value : values) {
    nlohmann::ordered_json item{
        {"path", value.path}, {"value", value.value}, {"default", value.is_default}, {"sentence", value.sentence}};
    if (!value.source.empty()) {
      item["source"] = value.source;
      item["date"] = value.date;
    }
    if (value.unverified) {
      item["unverified"] = true;
    }
    list.push_back(std::move(item));
  }
  return list;
}

std::vector<std::string> names_of(const scenarios::LoadedScenario& loaded) {
  std::vector<std::string> names;
  for (const auto& [name, choice] : loaded.scenario().architectures) {
    names.push_back(name);
  }
  return names;
}

/// Beside the simulated values, unless nobody wants to wait for them.
std::vector<models::TheoryStatement> theory_of(const scenarios::LoadedScenario& loaded, const Arguments& arguments,
                                               const Console& console) {
  return arguments.has("no-run") ? scenarios::theory::statements_of(loaded)
                                 : simulate_with_progress(loaded, arguments, console).theory;
}

std::string scenario_json(const scenarios::LoadedScenario& loaded, const std::vector<models::Assumption>& values,
                          const std::vector<models::TheoryStatement>* theory) {
  const ExpectedLoad load = expected_load(loaded);
  nlohmann::ordered_json all{{"schema_version", 1},
                             {"scenario", loaded.scenario().name},
                             {"question", loaded.question()},
                             {"scenario_hash", loaded.hash()},
                             {"expected",
                              {{"requests", load.requests},
                               {"mean_per_second", load.mean_per_second},
                               {"peak_per_second", load.peak_per_second},
                               {"mean_vcpu", load.mean_vcpu},
                               {"peak_vcpu", load.peak_vcpu}}},
                             {"architectures", nlohmann::ordered_json::array()}};
  for (const models::ArchitectureInfo& info : loaded.architectures()) {
    all["architectures"].push_back({{"name", info.name}, {"kind", info.kind}, {"summary", info.summary}});
  }
  if (theory != nullptr) {
    all["theory"] = reports::theory_json(names_of(loaded), *theory);
  }
  all["values"] = values_json(values);
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

/// The values below `prefix`; a prefix that holds none is a mistake.
std::vector<models::Assumption> values_below(const scenarios::LoadedScenario& loaded, const std::string& prefix) {
  std::vector<models::Assumption> values;
  std::vector<std::string> places;
  for (const models::Assumption& value : loaded.assumptions()) {
    if (is_below(value.path, prefix)) {
      values.push_back(value);
    }
    for (std::size_t dot = value.path.find('.'); dot != std::string::npos; dot = value.path.find('.', dot + 1)) {
      places.push_back(value.path.substr(0, dot));
    }
    places.push_back(value.path);
  }
  if (values.empty()) {
    const std::optional<std::string> near = sim::config::closest(prefix, places);
    throw UsageError{fmt::format("the scenario has nothing at '{}'{}", prefix,
                                 near ? fmt::format("; did you mean '{}'?", *near) : "")};
  }
  return values;
}

int explain_scenario(const Arguments& arguments, const Console& console) {
  const std::string& path = arguments.positional().front();
  const models::pricing::PriceBook prices = price_book_of(arguments);
  sim::config::Diagnostics diagnostics;
  const auto loaded = load_scenario(path, overrides_of_run(arguments), prices, diagnostics, console);
  if (loaded == nullptr) {
    return kWrongInput;
  }
  const std::string prefix = arguments.positional().size() > 1 ? arguments.positional()[1] : "";
  const std::vector<models::Assumption> values = values_below(*loaded, prefix);
  const auto theory = prefix.empty() ? std::optional{theory_of(*loaded, arguments, console)} : std::nullopt;
  if (arguments.has("json")) {
    console.print(scenario_json(*loaded, values, theory ? &*theory : nullptr));
    return kDone;
  }
  const reports::TerminalStyle& style = console.out();
  if (prefix.empty()) {
    const std::string& title = loaded->question().empty() ? loaded->scenario().name : loaded->question();
    console.print(reports::emphasised(reports::wrapped(title, style.width, ""), Emphasis::kBold, style) + "\n\n");
    console.print(reports::emphasised("Expected load", Emphasis::kBold, style) + "\n" + load_text(*loaded, style));
    console.print(fmt::format("\n{}\n", reports::emphasised("Architectures", Emphasis::kBold, style)));
    console.print(architectures_text(*loaded, style));
    console.print(fmt::format("\n{}\n", reports::emphasised("What theory says", Emphasis::kBold, style)));
    console.print(reports::theory_text(names_of(*loaded), *theory, style));
    console.print("\nEvery value, and where it comes from:\n");
  }
  console.print(values_text(values, style));
  console.note(fmt::format("\nNext: headroom run {}\n", path));
  return kDone;
}

bool looks_like_a_file(const std::string& word) {
  std::error_code error;
  const std::string extension = std::filesystem::path{word}.extension().string();
  return extension == ".yaml" || extension == ".yml" || word.find('/') != std::string::npos ||
         std::filesystem::exists(word, error);
}

int explain_name(const std::string& name, const Console& console) {
  const sim::config::Families families = models::families_of(models::catalog());
  const sim::config::Schema& root = scenarios::Scenario::schema();
  const std::optional<std::string> text = sim::config::explain(name, root, families);
  if (!text) {
    throw UsageError{fmt::format("there is no entry and no file '{}'{}", name,
                                 sim::config::hint(name, sim::config::names_of(root, families), "entries"))};
  }
  console.print(*text);
  return kDone;
}

int explain(const Arguments& arguments, const Console& console) {
  const std::vector<std::string>& words = arguments.positional();
  const sim::config::Families families = models::families_of(models::catalog());
  const std::vector<std::string> names = sim::config::names_of(scenarios::Scenario::schema(), families);
  const bool is_name = std::find(names.begin(), names.end(), words.front()) != names.end();
  if (!is_name && looks_like_a_file(words.front())) {
    return explain_scenario(arguments, console);
  }
  if (words.size() > 1) {
    throw UsageError{fmt::format("'{}' is one argument too many: headroom explain NAME", words[1])};
  }
  for (const Option& option : explain_command().options) {
    if (option.name != "color" && arguments.has(option.name)) {
      throw UsageError{fmt::format("--{} is for scenarios: headroom explain FILE", option.name)};
    }
  }
  return explain_name(words.front(), console);
}

}  // namespace

Command explain_command() {
  return {
      .name = "explain",
      .summary = "explains one name, or a scenario: what it will use and what theory says of it",
      .parameters = "NAME | FILE [PATH] [options]",
      .description =
          "Of a name of the catalog: what it does, and its keys with their defaults, ranges and sources.\n"
          "Of a scenario: the load that it expects, its architectures, what queueing theory says of each beside what "
          "a simulation gives, and every value that a run will use, given or default, with the default's source.\n"
          "With PATH: only the values at and below it, and nothing is simulated.",
      .examples = {{"explain lambda", "a kind and its keys"},
                   {"explain shop.yaml", "a scenario as it will be understood, theory beside simulation"},
                   {"explain shop.yaml --no-run", "theory alone, at once"},
                   {"explain shop.yaml architectures.ec2", "one part of it"}},
      .options =
          simulation_options_and({{.name = "no-run", .help = "print what theory says alone, and simulate nothing"},
                                  {.name = "json", .help = "print a scenario's explanation as one JSON object"},
                                  color_option()}),
      .least = 1,
      .most = 2,
      .run = explain};
}

}  // namespace cli
