// A config struct from the YAML that a user would write.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "sim/config/diagnostics.hpp"
#include "sim/config/document.hpp"
#include "sim/config/reader.hpp"

namespace test_support {

/// The struct; its text must be without fault. Schemas that name entries of families can't be read so.
inline std::shared_ptr<void> read_config(const sim::config::Schema& schema, const std::string& yaml) {
  sim::config::Diagnostics diagnostics;
  const sim::config::Document document = sim::config::Document::load_text(yaml, "test.yaml", diagnostics);
  std::shared_ptr<void> config = schema.make();
  sim::config::read_into(schema, config.get(), document, {}, diagnostics);
  EXPECT_EQ(diagnostics.to_text(), "");
  return config;
}

}  // namespace test_support
