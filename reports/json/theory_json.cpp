#include "reports/json/theory_json.hpp"

#include <nlohmann/json.hpp>

#include "reports/csv/theory.hpp"
#include "reports/json/number.hpp"

namespace reports {

namespace {

using Json = nlohmann::ordered_json;

Json prediction_json(const models::TheoryPrediction& prediction) {
  const models::TheoryJudgement& judgement = prediction.judgement;
  Json json{{"quantity", prediction.quantity},
            {"unit", prediction.unit},
            {"kind", name_of(prediction.kind)},
            {"value", json_number(prediction.value)},
            {"low", json_number(prediction.low)},
            {"high", json_number(prediction.high)},
            {"allowance", json_number(prediction.allowance)},
            {"note", prediction.note}};
  if (judgement.replications > 0) {
    json["simulated"] = {{"mean", json_number(judgement.simulated)},
                         {"ci95_low", json_number(judgement.low)},
                         {"ci95_high", json_number(judgement.high)},
                         {"replications", judgement.replications}};
    json["standard_errors"] = json_number(judgement.standard_errors);
    json["verdict"] = name_of(judgement.verdict);
    json["reason"] = judgement.reason;
  }
  return json;
}

}  // namespace

Json theory_json(const std::vector<std::string>& names, const std::vector<models::TheoryStatement>& statements) {
  Json list = Json::array();
  for (const models::TheoryStatement& statement : statements) {
    Json conditions = Json::array();
    for (const models::TheoryCondition& condition : statement.conditions) {
      conditions.push_back({{"text", condition.text}, {"met", condition.is_met}});
    }
    Json predictions = Json::array();
    for (const models::TheoryPrediction& prediction : statement.predictions) {
      predictions.push_back(prediction_json(prediction));
    }
    list.push_back({{"architecture", names.at(statement.architecture)},
                    {"theory", statement.theory},
                    {"source", statement.source},
                    {"says", statement.says},
                    {"conditions", std::move(conditions)},
                    {"predictions", std::move(predictions)}});
  }
  return list;
}

}  // namespace reports
