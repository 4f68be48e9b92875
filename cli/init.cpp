// `headroom init`: a scenario to start from, and the schema that editors complete it with.
#include <filesystem>
#include <system_error>

#include <fmt/core.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "cli/starter.hpp"
#include "models/catalog.hpp"
#include "reports/files/atomic_file.hpp"
#include "scenarios/scenario.hpp"
#include "sim/config/json_schema.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;

void refuse_existing(const fs::path& file) {
  std::error_code error;
  if (fs::exists(file, error)) {
    throw UsageError{fmt::format("{} exists already and is not replaced; choose another folder", file.string())};
  }
}

int init(const Arguments& arguments, const Console& console) {
  const fs::path folder = arguments.positional().empty() ? fs::path{"."} : fs::path{arguments.positional().front()};
  const fs::path scenario = (folder / "scenario.yaml").lexically_normal();
  const fs::path schema = (folder / kSchemaFile).lexically_normal();
  refuse_existing(scenario);
  refuse_existing(schema);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw reports::FileError{fmt::format("cannot create {}: {}", folder.string(), error.message())};
  }
  const InterruptsWait whole_files;
  reports::write_file(schema,
                      sim::config::json_schema(scenarios::Scenario::schema(), models::families_of(models::catalog())));
  reports::write_file(scenario, starter_scenario());
  console.note(fmt::format("Wrote {} and {} (the schema, for editors).\nNext: headroom run {}\n", scenario.string(),
                           schema.string(), scenario.string()));
  return InterruptsWait::signal() == 0 ? kDone : kSignalled + InterruptsWait::signal();
}

}  // namespace

Command init_command() {
  return {.name = "init",
          .summary = "writes a commented scenario to start from",
          .parameters = "[DIR]",
          .description =
              "Writes scenario.yaml, which runs as it is, and the schema that editors complete it with. Nothing "
              "is overwritten.",
          .examples = {{"init shop", "writes shop/scenario.yaml"}, {"init", "into the current folder"}},
          .options = {quiet_option()},
          .least = 0,
          .most = 1,
          .run = init};
}

}  // namespace cli
