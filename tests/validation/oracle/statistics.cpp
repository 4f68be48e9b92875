// Intervals over replications, by the estimators that the program itself uses.
#include <string>
#include <vector>

#include "sim/stats/interval.hpp"
#include "sim/stats/paired.hpp"
#include "tests/validation/oracle/answers.hpp"

namespace validation {

namespace {

using nlohmann::json;

json bounds(const sim::stats::Interval& interval) {
  return {{"mean", interval.mean}, {"low", interval.low}, {"high", interval.high}, {"count", interval.count}};
}

std::vector<double> values(const json& question, const char* key) {
  return question.at(key).get<std::vector<double>>();
}

}  // namespace

json statistics_answer(const json& question) {
  const std::string estimator = question.at("estimator").get<std::string>();
  if (estimator == "mean") {
    return bounds(sim::stats::mean_interval(values(question, "values")));
  }
  if (estimator == "paired") {
    const auto found = sim::stats::paired_difference(values(question, "first"), values(question, "second"));
    return {{"difference", bounds(found.difference)}, {"relative", bounds(found.relative)}};
  }
  if (estimator == "critical") {
    return {{"t", sim::stats::student_t_critical(question.at("degrees").get<std::size_t>(), 0.95)}};
  }
  throw json::other_error::create(600, "no estimator is called " + estimator, &question);
}

}  // namespace validation
