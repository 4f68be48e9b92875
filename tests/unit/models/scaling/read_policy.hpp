// A policy from the YAML that a user would write, through the catalogue's entry.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/reader.hpp"

namespace models::scaling {

/// The policy, or none and the diagnostics' text in `problems`.
inline std::unique_ptr<ScalingPolicy> read_policy(const ScalingEntry& entry, const std::string& yaml,
                                                  std::string* problems = nullptr) {
  sim::config::Diagnostics diagnostics;
  const sim::config::Document document = sim::config::Document::load_text(yaml, "test.yaml", diagnostics);
  const sim::config::Families none;
  const std::shared_ptr<void> config = entry.schema().make();
  const bool is_good = sim::config::read_into(entry.schema(), config.get(), document, none, diagnostics);
  if (problems != nullptr) {
    *problems = diagnostics.to_text();
  } else {
    EXPECT_EQ(diagnostics.to_text(), "");
  }
  return is_good ? entry.make(config.get()) : nullptr;
}

}  // namespace models::scaling
