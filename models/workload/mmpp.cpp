// What: a Markov-modulated Poisson process: a chain of states, each with a rate and an exponential time in it.
// Source: Fischer and Meier-Hellstern, "The Markov-modulated Poisson process (MMPP) cookbook", Performance Evaluation
//   18(2), 1993.
// Units: arrivals per second; mean sojourns in time.
// Assumes: stationary, also before t = 0. Flash crowds and `scale` multiply the rate of whatever state it is in; the
//   chain itself runs in plain time and is the same with and without them. `shift` moves nothing that could be seen
//   (a stationary process has no profile), so it is refused.
// Leaves out: transition probabilities other than in order or evenly at random.
// Checked against: tests/unit/models/workload/mmpp_test.cpp
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "models/ports/catalog_entry.hpp"
#include "models/workload/inverted_stream.hpp"
#include "models/workload/mmpp_path.hpp"
#include "models/workload/overlays.hpp"
#include "models/workload/unit_points.hpp"

namespace models::workload {

namespace {

constexpr std::string_view kSentence =
    "Bursty load: a Poisson process whose rate jumps between states at random times.";

struct StateConfig {
  sim::Rate rate{};
  sim::Duration sojourn{};
  static const sim::config::Schema& schema();
};

struct MmppConfig {
  std::optional<sim::Rate> rate{};
  std::vector<StateConfig> states{};
  NextState next = NextState::kInOrder;
  OverlaysConfig overlays{};
  static const sim::config::Schema& schema();

  /// Both kinds of transition visit all states equally often, so that a state's share of time goes with its sojourn.
  double mean_of_states() const {
    double arrivals = 0.0;
    double seconds = 0.0;
    for (const StateConfig& state : states) {
      arrivals += state.rate.per_second() * state.sojourn.seconds();
      seconds += state.sojourn.seconds();
    }
    return arrivals / seconds;
  }
};

const sim::config::Schema& StateConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<StateConfig> d{"mmpp_state", "One state of the modulating chain."};
    d.field<&StateConfig::rate>("rate", "Arrivals per second while in this state.")
        .range(kRateLow, kRateHigh)
        .example("10/s");
    d.field<&StateConfig::sojourn>("sojourn", "How long a stay lasts on average (exponential).")
        .range("1ms", "3650d")
        .example("5m");
    return d.done();
  }();
  return schema;
}

const sim::config::Schema& MmppConfig::schema() {
  static const sim::config::Schema schema = [] {
    sim::config::Describe<MmppConfig> d{"mmpp", std::string{kSentence}};
    d.field<&MmppConfig::rate>("rate",
                               "The mean over all states. If given, the states' rates are scaled in proportion "
                               "to reach it; if not, the mean follows from the states.")
        .range(kRateLow, kRateHigh);
    d.field<&MmppConfig::states>("states", "The states; two or more.")
        .example("[{rate: 10/s, sojourn: 5m}, {rate: 100/s, sojourn: 30s}]");
    d.field<&MmppConfig::next>("next", "Which state follows.")
        .choices({{"in_order", NextState::kInOrder, "The next of the list, and after the last the first."},
                  {"at_random", NextState::kAtRandom, "Any other state, all equally likely."}})
        .defaults_to("in_order");
    d.embed<&MmppConfig::overlays>();
    d.check([](const MmppConfig& c, sim::config::Checker& check) {
      if (c.states.size() < 2) {
        check.error("states", fmt::format("an mmpp needs two or more states, not {}; for one rate use kind: poisson",
                                          c.states.size()));
      } else if (c.rate && c.rate->per_second() > 0.0 && !(c.mean_of_states() > 0.0)) {
        check.error("rate", "all states have rate 0/s, so that they can't be scaled to a mean; give a state a rate");
      }
      if (c.overlays.shift != sim::Duration{}) {
        check.error("shift",
                    "an mmpp has no profile that could be shifted; leave it out (flash crowds have their `at`)");
      }
    });
    return d.done();
  }();
  return schema;
}

class Mmpp final : public Workload {
 public:
  Mmpp(std::vector<MmppState> states, NextState order, double mean, RateProfile factor)
      : states_{std::move(states)}, order_{order}, mean_{mean}, factor_{std::move(factor)} {}

  std::unique_ptr<ArrivalStream> open(const ArrivalContext& context) const override {
    const UnitPoisson points{sim::random::stream_key(context.seed, context.replication, "workload", "arrivals")};
    return std::make_unique<InvertedStream<UnitPoisson, MmppPath>>(
        points, MmppPath{states_, order_, factor_, context, context.from.nanoseconds() - 1}, context);
  }
  sim::Rate rate_at(sim::Time at) const override { return sim::Rate::per_second(mean_ * factor_.rate_at(at)); }
  double expected_arrivals(sim::Time from, sim::Time to) const override {
    return mean_ * (factor_.mass_until(to.nanoseconds()) - factor_.mass_until(from.nanoseconds()));
  }
  bool is_stationary() const override { return !factor_.has_crowds(); }

 private:
  std::vector<MmppState> states_;
  NextState order_;
  double mean_;
  RateProfile factor_;
};

std::unique_ptr<Workload> make_mmpp(const void* config, ConfigProblems& /*problems*/) {
  const auto& c = *static_cast<const MmppConfig*>(config);
  const double natural = c.mean_of_states();
  const double mean = c.rate ? c.rate->per_second() : natural;
  const double stretch = natural > 0.0 ? mean / natural : 0.0;
  std::vector<MmppState> states;
  for (const StateConfig& state : c.states) {
    states.push_back({state.rate.per_second() * stretch, static_cast<double>(state.sojourn.nanoseconds())});
  }
  return std::make_unique<Mmpp>(std::move(states), c.next, mean, c.overlays.factor());
}

}  // namespace

WorkloadEntry mmpp() {
  return {{.name = "mmpp",
           .sentence = kSentence,
           .schema = &MmppConfig::schema,
           .requests_only = "it comes in bursts within a tick"},
          &make_mmpp};
}

}  // namespace models::workload
