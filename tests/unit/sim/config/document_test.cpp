#include "sim/config/document.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;
using sim::config::Diagnostics;
using sim::config::Document;

Document load(const std::string& text, Diagnostics& diagnostics) {
  return Document::load_text(text, "t.yaml", diagnostics);
}

std::string text_at(const Document& document, std::string_view path) {
  const sim::config::Node* node = document.find(path);
  return node == nullptr ? "(none)" : flow_text(*node);
}

TEST(Document, ThrowsWhereThereIsNoFile) {
  Diagnostics diagnostics;
  EXPECT_THROW(Document::load_file("/nowhere/at/all.yaml", diagnostics), sim::config::NoSuchFile);
  EXPECT_THROW(Document::load_file(testing::TempDir(), diagnostics), sim::config::NoSuchFile);
  EXPECT_TRUE(diagnostics.empty());
  try {
    Document::load_file("/nowhere/at/all.yaml", diagnostics);
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "/nowhere/at/all.yaml: no such file");
  }
}

TEST(Document, ResolvesFilesBesideItself) {
  const fs::path folder = fs::path{testing::TempDir()} / "headroom_document_test";
  fs::create_directories(folder);
  std::ofstream{folder / "a.yaml"} << "name: x\n";
  Diagnostics diagnostics;
  const Document document = Document::load_file((folder / "a.yaml").string(), diagnostics);
  EXPECT_EQ(document.resolve("data/b.csv"), (folder / "data/b.csv").string());
  EXPECT_EQ(document.resolve("/abs/b.csv"), "/abs/b.csv");
  EXPECT_EQ(load("a: 1", diagnostics).resolve("b.csv"), "b.csv");
}

TEST(Document, FindsAndOverrides) {
  Diagnostics diagnostics;
  Document document = load("a: {b: [1, {c: 2}]}\nm: {x: {v: 1}, y: {v: 2}, x-note: 3}\nk: short\n", diagnostics);
  EXPECT_EQ(text_at(document, "a.b[1].c"), "2");
  EXPECT_EQ(text_at(document, "a.b[2]"), "(none)");
  EXPECT_EQ(text_at(document, "a..b"), "(none)");
  EXPECT_TRUE(document.set("a.b[1].c", "7", diagnostics));
  EXPECT_TRUE(document.set("a.b.0", "8", diagnostics));
  EXPECT_TRUE(document.set("new.path", "{x: [1]}", diagnostics));
  EXPECT_TRUE(document.set("m.*.v", "9", diagnostics));
  EXPECT_TRUE(document.set("a.b[*]", "5", diagnostics));
  EXPECT_TRUE(document.set("k.more", "1", diagnostics));
  EXPECT_EQ(flow_text(document.root()),
            "{a: {b: [5, 5]}, m: {x: {v: 9}, y: {v: 9}, x-note: 3}, k: {kind: short, more: 1}, new: {path: {x: [1]}}}");
  EXPECT_TRUE(diagnostics.empty()) << diagnostics.to_text();
}

TEST(Document, GivesWhatAQuickRunOverrides) {
  Diagnostics diagnostics;
  const Document document = load("x-ci: {replications: 2, workload.rate: 1/s, a: {b: [1, 2]}}\n", diagnostics);
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"replications", "2"}, {"workload.rate", "1/s"}, {"a", "{b: [1, 2]}"}};
  EXPECT_EQ(document.ci_overrides(), expected);
  EXPECT_TRUE(load("a: 1", diagnostics).ci_overrides().empty());
}

TEST(Document, PointsAtTheNearestParentThatExists) {
  Diagnostics diagnostics;
  const Document document = load("a:\n  b:\n    c: 3\n  d: [4, 5]\n", diagnostics);
  document.error_at(diagnostics, "a.b.c", "value");
  document.error_at(diagnostics, "a.b.x.y", "missing");
  document.error_at(diagnostics, "a.d[1]", "item");
  document.warning_at(diagnostics, "z", "top");
  EXPECT_EQ(diagnostics.to_text(),
            "t.yaml:1:1: warning: z: top\n  a:\n  ^\n"
            "t.yaml:2:3: a.b.x.y: missing\n    b:\n    ^\n"
            "t.yaml:3:8: a.b.c: value\n      c: 3\n         ^\n"
            "t.yaml:4:10: a.d[1]: item\n    d: [4, 5]\n           ^\n");
}

TEST(Document, TakesItsQuestionFromTheFirstComment) {
  Diagnostics diagnostics;
  EXPECT_EQ(
      load("# yaml-language-server: $schema=x.json\n\n# Which is cheaper,\n#   EC2 or Lambda?\n#\n# More.\na: 1\n",
           diagnostics)
          .leading_comment(),
      "Which is cheaper, EC2 or Lambda?");
  EXPECT_EQ(load("a: 1 # no\n", diagnostics).leading_comment(), "");
}

TEST(Diagnostics, AreSortedOnceEachAndColoured) {
  Diagnostics diagnostics;
  sim::config::Diagnostic late;
  late.file = "a";
  late.line = 3;
  late.column = 1;
  late.message = "late";
  late.excerpt = "\tx";
  sim::config::Diagnostic early = late;
  early.line = 1;
  early.severity = sim::config::Severity::kWarning;
  diagnostics.add(late);
  diagnostics.add(early);
  diagnostics.add(late);
  EXPECT_EQ(diagnostics.sorted().size(), 2U);
  EXPECT_EQ(diagnostics.sorted().front(), early);
  EXPECT_EQ(diagnostics.to_text().find('\033'), std::string::npos);
  EXPECT_NE(diagnostics.to_text(true).find("\033[1ma:3:1:"), std::string::npos);
  EXPECT_EQ(diagnostics.warning_count(), 1U);
  diagnostics.warnings_are_errors();
  EXPECT_EQ(diagnostics.warning_count(), 0U);
}

TEST(Diagnostics, AreBounded) {
  Diagnostics diagnostics;
  for (int i = 0; i < 100'000; ++i) {
    sim::config::Diagnostic diagnostic;
    diagnostic.line = i;
    diagnostics.add(diagnostic);
  }
  EXPECT_EQ(diagnostics.error_count(), 1'000U);
}

}  // namespace
