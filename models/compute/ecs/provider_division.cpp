#include "models/compute/ecs/provider_division.hpp"

#include "sim/config/describe.hpp"

namespace models::ecs {

namespace {

constexpr const char* kItem = "Amazon ECS API reference, CapacityProviderStrategyItem";
constexpr const char* kItemDate = "2023-06";

}  // namespace

const sim::config::Schema& ProviderShare::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ProviderShare> d{"provider_share", "What a capacity provider gets of the tasks."};
    d.field<&ProviderShare::base>("base", "Tasks that it gets before weights count; at most one provider has a base.")
        .range("0", "100000")
        .defaults_to("0")
        .source(kItem, kItemDate);
    d.field<&ProviderShare::weight>("weight",
                                    "Its share of the tasks beyond the base, relative to the others' weights.")
        .range("0", "1000")
        .defaults_to("0")
        .source(kItem, kItemDate);
    return d.done();
  }();
  return schema;
}

}  // namespace models::ecs
