// `headroom validate`: everything that is wrong with scenarios, all at once.
#include <exception>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/load_summary.hpp"

namespace cli {

namespace {

struct Checked {
  std::string file{};
  sim::config::Diagnostics diagnostics{};
  std::string unreadable{};  ///< why the file could not be read
  bool is_missing = false;   ///< because there is none of that name
  std::string summary{};     ///< of a scenario without errors

  bool is_good() const { return unreadable.empty() && !diagnostics.has_errors(); }
};

Checked check(const std::string& file, const scenarios::Overrides& overrides, const models::pricing::PriceBook& prices,
              bool warnings_are_errors, const Console& console) {
  Checked checked;
  checked.file = file;
  try {
    const auto loaded = scenarios::load(file, overrides, prices, checked.diagnostics);
    if (loaded != nullptr) {
      const ExpectedLoad load = expected_load(*loaded);
      checked.summary = fmt::format("{}, {} on average", runs_text(loaded->scenario(), console.out()),
                                    rate_text(load.mean_per_second));
    }
  } catch (const sim::config::NoSuchFile& error) {
    checked.unreadable = error.what();
    checked.is_missing = true;
  } catch (const std::exception& error) {
    checked.unreadable = error.what();
  }
  if (warnings_are_errors) {
    checked.diagnostics.warnings_are_errors();
  }
  return checked;
}

/// Problems to stderr as a compiler does, verdicts to stdout.
void tell(const Checked& checked, const Console& console) {
  if (!checked.unreadable.empty()) {
    console.complain(fmt::format("headroom: {}\n", checked.unreadable));
    return;
  }
  const std::string problems = checked.diagnostics.to_text(console.err().color);
  const std::string count = count_text(checked.diagnostics);
  if (!checked.is_good()) {
    console.complain(fmt::format("{}{}: {}\n", problems, checked.file, count));
    return;
  }
  console.note(problems);
  if (!console.is_quiet()) {
    const std::string warnings = count.empty() ? "" : fmt::format("; {}", count);
    console.print(fmt::format("{}: {} ({}{})\n", checked.file,
                              reports::emphasised("ok", reports::Emphasis::kGood, console.out()), checked.summary,
                              warnings));
  }
}

nlohmann::ordered_json json_of(const Checked& checked) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  if (!checked.unreadable.empty()) {
    list.push_back({{"severity", "error"}, {"file", checked.file}, {"message", checked.unreadable}});
  }
  for (const sim::config::Diagnostic& d : checked.diagnostics.sorted()) {
    nlohmann::ordered_json item{{"severity", d.severity == sim::config::Severity::kError ? "error" : "warning"},
                                {"file", d.file}};
    if (d.line > 0) {
      item["line"] = d.line;
      item["column"] = d.column;
    }
    if (!d.path.empty()) {
      item["path"] = d.path;
    }
    item["message"] = d.message;
    list.push_back(std::move(item));
  }
  return {{"file", checked.file}, {"ok", checked.is_good()}, {"diagnostics", std::move(list)}};
}

int validate(const Arguments& arguments, const Console& console) {
  const models::pricing::PriceBook prices = price_book_of(arguments);
  const scenarios::Overrides overrides = overrides_of(arguments);
  const bool json = arguments.has("json");
  nlohmann::ordered_json files = nlohmann::ordered_json::array();
  bool any_wrong = false;
  bool any_unreadable = false;
  for (const std::string& file : arguments.positional()) {
    const Checked checked = check(file, overrides, prices, arguments.has("werror"), console);
    any_wrong = any_wrong || checked.diagnostics.has_errors() || checked.is_missing;
    any_unreadable = any_unreadable || !checked.unreadable.empty();
    if (json) {
      files.push_back(json_of(checked));
    } else {
      tell(checked, console);
    }
  }
  const int code = any_wrong ? kWrongInput : any_unreadable ? kEnvironmentFailed : kDone;
  if (json) {
    const nlohmann::ordered_json all{{"schema_version", 1}, {"ok", code == kDone}, {"files", std::move(files)}};
    console.print(all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
  } else if (code == kDone && arguments.positional().size() == 1) {
    console.note(fmt::format("Next: headroom run {}\n", arguments.positional().front()));
  }
  return code;
}

}  // namespace

Command validate_command() {
  return {.name = "validate",
          .summary = "tells everything that is wrong with a scenario, with place and remedy",
          .parameters = "FILE... [options]",
          .description =
              "Reads and checks scenarios without running them. All mistakes are told at once, with file, line "
              "and column.",
          .examples = {{"validate shop.yaml", "errors and warnings, or ok"},
                       {"validate --werror scenarios/*.yaml", "in a pipeline"},
                       {"validate shop.yaml --set workload.rate=50/s", "would this value do?"}},
          .options = {{.name = "werror", .help = "treat warnings as errors"},
                      set_option(),
                      only_option(),
                      prices_option(),
                      {.name = "json", .help = "print the findings as one JSON object"},
                      quiet_option(),
                      color_option()},
          .least = 1,
          .most = kAnyNumber,
          .run = validate};
}

}  // namespace cli
