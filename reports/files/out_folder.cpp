#include "reports/files/out_folder.hpp"

#include <array>
#include <system_error>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

namespace reports {

namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 18> kOwnFiles{
    "run.json",    "effective.yaml", "summary.csv", "replications.csv", "timeseries.csv",  "timeseries_summary.csv",
    "cost.csv",    "events.csv",     "fleet.csv",   "usage.csv",        "assumptions.csv", "theory.csv",
    "report.html", "sweep.csv",      "plan.csv",    "launches.csv",     "sweep.html",      "sweep.json",
};

struct Owner {
  std::string scenario{};
  std::string hash{};
};

Owner read_owner(const fs::path& manifest) {
  const nlohmann::json run = nlohmann::json::parse(read_file(manifest), nullptr, false);
  const bool understood = run.is_object() && run.contains("scenario_hash") && run["scenario_hash"].is_string();
  if (!understood) {
    throw OutFolderInUse{
        fmt::format("{} was not written by Headroom or is damaged; choose another folder with -o, or "
                    "pass --overwrite to replace the results in this one",
                    manifest.string())};
  }
  const bool named = run.contains("scenario") && run["scenario"].is_string();
  return {named ? run["scenario"].get<std::string>() : std::string{}, run["scenario_hash"].get<std::string>()};
}

void remove_results(const fs::path& out) {
  std::error_code error;
  for (const char* name : kOwnFiles) {
    fs::remove(out / name, error);
    if (error) {
      throw FileError{fmt::format("cannot remove {}: {}", (out / name).string(), error.message())};
    }
  }
  fs::remove_all(out / "data", error);
  if (error) {
    throw FileError{fmt::format("cannot remove {}: {}", (out / "data").string(), error.message())};
  }
}

}  // namespace

void check_out_folder(const fs::path& out, std::string_view scenario_hash, bool overwrite) {
  std::error_code error;
  if (fs::exists(out, error) && !fs::is_directory(out, error)) {
    throw FileError{fmt::format("{} is a file; -o needs a folder", out.string())};
  }
  for (const char* manifest : {kRunManifest, kSweepManifest}) {
    if (overwrite || !fs::exists(out / manifest, error)) {
      continue;
    }
    const Owner owner = read_owner(out / manifest);
    if (owner.hash != scenario_hash) {
      throw OutFolderInUse{
          fmt::format("{} holds the results of {} (scenario hash {}, this one has {}); choose another folder with -o, "
                      "or pass --overwrite to replace them",
                      out.string(), owner.scenario.empty() ? "another scenario" : "scenario '" + owner.scenario + "'",
                      owner.hash.substr(0, 12), scenario_hash.substr(0, 12))};
    }
  }
}

void claim_out_folder(const fs::path& out, std::string_view scenario_hash, bool overwrite, const char* manifest) {
  check_out_folder(out, scenario_hash, overwrite);
  std::error_code error;
  fs::create_directories(out, error);
  if (error) {
    throw FileError{fmt::format("cannot create {}: {}", out.string(), error.message())};
  }
  if (overwrite && (fs::exists(out / kRunManifest, error) || fs::exists(out / kSweepManifest, error))) {
    remove_results(out);
  }
  fs::remove(out / manifest, error);
  if (error) {
    throw FileError{fmt::format("cannot remove {}: {}", (out / manifest).string(), error.message())};
  }
}

fs::path path_inside(const fs::path& folder, const std::string& relative) {
  const fs::path path{relative};
  bool inside = !path.empty() && path.is_relative() && path.has_filename();
  for (const fs::path& part : path) {
    inside = inside && part != "..";
  }
  if (!inside) {
    throw FileError{fmt::format("'{}' does not name a file inside {}", relative, folder.string())};
  }
  return folder / path;
}

}  // namespace reports
