// The product's own descriptions, checked against themselves: every default and example can be read, every key has its
// sentence, every family of the catalog is used.
#include <string>

#include <gtest/gtest.h>

#include "models/catalog.hpp"
#include "scenarios/scenario.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/reference_page.hpp"

namespace {

TEST(ProductSchema, EveryDescriptionIsSound) {
  const sim::config::Families families = models::families_of(models::catalog());
  for (const std::string& problem : sim::config::problems_of(scenarios::Scenario::schema(), families)) {
    ADD_FAILURE() << problem;
  }
}

TEST(ProductSchema, EveryNameCanBeExplained) {
  const sim::config::Families families = models::families_of(models::catalog());
  for (const std::string& name : sim::config::names_of(scenarios::Scenario::schema(), families)) {
    EXPECT_TRUE(sim::config::explain(name, scenarios::Scenario::schema(), families)) << name;
  }
}

}  // namespace
