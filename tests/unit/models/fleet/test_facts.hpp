// Facts for tests: a handful of instance types with their published sizes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/ports/catalog_entry.hpp"
#include "models/ports/facts.hpp"

namespace models::test {

class TestFacts : public Facts {
 public:
  TestFacts() {
    add("m7i.large", sim::Vcpu::whole(2), sim::Bytes::gib(8), 23'390'400);
    add("m7i.xlarge", sim::Vcpu::whole(4), sim::Bytes::gib(16), 23'390'400);
    add("m5.large", sim::Vcpu::whole(2), sim::Bytes::gib(8), 14'197'000);
    add("m7i.metal-24xl", sim::Vcpu::whole(96), sim::Bytes::gib(384), 21'408'700);
    add("m5.metal", sim::Vcpu::whole(96), sim::Bytes::gib(384), 13'733'400);
    add("t3.small", sim::Vcpu::whole(2), sim::Bytes::gib(2), std::nullopt);
    types_.find("t3.small")->second.burst = BurstFacts{24'000, 576'000, true, 0};
  }

  std::optional<InstanceFacts> instance(std::string_view type) const override {
    const auto found = types_.find(type);
    return found == types_.end() ? std::nullopt : std::optional{found->second};
  }
  std::vector<std::string> instance_types() const override {
    std::vector<std::string> names;
    for (const auto& [name, facts] : types_) {
      names.push_back(name);
    }
    return names;
  }
  std::optional<InstanceFacts> metal_host(std::string_view type) const override {
    return type.substr(0, 4) == "m7i." ? instance("m7i.metal-24xl") : std::nullopt;
  }
  std::optional<MachineShape> fargate_size(sim::Vcpu /*cpu*/, sim::Bytes /*memory*/) const override {
    return std::nullopt;
  }
  std::vector<MachineShape> fargate_sizes() const override { return {}; }

 private:
  void add(const std::string& type, sim::Vcpu vcpus, sim::Bytes memory, std::optional<std::int64_t> coremark) {
    InstanceFacts facts;
    facts.type = type;
    facts.vcpus = vcpus;
    facts.memory = memory;
    facts.cpu_architecture = "x86_64";
    facts.coremark = coremark;
    types_.emplace(type, facts);
  }
  std::map<std::string, InstanceFacts, std::less<>> types_{};
};

/// Keeps what a check reports, as "field: message".
class TestProblems : public ConfigProblems {
 public:
  void error(std::string_view field, std::string message) override {
    errors.push_back(std::string{field} + ": " + message);
  }
  void warning(std::string_view field, std::string message) override {
    warnings.push_back(std::string{field} + ": " + message);
  }
  std::vector<std::string> errors{};
  std::vector<std::string> warnings{};
};

}  // namespace models::test
