// Environments that serve one request each: how many are busy, what a concurrency limit refuses, how many starts are
// cold and how many environments are kept.
#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "scenarios/theory/quantities.hpp"
#include "scenarios/theory/subject.hpp"
#include "sim/theory/erlang.hpp"
#include "sim/theory/keep_alive.hpp"
#include "sim/theory/mginf.hpp"

namespace scenarios::theory {

namespace {

using models::MetricId;
using sim::random::DistributionSpec;

constexpr const char* kTakacs =
    "Takács, Introduction to the Theory of Queues (1962), 3.2; Eick, Massey and Whitt, Operations Research 41(4), 1993";
constexpr const char* kErlang = "Erlang, Elektroteknikeren 13 (1917); insensitive: Sevastyanov (1957)";
constexpr const char* kChain = "Markov chain per environment, after Palm, Ericsson Technics 44 (1943)";

/// A limit that refuses fewer than this share of requests is no limit.
constexpr double kNegligible = 1e-9;
/// The chain of keep_alive.hpp is solved up to three times in every run; here it takes a tenth of a second, and it
/// grows faster than the load.
constexpr double kLargestLoad = 500.0;
/// Formulas of the limit take time in it.
constexpr std::int64_t kLargestLimit = 10'000'000;

/// The share of requests that a limit refuses when a fixed load is offered to it. The limit is out of reach of loads
/// that are far below it: then 0, at once.
double refused(std::int64_t limit, double load) {
  constexpr double kDeviations = 8.0;
  const bool is_far = static_cast<double>(limit) > load + kDeviations * std::sqrt(load) + 2.0 * kDeviations;
  return is_far ? 0.0 : sim::theory::erlang_b(limit, load);
}

/// At so much of a limit on requests per second, whose bucket holds a second's worth, it turns practically nobody away.
constexpr double kShareOfRateLimit = 0.9;

bool is_rate_out_of_reach(const Subject& subject) {
  return subject.traffic.highest <= kShareOfRateLimit * subject.model.environments->request_rate_limit;
}

/// A proposition, and what stands against it.
models::TheoryCondition unless(std::string text, const std::string& but) {
  if (!but.empty()) {
    text += fmt::format(" (but {})", but);
  }
  return {std::move(text), but.empty()};
}

/// What every theory of requests in progress needs.
std::vector<models::TheoryCondition> stay_conditions(const Subject& subject) {
  const models::EnvironmentService& environments = *subject.model.environments;
  return {unless("only its steps decide how long a request stays", environments.other_stay),
          {fmt::format("the limit of {} requests per second is out of reach", said(environments.request_rate_limit)),
           is_rate_out_of_reach(subject)}};
}

bool all_met(const std::vector<models::TheoryCondition>& conditions) {
  return std::all_of(conditions.begin(), conditions.end(), [](const auto& condition) { return condition.is_met; });
}

/// Even when the rate is highest and every start is cold.
bool is_limit_out_of_reach(const Subject& subject) {
  const models::EnvironmentService& environments = *subject.model.environments;
  const double peak = subject.traffic.highest * (subject.work.service + environments.cold_delay.seconds());
  return refused(std::min(environments.concurrency_limit, kLargestLimit), peak) < kNegligible;
}

void add_infinite_servers(const Subject& subject, const std::vector<models::TheoryCondition>& conditions,
                          Statements& statements) {
  const Traffic& traffic = subject.traffic;
  const double service = subject.work.service;
  models::TheoryStatement statement{
      subject.architecture, traffic.is_stationary ? "M/G/∞" : "M(t)/G/∞", kTakacs, "", conditions, {}};
  // Of time-varying rates the peak is at most the highest rate's; the lag behind it is a service time.
  const double peak = traffic.highest * service;
  const bool is_poisson = traffic.process == models::ArrivalProcess::kPoisson;
  if (!all_met(statement.conditions)) {
    statement.says = "No closed form for the environments in use here";
    statements.push_back(std::move(statement));
    return;
  }
  statement.says = fmt::format("{} environments are busy on average", said(traffic.mean * service));
  if (is_poisson) {
    constexpr double kNearlyAlways = 0.999;
    statement.says +=
        fmt::format("; {} are enough for 99.9 % of the time{}", sim::theory::poisson_quantile(peak, kNearlyAlways),
                    traffic.is_stationary ? "" : " even when the rate is highest");
  }
  statement.predictions.push_back(exactly(metric_name(MetricId::kReplicasBusyMean), traffic.mean * service));
  // An arrival inside the window has E[stay^2] / 2 of its stay, per unit of rate, beyond an end.
  allow_for_ends(statement.predictions.back(), subject, subject.work.second_moment() / 2.0);
  statements.push_back(std::move(statement));
}

/// A constant load that reaches the limit.
void add_loss_system(const Subject& subject, std::vector<models::TheoryCondition> conditions, Statements& statements) {
  const models::EnvironmentService& environments = *subject.model.environments;
  const Traffic& traffic = subject.traffic;
  const std::int64_t limit = environments.concurrency_limit;
  const double load = traffic.mean * subject.work.service;
  const double lost = refused(limit, load);
  const double delay = environments.cold_delay.seconds();
  conditions.push_back({"arrivals are Poisson", traffic.process == models::ArrivalProcess::kPoisson});
  conditions.push_back({"the rate is constant", traffic.is_stationary});
  models::TheoryStatement statement{
      subject.architecture, fmt::format("M/G/{0}/{0}, Erlang B", limit), kErlang, "", std::move(conditions), {}};
  const bool applies = all_met(statement.conditions);
  statement.says = applies ? fmt::format("A load of {} on a concurrency limit of {} loses {} of the requests",
                                         said(load), limit, said(lost))
                           : fmt::format("No closed form for what the concurrency limit of {} refuses here", limit);
  if (applies && delay == 0.0) {
    statement.predictions.push_back(exactly(metric_name(MetricId::kRejectedFraction), lost));
    statement.predictions.push_back(exactly(metric_name(MetricId::kReplicasBusyMean), load * (1.0 - lost)));
  } else if (applies) {
    // A request that starts cold holds its place longer; how many do is not independent of how many are there.
    statement.predictions.push_back(about(metric_name(MetricId::kRejectedFraction), lost, lost,
                                          refused(limit, load + traffic.mean * delay),
                                          "up to the loss if every start were cold"));
  }
  for (models::TheoryPrediction& prediction : statement.predictions) {
    prediction.needs_all_served = false;
    prediction.not_judged = too_short_for(subject.work.service, traffic);
  }
  statements.push_back(std::move(statement));
}

/// Shortest, mean and longest life of an idle environment, in seconds; none for laws without bounds.
struct Expiry {
  double shortest = 0.0;
  double mean = 0.0;
  double longest = 0.0;
};

std::optional<Expiry> expiry_of(const DistributionSpec& law) {
  if (law.kind == DistributionSpec::Kind::kConstant) {
    return Expiry{law.mean.seconds(), law.mean.seconds(), law.mean.seconds()};
  }
  if (law.kind == DistributionSpec::Kind::kUniform) {
    return Expiry{law.low.seconds(), sim::random::mean_of(law).seconds(), law.high.seconds()};
  }
  return std::nullopt;
}

/// By how much a pool may differ from the chain, whose order is oldest first.
struct PoolError {
  double fewest_cold = 0.0;
  double most_cold = 0.0;
  double fewest_kept = 0.0;
  double most_kept = 0.0;
  const char* note = "";
};

/// The chain's own error, measured to be within 1 % (cold starts) and 0.2 % (environments), and on top, for the most
/// recently used first, 0 to 4 % more cold starts and 0 to 0.4 % fewer environments, in published simulations and ours
/// (sim/theory/keep_alive.hpp). Of pools that are taken by age 1.3 % more starts were cold where a cold one took 13 %
/// longer by a constant, which in the chain is part of an exponential service. None for pools that are not taken in an
/// order that stays.
std::optional<PoolError> error_of(const models::EnvironmentService& environments) {
  const bool has_delay = environments.cold_delay > sim::Duration{};
  switch (environments.reuse) {
    case models::ReuseOrder::kOldest:
    case models::ReuseOrder::kNewest:
      return PoolError{0.99, has_delay ? 1.03 : 1.01, 0.998, 1.002, "error measured for pools that are taken by age"};
    case models::ReuseOrder::kMostRecentlyUsed:
      return PoolError{0.99, 1.05, 0.994, 1.002, "error measured for pools that take the most recently used first"};
    case models::ReuseOrder::kRandom:
    case models::ReuseOrder::kLeastRecentlyUsed:
      return std::nullopt;
  }
  return std::nullopt;
}

/// After so many, less than 5 % is left of where the pool began: enough for values that are only known to a few per
/// cent.
constexpr double kRelaxationTimesOfPool = 3.0;

/// Environments past INIT: busy and idle ones. In the chain a cold start's INIT is part of its service.
double ready(const sim::theory::KeepAliveLaw& law, double rate, double delay) {
  return law.environments - rate * law.cold_start_fraction * delay;
}

void add_chain(const Subject& subject, const Expiry& expiry, const PoolError& error,
               models::TheoryStatement& statement) {
  const double delay = subject.model.environments->cold_delay.seconds();
  const double service = subject.work.service;
  const double rate = subject.traffic.mean;
  const auto law_at = [&](double seconds) {
    return sim::theory::keep_alive_law({rate, service, service + delay, seconds, std::nullopt});
  };
  const sim::theory::KeepAliveLaw middle = law_at(expiry.mean);
  const bool is_one = expiry.shortest == expiry.longest;
  const sim::theory::KeepAliveLaw shortest = is_one ? middle : law_at(expiry.shortest);
  const sim::theory::KeepAliveLaw longest = is_one ? middle : law_at(expiry.longest);
  const std::string note = std::string{error.note} + (is_one ? "" : ", at the shortest and the longest expiry");
  auto& list = statement.predictions;
  list.push_back(about(metric_name(MetricId::kColdStartFraction), middle.cold_start_fraction,
                       error.fewest_cold * longest.cold_start_fraction, error.most_cold * shortest.cold_start_fraction,
                       note));
  list.push_back(about(metric_name(MetricId::kReplicasMean), ready(middle, rate, delay),
                       error.fewest_kept * ready(shortest, rate, delay), error.most_kept * ready(longest, rate, delay),
                       note));
  const double busy = rate * service;
  list.push_back(about(metric_name(MetricId::kReplicasIdleMean), ready(middle, rate, delay) - busy,
                       error.fewest_kept * ready(shortest, rate, delay) - busy,
                       error.most_kept * ready(longest, rate, delay) - busy, note));
  // Environments go after the expiry, and come with cold starts.
  const double relaxation = expiry.longest + 1.0 / (rate * middle.cold_start_fraction);
  for (models::TheoryPrediction& prediction : list) {
    if (prediction.not_judged.empty()) {
      prediction.not_judged = too_short_for(relaxation, subject.traffic, kRelaxationTimesOfPool);
    }
  }
}

}  // namespace

void add_concurrency(const Subject& subject, Statements& statements) {
  const models::EnvironmentService& environments = *subject.model.environments;
  std::vector<models::TheoryCondition> conditions = stay_conditions(subject);
  if (is_limit_out_of_reach(subject)) {
    conditions.push_back(
        {fmt::format("the concurrency limit of {} is out of reach", environments.concurrency_limit), true});
    add_infinite_servers(subject, conditions, statements);
  } else {
    add_loss_system(subject, conditions, statements);
  }
}

void add_keep_alive(const Subject& subject, Statements& statements) {
  const models::EnvironmentService& environments = *subject.model.environments;
  const Traffic& traffic = subject.traffic;
  const double load = traffic.mean * subject.work.service;
  const std::optional<Expiry> expiry = expiry_of(environments.idle_expiry);
  const std::optional<PoolError> error = error_of(environments);
  models::TheoryStatement statement{subject.architecture, "Keep-alive chain", kChain, "", {}, {}};
  auto& conditions = statement.conditions;
  conditions = stay_conditions(subject);
  conditions.push_back({"environments are taken by age, or the most recently used first", error.has_value()});
  conditions.push_back(unless("environments end by their idle expiry only", environments.other_environments));
  conditions.push_back({"arrivals are Poisson", traffic.process == models::ArrivalProcess::kPoisson});
  conditions.push_back({"the rate is constant", traffic.is_stationary});
  conditions.push_back({"service is exponential", subject.work.is_exponential()});
  conditions.push_back({"the concurrency limit is out of reach", is_limit_out_of_reach(subject)});
  conditions.push_back(
      {"an idle environment is kept for a constant or uniform time", expiry && expiry->shortest > 0.0});
  conditions.push_back(
      {fmt::format("the load is at most {}: not computed above", said(kLargestLoad)), load <= kLargestLoad});
  if (all_met(conditions)) {
    statement.says = environments.reuse == models::ReuseOrder::kMostRecentlyUsed
                         ? "Of environments that are taken oldest first; Lambda takes the most recently used"
                         : "Of environments that are taken by age";
    add_chain(subject, *expiry, *error, statement);
  } else {
    statement.says = "No closed form for cold starts here";
  }
  statements.push_back(std::move(statement));
}

}  // namespace scenarios::theory
