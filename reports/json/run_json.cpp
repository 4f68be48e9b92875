#include "reports/json/run_json.hpp"

#include <cmath>
#include <limits>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "reports/json/number.hpp"

namespace reports {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchemaVersion = 1;

Json architectures_json(const models::ExperimentResult& result) {
  Json list = Json::array();
  for (const models::ArchitectureInfo& architecture : result.architectures) {
    Json& own = list.emplace_back(
        Json{{"name", architecture.name}, {"kind", architecture.kind}, {"summary", architecture.summary}});
    if (architecture.fewest_replicas) {
      own["fewest_replicas"] = *architecture.fewest_replicas;
      own["zones"] = architecture.zones.value_or(1);
    }
  }
  return list;
}

const char* name_of(models::WarmUpProposal::State state) {
  using State = models::WarmUpProposal::State;
  switch (state) {
    case State::kNotAsked:
      break;
    case State::kTooShort:
      return "too_short";
    case State::kEnough:
      return "enough";
    case State::kLonger:
      return "longer";
    case State::kNeverSettled:
      return "never_settled";
  }
  return "not_asked";
}

/// null for a load that is not stationary.
Json warm_up_json(const models::WarmUpProposal& proposal) {
  if (proposal.state == models::WarmUpProposal::State::kNotAsked) {
    return nullptr;
  }
  return {{"state", name_of(proposal.state)},
          {"warm_up_s", json_number(proposal.warm_up.seconds())},
          {"sentence", proposal.sentence}};
}

/// null where the number of replications was fixed.
Json precision_json(const std::optional<models::PrecisionGoal>& goal) {
  if (!goal) {
    return nullptr;
  }
  return {{"relative", json_number(goal->relative)}, {"metrics", goal->metrics}};
}

Json run_object(const models::ExperimentResult& result, const Options& options) {
  Json run;
  run["schema_version"] = kSchemaVersion;
  run["version"] = options.version;
  run["scenario"] = result.scenario_name;
  run["question"] = result.question;
  run["scenario_hash"] = result.scenario_hash;
  run["seed"] = result.seed;
  run["fidelity"] = result.fidelity;
  run["quotas"] = result.quotas;
  run["region"] = result.region;
  run["currency"] = "USD";
  run["price_book_date"] = result.price_book_date;
  run["duration_s"] = json_number(result.duration.seconds());
  run["warm_up_s"] = json_number(result.warm_up.seconds());
  run["tick_s"] = json_number(result.tick.seconds());
  run["month_s"] = json_number(result.month.seconds());
  run["replications"] = result.replications;
  run["precision"] = precision_json(result.precision);
  run["requests_simulated"] = result.requests_simulated;
  run["slo"] = {{"availability", json_number(options.slo_availability)},
                {"latency_ms", json_number(options.slo_latency_ms)},
                {"replicas", options.slo_replicas}};
  run["architectures"] = architectures_json(result);
  run["warm_up_proposal"] = warm_up_json(result.warm_up_proposal);
  run["warnings"] = result.warnings;
  return run;
}

/// Bytes that are not UTF-8 (a file name in a message) become U+FFFD instead of an exception.
std::string dump(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

class RunObject {
 public:
  RunObject(const Json& object, std::string_view name) : object_{&object}, name_{name} {}

  std::string text(const char* key) const {
    require(key, object_->contains(key) && object_->at(key).is_string(), "a text");
    return object_->at(key).get<std::string>();
  }
  std::uint64_t count(const char* key) const {
    require(key, object_->contains(key) && object_->at(key).is_number_unsigned(), "a whole number");
    return object_->at(key).get<std::uint64_t>();
  }
  double number(const char* key) const {
    require(key, object_->contains(key) && object_->at(key).is_number(), "a number");
    return object_->at(key).get<double>();
  }
  std::int64_t count_or(const char* key, std::int64_t otherwise) const {
    return object_->contains(key) ? static_cast<std::int64_t>(count(key)) : otherwise;
  }
  double number_or_nan(const char* key) const {
    const bool absent = !object_->contains(key) || object_->at(key).is_null();
    return absent ? std::numeric_limits<double>::quiet_NaN() : number(key);
  }
  bool has_object(const char* key) const { return object_->contains(key) && object_->at(key).is_object(); }
  RunObject object(const char* key) const {
    require(key, object_->contains(key) && object_->at(key).is_object(), "an object");
    return {object_->at(key), name_};
  }
  const Json& list(const char* key) const {
    require(key, object_->contains(key) && object_->at(key).is_array(), "a list");
    return object_->at(key);
  }

 private:
  void require(const char* key, bool holds, const char* what) const {
    if (!holds) {
      throw RunJsonError{fmt::format("{}: '{}' should be {}", name_, key, what)};
    }
  }

  const Json* object_;
  std::string_view name_;
};

}  // namespace

std::string run_json(const models::ExperimentResult& result, const Options& options) {
  Json run = run_object(result, options);
  const double wall = result.wall_seconds;
  const double rate = wall > 0.0 ? static_cast<double>(result.requests_simulated) / wall : 0.0;
  run["timing"] = {
      {"wall_seconds", json_number(wall)}, {"threads", result.threads}, {"requests_per_second", json_number(rate)}};
  return dump(run);
}

void parse_run_json(std::string_view text, std::string_view name, ReportModel& model) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) {
    throw RunJsonError{fmt::format("{}: not a JSON object; the file is damaged or was not written by Headroom", name)};
  }
  const RunObject run{json, name};
  const std::uint64_t schema = run.count("schema_version");
  if (schema != kSchemaVersion) {
    throw RunJsonError{fmt::format("{}: schema_version is {}, this version reads {}; run the scenario again", name,
                                   schema, kSchemaVersion)};
  }
  const RunObject slo = run.object("slo");
  RunInfo& info = model.run;
  info = {.version = run.text("version"),
          .scenario = run.text("scenario"),
          .question = run.text("question"),
          .scenario_hash = run.text("scenario_hash"),
          .region = run.text("region"),
          .price_book_date = run.text("price_book_date"),
          .fidelity = run.text("fidelity"),
          .quotas = json.value("quotas", "account"),  // runs of before had no others
          .seed = run.count("seed"),
          .replications = run.count("replications"),
          .requests_simulated = run.count("requests_simulated"),
          .duration_s = run.number("duration_s"),
          .warm_up_s = run.number("warm_up_s"),
          .tick_s = run.number("tick_s"),
          .month_s = run.number("month_s"),
          .slo_availability = slo.number("availability"),
          .slo_latency_ms = slo.number_or_nan("latency_ms"),
          .slo_replicas = slo.count_or("replicas", 1),  // runs of before asked for none
          .warm_up_note = run.has_object("warm_up_proposal") ? run.object("warm_up_proposal").text("sentence") : "",
          .warnings = {}};
  for (const Json& warning : run.list("warnings")) {
    info.warnings.push_back(warning.is_string() ? warning.get<std::string>() : warning.dump());
  }
  for (const Json& item : run.list("architectures")) {
    const RunObject architecture{item, name};
    ArchitectureReport report;
    report.name = architecture.text("name");
    report.kind = architecture.text("kind");
    report.summary = architecture.text("summary");
    if (const std::int64_t fewest = architecture.count_or("fewest_replicas", -1); fewest >= 0) {
      report.fewest_replicas = fewest;
      report.zones = architecture.count_or("zones", 1);
    }
    model.architectures.push_back(std::move(report));
  }
}

std::string summary_json(const models::ExperimentResult& result, const Options& options) {
  Json summary = run_object(result, options);
  for (Json& architecture : summary["architectures"]) {
    architecture["metrics"] = Json::object();
  }
  for (const models::SummaryRow& row : result.summary) {
    const models::MetricInfo& metric = models::metric_catalogue()[static_cast<std::size_t>(row.metric)];
    summary["architectures"][row.architecture]["metrics"][std::string{metric.name}] = {
        {"unit", metric.unit},
        {"mean", json_number(row.mean)},
        {"ci95_low", json_number(row.low)},
        {"ci95_high", json_number(row.high)},
        {"replications", row.replications}};
  }
  return dump(summary);
}

}  // namespace reports
