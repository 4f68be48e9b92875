// `headroom schema`: what editors need to complete and check a scenario while it is typed.
#include "sim/config/schema.hpp"

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "models/catalog.hpp"
#include "scenarios/scenario.hpp"
#include "sim/config/json_schema.hpp"

namespace cli {

namespace {

int schema(const Arguments&, const Console& console) {
  console.print(sim::config::json_schema(scenarios::Scenario::schema(), models::families_of(models::catalog())));
  return kDone;
}

}  // namespace

Command schema_command() {
  return {.name = "schema",
          .summary = "prints the JSON Schema of scenarios, for editors",
          .parameters = "",
          .description =
              "Prints the JSON Schema (draft-07) of a scenario. Editors that speak yaml-language-server complete and "
              "explain keys with it when the first line of a scenario is\n"
              "# yaml-language-server: $schema=scenario.schema.json",
          .examples = {{"schema > scenario.schema.json", "beside the scenario that names it"}},
          .run = schema};
}

}  // namespace cli
