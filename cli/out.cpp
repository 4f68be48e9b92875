#include "cli/out.hpp"

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/core.h>
#include <unistd.h>

#include "reports/files/out_folder.hpp"

namespace cli {

namespace {

namespace fs = std::filesystem;

/// out/NAME, with whatever can't stand in a folder's name replaced.
std::string default_out(const std::string& scenario_name) {
  std::string name = scenario_name;
  for (char& c : name) {
    const bool is_safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                         c == '_' || static_cast<unsigned char>(c) >= 0x80;
    c = is_safe ? c : '-';
  }
  return "out/" + (name.empty() ? "scenario" : name);
}

}  // namespace

Option overwrite_option() {
  return {.name = "overwrite", .help = "replace the results of another scenario in that folder"};
}

Option dry_run_option() {
  return {.name = "dry-run", .help = "say what would be simulated, and do not"};
}

std::string out_of(const Arguments& arguments, const std::string& name) {
  std::string out = arguments.value("out").value_or(default_out(name));
  if (out.empty()) {
    throw UsageError{"--out needs the name of a folder"};
  }
  return out;
}

void check_out(const std::string& out, const std::string& scenario_hash, const reports::Options& options) {
  reports::check_out_folder(out, scenario_hash, options.overwrite);
  std::error_code error;
  fs::path existing = fs::absolute(out, error).lexically_normal();
  while (!fs::exists(existing, error) && existing.has_relative_path()) {
    existing = existing.parent_path();
  }
  if (!fs::is_directory(existing, error)) {
    throw reports::FileError{fmt::format("cannot write to {}: {} is a file", out, existing.string())};
  }
  if (::access(existing.c_str(), W_OK | X_OK) != 0) {
    const int reason = errno;
    throw reports::FileError{
        fmt::format("cannot write to {}: {}: {}", out, existing.string(), std::generic_category().message(reason))};
  }
  for (const reports::DataFile& file : options.data_files) {
    // --overwrite removes OUT/data before anything is copied.
    if (options.overwrite && fs::equivalent(file.source.parent_path(), fs::path{out} / "data", error)) {
      throw UsageError{
          fmt::format("the scenario reads {}, which --overwrite would remove; choose another folder with -o",
                      file.source.string())};
    }
  }
}

}  // namespace cli
