// `headroom docs`: the reference of everything that a scenario may say.
#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "models/catalog.hpp"
#include "scenarios/scenario.hpp"
#include "sim/config/reference_page.hpp"

namespace cli {

namespace {

int docs(const Arguments&, const Console& console) {
  console.print(sim::config::reference_page(scenarios::Scenario::schema(), models::families_of(models::catalog())));
  return kDone;
}

}  // namespace

Command docs_command() {
  return {.name = "docs",
          .summary = "prints the reference of all keys as Markdown",
          .parameters = "",
          .description = "Prints the reference page: every key with its type, default, range, meaning and source.",
          .examples = {{"docs > reference.md", "the whole reference"}, {"explain lambda", "one entry of it"}},
          .run = docs};
}

}  // namespace cli
