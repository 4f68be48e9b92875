// Fixed: a number of replicas that never changes.
//
// What: for theory (M/M/c and its relatives) and for groups that nobody scales.
// Units: replicas.
// Assumes: nothing.
// Leaves out: replacement of failed replicas, which is the group's business.
// Checked against: tests/unit/models/scaling/fixed_test.cpp.
#include "models/scaling/fixed.hpp"

#include "models/ports/catalog_entry.hpp"
#include "sim/config/describe.hpp"

namespace models::scaling {
namespace {

struct FixedConfig {
  std::int64_t replicas = 0;

  static const sim::config::Schema& schema() {
    static const sim::config::Schema schema = [] {
      sim::config::Describe<FixedConfig> d{"fixed", "A number of replicas that never changes."};
      d.field<&FixedConfig::replicas>("replicas", "How many; zero is allowed.").range("0", "1000000").example("2");
      return d.done();
    }();
    return schema;
  }
};

class Fixed : public ScalingPolicy {
 public:
  explicit Fixed(std::int64_t replicas) : minimum_{replicas}, maximum_{replicas} {}

  std::int64_t minimum() const override { return minimum_; }
  std::int64_t maximum() const override { return maximum_; }
  void set_limits(std::int64_t minimum, std::int64_t maximum) override {
    minimum_ = minimum;
    maximum_ = maximum;
  }
  double cpu_target() const override { return 1.0; }
  sim::Duration period() const override { return sim::Duration::minutes(1); }
  sim::Duration publication_delay() const override { return {}; }
  std::optional<sim::Duration> warm_up() const override { return sim::Duration{}; }
  std::int64_t alarms() const override { return 0; }
  std::optional<ScalingDecision> observe(const LoadSample& /*sample*/, const CapacityView& /*view*/,
                                         sim::Time /*now*/) override {
    return std::nullopt;
  }

 private:
  std::int64_t minimum_;
  std::int64_t maximum_;
};

}  // namespace

std::unique_ptr<ScalingPolicy> make_fixed(std::int64_t replicas) {
  return std::make_unique<Fixed>(replicas);
}

ScalingEntry fixed() {
  ScalingEntry entry;
  entry.name = "fixed";
  entry.sentence = "A number of replicas that never changes.";
  entry.schema = &FixedConfig::schema;
  entry.make = [](const void* config) { return make_fixed(static_cast<const FixedConfig*>(config)->replicas); };
  return entry;
}

}  // namespace models::scaling
