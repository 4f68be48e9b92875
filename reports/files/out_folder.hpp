// The OUT folder: who may write into it, and under which names.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "reports/files/atomic_file.hpp"

namespace reports {

/// OUT holds the results of another scenario and the caller did not ask to overwrite them.
class OutFolderInUse : public FileError {
 public:
  using FileError::FileError;
};

/// What says whose results a folder holds: of a run, and of a sweep. Both may lie in one folder, of one scenario.
inline constexpr const char* kRunManifest = "run.json";
inline constexpr const char* kSweepManifest = "sweep.json";

/// Changes nothing; throws OutFolderInUse when `out` holds results of another scenario than the one with
/// `scenario_hash` and not `overwrite`, FileError when it is a file. For a caller that wants to know before a long run.
void check_out_folder(const std::filesystem::path& out, std::string_view scenario_hash, bool overwrite);

/// check_out_folder(), then makes `out` ready: creates it where it does not exist and removes the manifest of an
/// earlier run (or sweep), so that a manifest always belongs to complete tables. `overwrite` removes all files that
/// Headroom writes.
void claim_out_folder(const std::filesystem::path& out, std::string_view scenario_hash, bool overwrite,
                      const char* manifest = kRunManifest);

/// `relative` joined to `folder`; throws FileError when it would leave the folder (absolute, or with "..").
std::filesystem::path path_inside(const std::filesystem::path& folder, const std::string& relative);

}  // namespace reports
