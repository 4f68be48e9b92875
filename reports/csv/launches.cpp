// launches.csv: one row per launch, the phases of its wait side by side.
#include "reports/csv/launches.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/core.h>

#include "reports/csv/reader.hpp"
#include "reports/csv/tables.hpp"
#include "reports/csv/writer.hpp"

namespace reports {

namespace {

std::string column_of(std::string_view phase) {
  return fmt::format("{}_s", phase);
}

}  // namespace

void write_launches(const models::ExperimentResult& result, TextSink& sink) {
  CsvWriter csv{sink,
                {"scenario", "architecture", "replication", "launch", "kind", "instance", "purchase_option", "end",
                 "wanted_s", "total_s"}};
  for (const std::string_view phase : models::launch_phase_names()) {
    csv.add_column(column_of(phase));
  }
  for (const models::RunResult& run : result.runs) {
    if (run.replication != 0) {
      continue;
    }
    for (const models::Launch& launch : run.launches) {
      csv.text(result.scenario_name).text(result.architectures[run.architecture].name).count(run.replication);
      csv.text(launch.subject).text(models::launch_kind_name(launch.kind)).text(launch.instance);
      csv.text(launch.is_spot ? "spot" : "on_demand").text(models::launch_end_name(launch.end));
      csv.number(launch.wanted_at.seconds()).number(launch.total().seconds());
      for (const sim::Duration wait : launch.waits) {
        csv.number(wait.seconds());
      }
      csv.end_row();
    }
  }
  csv.finish();
}

void read_launches(const std::string& text, const std::string& name, ReportModel& model) {
  CsvReader csv{text, name};
  const std::size_t architecture = csv.column("architecture");
  const std::size_t kind = csv.column("kind");
  const std::size_t end = csv.column("end");
  const std::size_t wanted = csv.column("wanted_s");
  std::array<std::optional<std::size_t>, models::kLaunchPhaseCount> phases{};  // earlier versions had fewer
  for (std::size_t i = 0; i < phases.size(); ++i) {
    phases[i] = csv.find_column(column_of(models::launch_phase_names()[i]));
  }
  while (csv.next()) {
    const auto found = std::find_if(model.architectures.begin(), model.architectures.end(),
                                    [&](const ArchitectureReport& a) { return a.name == csv.text(architecture); });
    if (found == model.architectures.end()) {
      csv.fail(fmt::format("architecture '{}' is not in run.json; the files come from different runs",
                           csv.text(architecture)));
    }
    LaunchWaits launch;
    launch.wanted_s = csv.number(wanted);
    launch.is_task = csv.text(kind) == models::launch_kind_name(models::LaunchKind::kTask);
    launch.came_into_service = csv.text(end) == models::launch_end_name(models::LaunchEnd::kInService);
    for (std::size_t i = 0; i < phases.size(); ++i) {
      launch.waits_s[i] = phases[i] ? csv.number(*phases[i]) : 0.0;
    }
    found->launches.push_back(launch);
  }
}

}  // namespace reports
