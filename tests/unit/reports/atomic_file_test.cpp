#include "reports/files/atomic_file.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.hpp"

namespace reports {
namespace {

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

TEST(AtomicFile, AppearsOnlyWithCommit) {
  const test_support::TempFolder folder;
  const auto path = folder.path() / "summary.csv";
  AtomicFile file{path};
  file.write("a,b\n");
  EXPECT_FALSE(std::filesystem::exists(path));
  file.commit();
  EXPECT_EQ(read_file(path), "a,b\n");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("summary.csv"));
}

TEST(AtomicFile, WithoutCommitTheOldContentStaysAndNothingIsLeftBehind) {
  const test_support::TempFolder folder;
  const auto path = folder.path() / "summary.csv";
  write_file(path, "old\n");
  {
    AtomicFile file{path};
    file.write(std::string(1'000'000, 'x'));  // more than the buffer: some of it is on the disk
  }
  EXPECT_EQ(read_file(path), "old\n");
  EXPECT_THAT(names_in(folder.path()), testing::ElementsAre("summary.csv"));
}

TEST(AtomicFile, KeepsEveryByteAcrossItsBuffer) {
  const test_support::TempFolder folder;
  const auto path = folder.path() / "big";
  std::string expected;
  AtomicFile file{path};
  for (int i = 0; i < 100'000; ++i) {
    const std::string line = "line " + std::to_string(i) + "\n";
    expected += line;
    file.write(line);
  }
  file.commit();
  EXPECT_EQ(read_file(path), expected);
}

TEST(AtomicFile, NamesTheFileAndTheReasonWhenItCannotBeMade) {
  const test_support::TempFolder folder;
  const auto path = folder.path() / "missing" / "summary.csv";
  try {
    const AtomicFile file{path};
    FAIL() << "the folder does not exist";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(path.string()));
    EXPECT_THAT(error.what(), testing::HasSubstr("No such file or directory"));
  }
}

TEST(AtomicFile, ReportsAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) {
    GTEST_SKIP() << "no /dev/full here";
  }
  const test_support::TempFolder folder;
  const auto path = folder.path() / "full";
  std::filesystem::create_symlink("/dev/full", folder.path() / ("full.tmp." + std::to_string(::getpid())));
  AtomicFile file{path};
  file.write("text");
  try {
    file.commit();
    FAIL() << "/dev/full takes nothing";
  } catch (const FileError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("No space left on device"));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ReadFile, NamesWhatIsMissing) {
  EXPECT_THROW(read_file("/nonexistent/run.json"), FileError);
  EXPECT_THROW(read_file("/"), FileError);  // a folder
}

}  // namespace
}  // namespace reports
