// `headroom version`: which program and which prices.
#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "models/pricing/price_book.hpp"

namespace cli {

namespace {

int version(const Arguments& arguments, const Console& console) {
  const models::pricing::PriceBook prices = models::pricing::PriceBook::embedded();
  const std::string date{prices.newest_date()};
  if (arguments.has("json")) {
    const nlohmann::ordered_json all{
        {"schema_version", 1}, {"version", HEADROOM_VERSION}, {"price_book_date", date}, {"regions", prices.regions()}};
    console.print(all.dump(2) + "\n");
  } else {
    console.print(fmt::format("headroom {} (prices of {})\n", HEADROOM_VERSION, date));
  }
  return kDone;
}

}  // namespace

Command version_command() {
  return {.name = "version",
          .summary = "prints the version and the date of the prices built in",
          .parameters = "[--json]",
          .description = "Prints the version of the program and the date of the newest price in its price book.",
          .examples = {{"version", "for people"}, {"version --json", "for programs, with the regions"}},
          .options = {{.name = "json", .help = "print one JSON object"}},
          .run = version};
}

}  // namespace cli
