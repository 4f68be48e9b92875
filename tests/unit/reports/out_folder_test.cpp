#include "reports/files/out_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace reports {
namespace {

constexpr const char* kOtherRun = R"({"schema_version": 1, "scenario": "shop", "scenario_hash": "aaaaaaaaaaaaaaaa"})";

TEST(OutFolder, IsMadeWithItsParents) {
  const test_support::TempFolder folder;
  claim_out_folder(folder.path() / "a" / "b", "hash", false);
  EXPECT_TRUE(std::filesystem::is_directory(folder.path() / "a" / "b"));
}

TEST(OutFolder, WithAnotherScenarioIsRefusedWithWhatToDo) {
  const test_support::TempFolder folder;
  write_file(folder.path() / "run.json", kOtherRun);
  try {
    claim_out_folder(folder.path(), "bbbbbbbbbbbbbbbb", false);
    FAIL() << "it holds another scenario";
  } catch (const OutFolderInUse& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("scenario 'shop'"));
    EXPECT_THAT(error.what(), testing::HasSubstr("--overwrite"));
  }
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "run.json"));
}

TEST(OutFolder, WithTheSameScenarioIsTakenAgain) {
  const test_support::TempFolder folder;
  write_file(folder.path() / "run.json", kOtherRun);
  write_file(folder.path() / "summary.csv", "old\n");
  EXPECT_NO_THROW(check_out_folder(folder.path(), "aaaaaaaaaaaaaaaa", false));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "run.json")) << "a check changes nothing";
  claim_out_folder(folder.path(), "aaaaaaaaaaaaaaaa", false);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "run.json")) << "tables are about to be replaced";
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "summary.csv"));
}

TEST(OutFolder, OverwriteRemovesResultsAndNothingElse) {
  const test_support::TempFolder folder;
  write_file(folder.path() / "run.json", kOtherRun);
  write_file(folder.path() / "sweep.csv", "old\n");
  write_file(folder.path() / "notes.txt", "mine\n");
  claim_out_folder(folder.path(), "bbbbbbbbbbbbbbbb", true);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "run.json"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "sweep.csv"));
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "notes.txt"));
}

TEST(OutFolder, ASweepAndARunOfOneScenarioShareItAndOfTwoDoNot) {
  const test_support::TempFolder folder;
  write_file(folder.path() / "sweep.json", kOtherRun);
  EXPECT_THROW(claim_out_folder(folder.path(), "bbbbbbbbbbbbbbbb", false), OutFolderInUse);
  EXPECT_THROW(claim_out_folder(folder.path(), "bbbbbbbbbbbbbbbb", false, kSweepManifest), OutFolderInUse);
  claim_out_folder(folder.path(), "aaaaaaaaaaaaaaaa", false);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "sweep.json")) << "a run leaves the sweep alone";
  write_file(folder.path() / "run.json", kOtherRun);
  claim_out_folder(folder.path(), "aaaaaaaaaaaaaaaa", false, kSweepManifest);
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "run.json"));
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "sweep.json"));
  claim_out_folder(folder.path(), "bbbbbbbbbbbbbbbb", true, kSweepManifest);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "run.json"));
}

TEST(OutFolder, AForeignRunJsonOrAFileIsRefused) {
  const test_support::TempFolder folder;
  write_file(folder.path() / "run.json", "not json at all");
  EXPECT_THROW(claim_out_folder(folder.path(), "hash", false), OutFolderInUse);
  write_file(folder.path() / "file", "");
  EXPECT_THROW(claim_out_folder(folder.path() / "file", "hash", false), FileError);
}

TEST(PathInside, NeverLeavesTheFolder) {
  EXPECT_EQ(path_inside("out/data", "traces/day.csv"), std::filesystem::path{"out/data/traces/day.csv"});
  for (const char* bad : {"", "/etc/passwd", "../x", "a/../../x", "a/"}) {
    EXPECT_THROW(path_inside("out/data", bad), FileError) << bad;
  }
}

}  // namespace
}  // namespace reports
