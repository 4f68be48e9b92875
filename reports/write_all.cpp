#include "reports/write_all.hpp"

#include <array>
#include <filesystem>
#include <system_error>

#include "reports/csv/tables.hpp"
#include "reports/files/atomic_file.hpp"
#include "reports/files/out_folder.hpp"
#include "reports/html/report_html.hpp"
#include "reports/json/run_json.hpp"
#include "reports/load.hpp"

namespace reports {

namespace {

namespace fs = std::filesystem;

struct TableFile {
  const char* name;
  void (*write)(const models::ExperimentResult& result, TextSink& sink);
};

constexpr std::array<TableFile, 10> kTables{{
    {"summary.csv", write_summary},
    {"replications.csv", write_replications},
    {"timeseries.csv", write_timeseries},
    {"timeseries_summary.csv", write_timeseries_summary},
    {"cost.csv", write_cost},
    {"fleet.csv", write_fleet},
    {"launches.csv", write_launches},
    {"usage.csv", write_usage},
    {"assumptions.csv", write_assumptions},
    {"theory.csv", write_theory},
}};

void write_table(const models::ExperimentResult& result, const fs::path& folder, const TableFile& table) {
  AtomicFile file{folder / table.name};
  table.write(result, file);
  file.commit();
}

void copy_data_files(const std::vector<DataFile>& files, const fs::path& folder) {
  for (const DataFile& file : files) {
    const fs::path target = path_inside(folder, file.name);
    std::error_code error;
    fs::create_directories(target.parent_path(), error);
    if (error) {
      throw FileError{"cannot create " + target.parent_path().string() + ": " + error.message()};
    }
    write_file(target, read_file(file.source));
  }
}

}  // namespace

ReportModel write_all(const models::ExperimentResult& result, const std::string& effective_yaml, const std::string& out,
                      const Options& options) {
  const fs::path folder{out};
  claim_out_folder(folder, result.scenario_hash, options.overwrite);
  write_file(folder / "effective.yaml", effective_yaml);
  copy_data_files(options.data_files, folder / "data");
  for (const TableFile& table : kTables) {
    write_table(result, folder, table);
  }
  if (options.events) {
    write_table(result, folder, {"events.csv", write_events});
  }
  write_file(folder / "run.json", run_json(result, options));
  return rebuild_report(out);
}

ReportModel rebuild_report(const std::string& out) {
  ReportModel model = load(out);
  AtomicFile file{fs::path{out} / "report.html"};
  write_report_html(model, file);
  file.commit();
  return model;
}

}  // namespace reports
