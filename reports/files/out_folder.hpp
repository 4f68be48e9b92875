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

/// Changes nothing; throws OutFolderInUse when `out` holds results of another scenario than the one with
/// `scenario_hash` and not `overwrite`, FileError when it is a file. For a caller that wants to know before a long run.
void check_out_folder(const std::filesystem::path& out, std::string_view scenario_hash, bool overwrite);

/// check_out_folder(), then makes `out` ready: creates it where it does not exist and removes the run.json of an
/// earlier run, so that a run.json always belongs to complete tables. `overwrite` removes all files that Headroom
/// writes.
void claim_out_folder(const std::filesystem::path& out, std::string_view scenario_hash, bool overwrite);

/// `relative` joined to `folder`; throws FileError when it would leave the folder (absolute, or with "..").
std::filesystem::path path_inside(const std::filesystem::path& folder, const std::string& relative);

}  // namespace reports
