// What: closed load: a fixed number of users, each of whom sends a request, waits for its answer, and thinks. The
// client
//   plays them (models/client/thinking_users.hpp); what is here is what can be said of them beforehand.
// Source: asymptotic bounds, Denning and Buzen, "The operational analysis of queueing network models", Computing
//   Surveys 10(3), 1978: N users who think Z and need D alone send at most N / (Z + D), and that if nobody waits.
// Units: arrivals per second.
// Checked against: tests/unit/models/workload/closed_test.cpp, tests/theory/closed_load_test.cpp.
#include <memory>

#include "models/ports/catalog_entry.hpp"
#include "sim/config/describe.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence = "A number of users who each wait for an answer, think, and send again.";

struct ClosedConfig {
  std::int64_t users = 0;
  sim::random::DistributionSpec think_time{};
  static const sim::config::Schema& schema();
};

void check_closed(const ClosedConfig& config, sim::config::Checker& check) {
  if (sim::random::mean_of(config.think_time) < sim::Duration::microseconds(1)) {
    check.error("think_time",
                "must be 1us or more on average: who is refused at once would send again at once, for ever");
  }
}

const sim::config::Schema& ClosedConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<ClosedConfig> d{"closed", std::string{kSentence}};
    d.field<&ClosedConfig::users>(
         "users",
         "How many there are. The n-th think time of each of them is the same in every architecture; when requests are "
         "sent follows from the answers. `initial: steady` and forecasts reckon with the most that they can send, "
         "users / (think time + time of a request alone on the reference CPU).")
        .range("1", "10000000")
        .example("500");
    d.field<&ClosedConfig::think_time>("think_time",
                                       "From the final answer, or the last failed try, to the next "
                                       "request of the same user.")
        .example("{kind: exponential, mean: 7s}");
    d.check(check_closed);
    return d.done();
  }();
  return schema;
}

class ClosedWorkload final : public Workload {
 public:
  explicit ClosedWorkload(const Users& users) : users_{users} {}

  /// There is no stream without answers: the client asks users() first.
  std::unique_ptr<ArrivalStream> open(const ArrivalContext&) const override { return nullptr; }
  sim::Rate rate_at(sim::Time) const override {
    const sim::Duration cycle = sim::random::mean_of(users_.think_time) + alone_;
    return sim::Rate::per_second(static_cast<double>(users_.count) / cycle.seconds());
  }
  double expected_arrivals(sim::Time from, sim::Time to) const override {
    return rate_at(from).per_second() * (to - from).seconds();
  }
  bool is_stationary() const override { return true; }
  const Users* users() const override { return &users_; }
  void expect_service(sim::Duration alone) override { alone_ = alone; }

 private:
  Users users_;
  sim::Duration alone_{};
};

std::unique_ptr<Workload> make_closed(const void* config, ConfigProblems& /*problems*/) {
  const auto& c = *static_cast<const ClosedConfig*>(config);
  return std::make_unique<ClosedWorkload>(Users{c.users, c.think_time});
}

}  // namespace

WorkloadEntry closed() {
  return {{.name = "closed",
           .sentence = kSentence,
           .schema = &ClosedConfig::schema,
           .requests_only = "its users send when they have been answered"},
          &make_closed};
}

}  // namespace models::workload
