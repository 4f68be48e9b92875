// The YAML of `kind: ecs`, read and checked as a scenario's would be.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/reader.hpp"
#include "tests/unit/models/compute/ecs_world.hpp"

namespace models::ecs {

inline const std::string kFargate = "launch_type: fargate\nscaling: {kind: fixed, replicas: 2}\n";
inline const std::string kEc2 = "launch_type: ec2\nscaling: {kind: fixed, replicas: 2}\n";
inline const std::string kInstances = "instances: {instance_type: m7i.large}\ncapacity_provider: {max: 4}\n";

inline sim::config::Families families() {
  const auto entry = [](const CatalogEntry& of) {
    return sim::config::FamilyEntry{std::string{of.name}, std::string{of.sentence}, of.schema()};
  };
  return {{{"service_scaling", "x", {entry(scaling::fixed())}},
           {"load_balancer", "x", {entry(routing::alb())}},
           {"routing", "x", {entry(routing::round_robin())}}}};
}

/// The config, or none; what was wrong goes to `problems`.
inline std::optional<EcsConfig> read(const std::string& yaml, std::string& problems) {
  sim::config::Diagnostics diagnostics;
  const sim::config::Document document = sim::config::Document::load_text(yaml, "test.yaml", diagnostics);
  std::optional<EcsConfig> config = sim::config::read<EcsConfig>(document, families(), diagnostics);
  problems = diagnostics.to_text();
  return config;
}
inline EcsConfig read_good(const std::string& yaml) {
  std::string problems;
  const std::optional<EcsConfig> config = read(yaml, problems);
  EXPECT_EQ(problems, "");
  return config.value_or(EcsConfig{});
}
inline std::string problems_of(const std::string& yaml) {
  std::string problems;
  EXPECT_FALSE(read(yaml, problems)) << yaml;
  return problems;
}

class Problems final : public ConfigProblems {
 public:
  void error(std::string_view field, std::string message) override {
    errors.push_back(std::string{field} + ": " + message);
  }
  void warning(std::string_view, std::string message) override { warnings.push_back(std::move(message)); }
  sim::Duration duration() const override { return sim::Duration::minutes(30); }
  std::vector<std::string> errors{};
  std::vector<std::string> warnings{};
};

inline std::vector<std::string> check(const EcsConfig& config, const Application& application) {
  Problems problems;
  entry().check(&config, application, WorldFacts{}, problems);
  return problems.errors;
}

}  // namespace models::ecs
