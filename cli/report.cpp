// `headroom report`: the comparison and report.html again, from stored results.
#include <fmt/core.h>

#include "cli/commands.hpp"
#include "cli/exit_codes.hpp"
#include "cli/inputs.hpp"
#include "cli/interrupt.hpp"
#include "reports/terminal/comparison_text.hpp"
#include "reports/write_all.hpp"

namespace cli {

namespace {

int report(const Arguments& arguments, const Console& console) {
  const std::string& out = arguments.positional().front();
  const InterruptsWait whole_files;
  const reports::ReportModel model = reports::rebuild_report(out);
  if (InterruptsWait::signal() != 0) {
    return kSignalled + InterruptsWait::signal();
  }
  if (!console.is_quiet()) {
    console.print(reports::comparison_text(model, console.out()));
  }
  console.note(fmt::format("\nWrote {0}/report.html. Next: open it, or read {0}/summary.csv\n", out));
  return kDone;
}

}  // namespace

Command report_command() {
  return {.name = "report",
          .summary = "prints the comparison and writes report.html again, from the results of a run",
          .parameters = "OUT [options]",
          .description =
              "Reads the tables that a run wrote, prints the comparison and builds report.html again. Nothing is "
              "simulated.",
          .examples = {{"report out/web-shop", "the folder that run wrote"}},
          .options = {quiet_option(), color_option()},
          .least = 1,
          .most = 1,
          .run = report};
}

}  // namespace cli
