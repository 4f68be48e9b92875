// Closed forms and chains of sim/theory, by the name of the model.
#include <cstdint>
#include <optional>
#include <string>

#include "sim/theory/erlang.hpp"
#include "sim/theory/keep_alive.hpp"
#include "sim/theory/mdc.hpp"
#include "sim/theory/mg1.hpp"
#include "sim/theory/mmc.hpp"
#include "sim/theory/mmck.hpp"
#include "sim/theory/processor_sharing.hpp"
#include "tests/validation/oracle/answers.hpp"

namespace validation {

namespace {

using nlohmann::json;

double rate_of(const json& question) {
  return question.at("arrival_rate").get<double>();
}
double service_of(const json& question) {
  return question.at("service_mean").get<double>();
}
std::int64_t servers_of(const json& question) {
  return question.at("servers").get<std::int64_t>();
}

json means(const std::optional<sim::theory::QueueMeans>& found) {
  if (!found) {
    return {{"unstable", true}};
  }
  return {{"lost", found->lost}, {"busy", found->busy}, {"wait", found->wait}, {"sojourn", found->sojourn}};
}

json keep_alive(const json& question) {
  sim::theory::KeepAlivePool pool;
  pool.arrival_rate = rate_of(question);
  pool.warm_mean = service_of(question);
  pool.cold_mean = question.at("cold_mean").get<double>();
  pool.expiry = question.at("expiry").get<double>();
  const sim::theory::KeepAliveLaw law = sim::theory::keep_alive_law(pool);
  return {{"cold_start_fraction", law.cold_start_fraction},
          {"environments", law.environments},
          {"busy", law.busy},
          {"idle", law.idle},
          {"law", law.law}};
}

}  // namespace

json theory_answer(const json& question) {
  const std::string model = question.at("model").get<std::string>();
  if (model == "mmc") {
    return means(sim::theory::mmc_means({rate_of(question), service_of(question), servers_of(question)}));
  }
  if (model == "mmck") {
    return means(sim::theory::mmck_means(
        {rate_of(question), service_of(question), servers_of(question), question.at("places").get<std::int64_t>()}));
  }
  if (model == "mg1") {
    return means(sim::theory::mg1_means(rate_of(question), service_of(question), question.at("cv").get<double>()));
  }
  if (model == "mdc") {
    return {{"wait", sim::theory::mdc_wait(rate_of(question), service_of(question), servers_of(question)).value()}};
  }
  if (model == "processor_sharing") {
    const auto found =
        sim::theory::processor_sharing_means({rate_of(question), service_of(question), servers_of(question)});
    return {{"sojourn", found.value().sojourn}};
  }
  if (model == "erlang_b") {
    const double load = rate_of(question) * service_of(question);
    const double lost = sim::theory::erlang_b(servers_of(question), load);
    return {{"lost", lost}, {"busy", load * (1.0 - lost)}};
  }
  if (model == "keep_alive") {
    return keep_alive(question);
  }
  throw json::other_error::create(600, "no model is called " + model, &question);
}

}  // namespace validation
