// What the descriptions say of themselves, and what is made from them besides the reader.
#include "sim/config/describe.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "sim/config/json_schema.hpp"
#include "sim/config/reader.hpp"
#include "sim/config/reference_page.hpp"
#include "tests/support/demo_config.hpp"

namespace {

using sim::config::Describe;
using sim::config::Schema;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ProblemsOf, AGoodDescriptionHasNone) {
  EXPECT_EQ(sim::config::problems_of(demo::Scenario::schema(), demo::families()), std::vector<std::string>{});
}

struct Wrong {
  sim::Duration wait{};
  std::int64_t count = 0;
  std::string text{};
  sim::config::Choice choice{};
  static const Schema& schema() {
    static const Schema schema = [] {
      Describe<Wrong> d{"wrong", "Described wrongly."};
      d.field<&Wrong::wait>("wait", "A wait.").defaults_to("300");
      d.field<&Wrong::count>("count", "no full stop").defaults_to("5").range("1", "three").example("many");
      d.field<&Wrong::count>("count", "Again.").source("Somewhere", "");
      d.field<&Wrong::text>("Text", "A text.").range("a", "b").unverified();
      d.one_of<&Wrong::choice>("choice", "nothing", "A choice.");
      return d.done();
    }();
    return schema;
  }
};

TEST(ProblemsOf, TellsEachMistakeOfADescription) {
  const auto problems = sim::config::problems_of(Wrong::schema(), demo::families());
  std::string all;
  for (const std::string& problem : problems) {
    all += problem + "\n";
  }
  EXPECT_TRUE(has(all, "wrong.wait has the default '300'")) << all;
  EXPECT_TRUE(has(all, "wrong.count has no sentence that ends with a full stop")) << all;
  EXPECT_TRUE(has(all, "wrong.count has the bound 'three'")) << all;
  EXPECT_TRUE(has(all, "wrong.count has the example 'many'")) << all;
  EXPECT_TRUE(has(all, "wrong.count is described twice")) << all;
  EXPECT_TRUE(has(all, "wrong.count has a source without a date")) << all;
  EXPECT_TRUE(has(all, "wrong.Text is no snake_case key")) << all;
  EXPECT_TRUE(has(all, "wrong.Text has bounds, but its type has no order")) << all;
  EXPECT_TRUE(has(all, "wrong.Text is unverified without having a default")) << all;
  EXPECT_TRUE(has(all, "wrong.choice chooses from the family 'nothing'")) << all;
  EXPECT_TRUE(has(all, "the family 'compute' is in the catalog, but no field chooses from it")) << all;
}

TEST(Describe, AWrongDefaultIsAnErrorOfTheProgramNotOfTheUser) {
  sim::config::Diagnostics diagnostics;
  const auto document = sim::config::Document::load_text("{count: 3}", "t.yaml", diagnostics);
  EXPECT_THROW(sim::config::read<Wrong>(document, demo::families(), diagnostics), std::logic_error);
}

TEST(ReferencePage, HasEverySectionOnce) {
  const std::string page = sim::config::reference_page(demo::Scenario::schema(), demo::families());
  for (const char* heading :
       {"## scenario\n", "## container\n", "## step\n", "## load_balancer\n", "## kind of compute\n",
        "### compute.group\n", "### scaling.target_tracking\n", "### routing.round_robin\n", "## distribution\n"}) {
    const std::size_t first = page.find(std::string{"\n"} + heading);
    ASSERT_NE(first, std::string::npos) << heading;
    EXPECT_EQ(page.find(std::string{"\n"} + heading, first + 1), std::string::npos) << heading;
  }
  EXPECT_TRUE(has(page,
                  "| `warm_up` | duration | `300s` |  | Time before a new replica counts. | A user guide (2023-06), "
                  "unverified |"))
      << page;
  EXPECT_TRUE(has(page, "| `target` | percentage | required | 1% to 100% | The value to keep. E.g. `50%`. |  |"))
      << page;
  EXPECT_TRUE(has(page, "[kind of scaling](#kind-of-scaling)")) << page;
  EXPECT_TRUE(has(page, "| [`function`](#computefunction) | A function that runs on request. | draft |")) << page;
}

TEST(Explain, AnswersToShortAndFullNames) {
  const Schema& root = demo::Scenario::schema();
  const auto families = demo::families();
  const auto text = sim::config::explain("target_tracking", root, families);
  ASSERT_TRUE(text);
  EXPECT_EQ(text, sim::config::explain("scaling.target_tracking", root, families));
  EXPECT_TRUE(has(*text,
                  "warm_up: duration (default 300s)\n    Time before a new replica counts.\n"
                  "    Source: A user guide, 2023-06 (unverified)\n"))
      << *text;
  EXPECT_TRUE(has(*text, "      cpu: CPU used over CPU paid.\n")) << *text;
  EXPECT_TRUE(has(sim::config::explain("routing", root, families).value_or(""), "  power_of_two: The least loaded"));
  EXPECT_FALSE(sim::config::explain("nothing", root, families));
  const auto names = sim::config::names_of(root, families);
  EXPECT_NE(std::find(names.begin(), names.end(), "round_robin"), names.end());
  for (const std::string& name : names) {
    EXPECT_TRUE(sim::config::explain(name, root, families)) << name;
  }
}

TEST(JsonSchema, IsTheSameEachTime) {
  EXPECT_EQ(sim::config::json_schema(demo::Scenario::schema(), demo::families()),
            sim::config::json_schema(demo::Scenario::schema(), demo::families()));
}

}  // namespace
