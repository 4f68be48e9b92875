// headroom_oracle: one JSON question a line on stdin, one JSON answer a line on stdout, until stdin ends. What cannot
// be answered is {"error": why}.
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

#include "tests/validation/oracle/answers.hpp"

namespace {

nlohmann::json answer(const std::string& line) {
  const nlohmann::json question = nlohmann::json::parse(line);
  const std::string topic = question.at("ask").get<std::string>();
  if (topic == "theory") {
    return validation::theory_answer(question);
  }
  if (topic == "statistics") {
    return validation::statistics_answer(question);
  }
  if (topic == "cpu_domain") {
    return validation::cpu_domain_answer(question);
  }
  throw std::invalid_argument{"nobody knows about " + topic};
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    nlohmann::json said;
    try {
      said = answer(line);
    } catch (const std::exception& problem) {
      said = {{"error", problem.what()}};
    }
    std::cout << said.dump() << std::endl;
  }
}
