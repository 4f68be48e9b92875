#include "sim/config/reader.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "sim/config/assumptions.hpp"
#include "sim/config/yaml_writer.hpp"
#include "tests/support/demo_config.hpp"

namespace {

using sim::config::Diagnostics;
using sim::config::Document;

constexpr const char* kGood =
    "name: web\nrate: 40/s\ncontainers:\n  app: {cpu: 1, memory: 512MiB}\n"
    "request:\n  - {container: app, cpu_time: {kind: lognormal, mean: 12ms, cv: 1.2}}\n"
    "architectures:\n  ec2:\n    kind: group\n    instance_type: m7i.large\n"
    "    scaling: {kind: target_tracking, target: 50%, min: 2, cooldown: 90s}\n  lambda: function\n";

std::optional<demo::Scenario> read(const std::string& text, Diagnostics& diagnostics) {
  const Document document = Document::load_text(text, "t.yaml", diagnostics);
  return sim::config::read<demo::Scenario>(document, demo::families(), diagnostics);
}

TEST(Reader, FillsEveryField) {
  Diagnostics diagnostics;
  const auto scenario = read(kGood, diagnostics);
  ASSERT_TRUE(scenario) << diagnostics.to_text();
  EXPECT_EQ(scenario->duration, sim::Duration::days(1));  // a default
  EXPECT_EQ(scenario->rate, sim::Rate::per_second(40));
  ASSERT_EQ(scenario->containers.size(), 1U);
  EXPECT_EQ(scenario->containers[0].first, "app");
  EXPECT_EQ(scenario->containers[0].second.memory, sim::Bytes::mib(512));
  EXPECT_FALSE(scenario->containers[0].second.image);
  EXPECT_EQ(scenario->request.at(0).cpu_time.kind, sim::random::DistributionSpec::Kind::kLognormal);
  ASSERT_EQ(scenario->architectures.size(), 2U);
  const auto& group = scenario->architectures[0].second.as<demo::Group>();
  EXPECT_EQ(group.boot.mean, sim::Duration::seconds(30));
  EXPECT_TRUE(group.load_balancer.cross_zone);  // a default inside a default
  EXPECT_EQ(group.load_balancer.routing.kind, "round_robin");
  const auto& tracking = group.scaling.as<demo::TargetTracking>();
  EXPECT_EQ(tracking.target, sim::Fraction::percent(50));
  EXPECT_EQ(tracking.limits.min, 2);
  EXPECT_EQ(tracking.limits.max, 20);
  EXPECT_EQ(tracking.cooldown, sim::Duration::seconds(90));
  EXPECT_EQ(scenario->architectures[1].second.as<demo::Function>().memory, sim::Bytes::mib(1769));
}

TEST(ReaderDeathTest, AChoiceGivesOnlyItsOwnStruct) {
  Diagnostics diagnostics;
  const auto scenario = read(kGood, diagnostics);
  ASSERT_TRUE(scenario);
  EXPECT_DEATH(scenario->architectures[1].second.as<demo::Group>(), "another struct");
}

TEST(Reader, GivesNothingWhenTheTextItselfHasAProblem) {
  Diagnostics diagnostics;
  EXPECT_FALSE(read(std::string{kGood} + "name: again\n", diagnostics));
  EXPECT_EQ(diagnostics.error_count(), 1U);
}

TEST(Reader, ResolvesAFile) {
  Diagnostics diagnostics;
  Document document = Document::load_text(std::string{kGood} + "file: reader_test.cpp\n", "t.yaml", diagnostics);
  const std::string here = __FILE__;
  document.set_base_directory(here.substr(0, here.rfind('/')));
  const auto scenario = sim::config::read<demo::Scenario>(document, demo::families(), diagnostics);
  ASSERT_TRUE(scenario) << diagnostics.to_text();
  EXPECT_EQ(scenario->file->written, "reader_test.cpp");
  EXPECT_EQ(scenario->file->resolved, here);
  EXPECT_NE(sim::config::to_yaml(*scenario).find("file: reader_test.cpp\n"), std::string::npos);
}

TEST(Reader, AChecksCanAskWhatWasGiven) {
  Diagnostics diagnostics;
  const Document document = Document::load_text("a: {b: 1}", "t.yaml", diagnostics);
  const sim::config::Checker checker{document, "a", diagnostics};
  EXPECT_TRUE(checker.is_given("b"));
  EXPECT_FALSE(checker.is_given("c"));
}

TEST(EffectiveYaml, ReadsBackToTheSameBytes) {
  Diagnostics diagnostics;
  const auto scenario = read(kGood, diagnostics);
  ASSERT_TRUE(scenario);
  const std::string once = sim::config::to_yaml(*scenario);
  const auto again = read(once, diagnostics);
  ASSERT_TRUE(again) << diagnostics.to_text() << once;
  EXPECT_EQ(sim::config::to_yaml(*again), once);
  EXPECT_EQ(once.rfind("schema: 1\n", 0), 0U);
  EXPECT_NE(once.find("warm_up: 5m\n"), std::string::npos);
}

RC_GTEST_PROP(EffectiveYaml, AnyTextSurvives, (std::string name)) {
  // Control characters and bytes that are not UTF-8 can't be in a scenario.
  for (char& c : name) {
    c = c >= 0x20 && c < 0x7F ? c : '\n';
  }
  demo::Scenario scenario;
  scenario.name = name;
  scenario.schema_version = 1;
  scenario.duration = sim::Duration::hours(1);
  scenario.rate = sim::Rate::per_second(0.1);
  Diagnostics diagnostics;
  const auto again = read(sim::config::to_yaml(scenario), diagnostics);
  RC_ASSERT(again.has_value());
  RC_ASSERT(again->name == name);
}

/// Whatever is done to a good text: it is read or refused, in bounded time, never a crash.
RC_GTEST_PROP(Reader, SurvivesAnyDamage, ()) {
  std::string text = kGood;
  const auto edits = *rc::gen::inRange(1, 6);
  for (int i = 0; i < edits; ++i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const auto with = *rc::gen::element<std::string>("", "\n", "  ", ":", "- ", "{", "}", "[", "]", "*a", "&a ",
                                                     "<<: ", "'", "\"", "#", "|", ">", "!x ", "---\n", "?", "%", "\t",
                                                     "\\", "~", "\xC3\xA9", "\xFF", ",");
    text.replace(at, *rc::gen::inRange<std::size_t>(0, 3), with);
  }
  Diagnostics diagnostics;
  const auto scenario = read(text, diagnostics);
  RC_ASSERT(scenario.has_value() == !diagnostics.has_errors());
  RC_ASSERT(diagnostics.to_text().size() < 1'000'000U);
}

TEST(Assumptions, SayWhereEachValueComesFrom) {
  Diagnostics diagnostics;
  const Document document = Document::load_text(kGood, "t.yaml", diagnostics);
  const auto scenario = sim::config::read<demo::Scenario>(document, demo::families(), diagnostics);
  ASSERT_TRUE(scenario);
  const auto values = sim::config::assumptions(*scenario, document);
  const auto find = [&values](const std::string& path) {
    for (const auto& value : values) {
      if (value.path == path) {
        return value;
      }
    }
    ADD_FAILURE() << path;
    return sim::config::FieldValue{};
  };
  const auto warm_up = find("architectures.ec2.scaling.warm_up");
  EXPECT_TRUE(warm_up.is_default);
  EXPECT_EQ(warm_up.value, "5m");
  EXPECT_EQ(warm_up.source, "A user guide");
  EXPECT_EQ(warm_up.date, "2023-06");
  EXPECT_TRUE(warm_up.unverified);
  EXPECT_FALSE(find("architectures.ec2.scaling.min").is_default);
  EXPECT_FALSE(find("architectures.ec2.kind").is_default);
  EXPECT_TRUE(find("architectures.ec2.load_balancer.routing.kind").is_default);
  EXPECT_TRUE(find("architectures.ec2.load_balancer.cross_zone").is_default);
  EXPECT_FALSE(find("architectures.lambda.kind").is_default);
  EXPECT_TRUE(find("architectures.lambda.memory").is_default);
  EXPECT_EQ(find("request[0].cpu_time").value, "{kind: lognormal, mean: 12ms, cv: 1.2}");
  EXPECT_EQ(values.front().path, "schema");
}

TEST(Assumptions, WithoutADocumentCompareWithTheDefault) {
  Diagnostics diagnostics;
  const auto scenario = read(kGood, diagnostics);
  ASSERT_TRUE(scenario);
  for (const auto& value : sim::config::assumptions(*scenario)) {
    if (value.path == "architectures.ec2.scaling.warm_up" || value.path == "architectures.ec2.boot" ||
        value.path == "architectures.lambda.metrics" || value.path == "containers.app.depends_on") {
      EXPECT_TRUE(value.is_default) << value.path;
    }
    if (value.path == "architectures.ec2.scaling.min" || value.path == "name" || value.path == "request[0].cpu_time") {
      EXPECT_FALSE(value.is_default) << value.path;
    }
  }
}

}  // namespace
