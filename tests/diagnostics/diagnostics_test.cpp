// What a user is told about each mistake, word for word: NAME.yaml beside NAME.expected. HEADROOM_UPDATE=1 writes the
// expectations anew. Lines `# set: path=value` at the head of a text are applied like --set.
//
// Each folder has its own reader. demo/ pins the texts of sim/config itself, product/ what the product says of
// scenarios.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/pricing/price_book.hpp"
#include "scenarios/load.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/yaml_writer.hpp"
#include "tests/support/demo_config.hpp"

namespace {

namespace fs = std::filesystem;
using sim::config::Diagnostics;
using sim::config::Document;

/// Everything that the user would see: the diagnostics, or `ok` and what was understood.
using Answer = std::string (*)(const Document&, Diagnostics&);

struct Folder {
  const char* name = "";
  Answer answer = nullptr;
};

std::string answer_demo(const Document& document, Diagnostics& diagnostics) {
  const auto scenario = sim::config::read<demo::Scenario>(document, demo::families(), diagnostics);
  return diagnostics.to_text() + (scenario ? "-- ok\n" + sim::config::to_yaml(*scenario) : "");
}

std::string answer_product(const Document& document, Diagnostics& diagnostics) {
  static const models::pricing::PriceBook prices = models::pricing::PriceBook::embedded();
  const auto loaded = scenarios::load(document, {}, prices, diagnostics);
  return diagnostics.to_text() + (loaded ? "-- ok\n" : "");
}

/// Beside this file; known at discovery too, when ctest sets no environment.
fs::path diagnostics_folder() {
  return fs::path{__FILE__}.parent_path();
}

constexpr Folder kFolders[] = {{"demo", answer_demo}, {"product", answer_product}};

std::string read_all(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string answer_to(const fs::path& file, Answer answer) {
  const std::string text = read_all(file);
  Diagnostics diagnostics;
  Document document = Document::load_text(text, file.filename().string(), diagnostics);
  document.set_base_directory(file.parent_path().string());
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line) && line.rfind("# set: ", 0) == 0;) {
    const std::size_t equals = line.find('=');
    document.set(line.substr(7, equals - 7), line.substr(equals + 1), diagnostics);
  }
  std::string result = answer(document, diagnostics);
  // The folder's place on this machine is no part of the expectation.
  const std::string folder = file.parent_path().string() + "/";
  for (std::size_t at = result.find(folder); at != std::string::npos; at = result.find(folder)) {
    result.erase(at, folder.size());
  }
  return result;
}

class DiagnosticsTest : public testing::TestWithParam<std::pair<std::string, Answer>> {};

TEST_P(DiagnosticsTest, SaysWhatIsExpected) {
  const auto& [name, answer] = GetParam();
  const fs::path file = diagnostics_folder() / (name + ".yaml");
  const fs::path expectation = diagnostics_folder() / (name + ".expected");
  const std::string said = answer_to(file, answer);
  const char* update = std::getenv("HEADROOM_UPDATE");
  if (update != nullptr && std::string{update} == "1") {
    std::ofstream{expectation, std::ios::binary} << said;
  }
  ASSERT_TRUE(fs::exists(expectation)) << "HEADROOM_UPDATE=1 writes it";
  EXPECT_EQ(said, read_all(expectation)) << file;
}

std::vector<std::pair<std::string, Answer>> all_files() {
  std::vector<std::pair<std::string, Answer>> files;
  for (const Folder& folder : kFolders) {
    for (const fs::directory_entry& entry : fs::directory_iterator{diagnostics_folder() / folder.name}) {
      if (entry.path().extension() == ".yaml") {
        files.emplace_back(std::string{folder.name} + "/" + entry.path().stem().string(), folder.answer);
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string test_name(const testing::TestParamInfo<std::pair<std::string, Answer>>& test) {
  std::string name = test.param.first;
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '/' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, DiagnosticsTest, testing::ValuesIn(all_files()), test_name);

TEST(DiagnosticsFolder, HasNoExpectationWithoutItsText) {
  for (const Folder& folder : kFolders) {
    for (const fs::directory_entry& entry : fs::directory_iterator{diagnostics_folder() / folder.name}) {
      if (entry.path().extension() == ".expected") {
        EXPECT_TRUE(fs::exists(fs::path{entry.path()}.replace_extension(".yaml"))) << entry.path();
      }
    }
  }
}

}  // namespace
