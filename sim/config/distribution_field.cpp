#include "sim/config/distribution_field.hpp"

#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "sim/config/path.hpp"
#include "sim/config/scalar.hpp"
#include "sim/config/suggest.hpp"
#include "sim/random/distribution.hpp"

namespace sim::config {
namespace {

using Spec = random::DistributionSpec;

DistributionKey key(std::string name, Type type, std::string sentence, void* (*address)(Spec&)) {
  return {std::move(name), type, std::move(sentence), false, address};
}

DistributionKey either(DistributionKey key) {
  key.is_alternative = true;
  return key;
}

std::vector<DistributionKind> make_kinds() {
  const DistributionKey value =
      key("value", Type::kDuration, "The value itself.", [](Spec& s) -> void* { return &s.mean; });
  const DistributionKey mean = key("mean", Type::kDuration, "The mean.", [](Spec& s) -> void* { return &s.mean; });
  const DistributionKey low = key("low", Type::kDuration, "The least value.", [](Spec& s) -> void* { return &s.low; });
  const DistributionKey high =
      key("high", Type::kDuration, "The greatest value.", [](Spec& s) -> void* { return &s.high; });
  const DistributionKey cv = key("cv", Type::kNumber, "Coefficient of variation: standard deviation / mean.",
                                 [](Spec& s) -> void* { return &s.cv; });
  const DistributionKey stages = key("stages", Type::kInteger, "How many exponential stages are added.",
                                     [](Spec& s) -> void* { return &s.stages; });
  const DistributionKey shape =
      key("shape", Type::kNumber, "The exponent (Weibull k, Pareto alpha).", [](Spec& s) -> void* { return &s.shape; });
  const auto kind = [](Spec::Kind enumerator) { return static_cast<int>(enumerator); };
  return {
      {"constant", "Always the same; short: the value alone.", kind(Spec::Kind::kConstant), {value}},
      {"exponential", "Memoryless; cv 1.", kind(Spec::Kind::kExponential), {mean}},
      {"uniform", "Any value between two, equally likely.", kind(Spec::Kind::kUniform), {low, high}},
      {"erlang", "A sum of equal exponential stages; cv below 1.", kind(Spec::Kind::kErlang), {mean, stages}},
      {"gamma", "Any cv above 0.", kind(Spec::Kind::kGamma), {mean, cv}},
      {"lognormal", "Skewed, with a long tail.", kind(Spec::Kind::kLognormal), {mean, cv}},
      {"hyperexponential",
       "A mixture of two exponentials with balanced means; cv above 1.",
       kind(Spec::Kind::kHyperexponential),
       {mean, cv}},
      {"weibull",
       "Ageing (shape above 1) or settling (below 1).",
       kind(Spec::Kind::kWeibull),
       {mean, either(cv), either(shape)}},
      {"pareto",
       "Power-law tail, cut off at a greatest value.",
       kind(Spec::Kind::kPareto),
       {either(mean), either(low), shape, high}},
  };
}

class DistributionReader {
 public:
  DistributionReader(const Node& node, Position at, const std::string& path, Spec& target, const ReportAt& report)
      : node_{node}, at_{at}, path_{path}, target_{target}, report_{report} {}

  bool read() {
    target_ = Spec{};
    if (node_.kind == Node::Kind::kScalar) {
      ValueType duration;
      duration.type = Type::kDuration;
      return read_value(duration, node_, path_, &target_.mean);
    }
    if (node_.kind != Node::Kind::kMap) {
      return fail(node_.at, path_,
                  "expected a duration or a distribution, e.g. 50ms or {kind: exponential, mean: 50ms}");
    }
    const DistributionKind* kind = find_kind();
    return kind != nullptr && read_keys(*kind);
  }

 private:
  bool fail(Position at, const std::string& path, std::string message) {
    report_(at, path, std::move(message));
    return false;
  }

  const DistributionKind* find_kind() {
    std::vector<std::string> names;
    for (const DistributionKind& kind : distribution_kinds()) {
      names.push_back(kind.name);
    }
    const Node::Entry* entry = node_.find("kind");
    if (entry == nullptr || entry->value.kind != Node::Kind::kScalar) {
      fail(entry == nullptr ? at_ : entry->at, path_,
           fmt::format("a distribution needs its 'kind'{}", hint("", names, "one of")));
      return nullptr;
    }
    const auto found = std::find(names.begin(), names.end(), entry->value.text);
    if (found == names.end()) {
      fail(entry->value.at, join_path(path_, "kind"),
           fmt::format("unknown distribution '{}'{}", entry->value.text, hint(entry->value.text, names, "one of")));
      return nullptr;
    }
    return &distribution_kinds()[static_cast<std::size_t>(found - names.begin())];
  }

  bool read_keys(const DistributionKind& kind) {
    target_.kind = static_cast<Spec::Kind>(kind.value);
    std::vector<std::string> legal = {"kind"};
    for (const DistributionKey& key : kind.keys) {
      legal.push_back(key.name);
    }
    bool is_good = true;
    for (const Node::Entry& entry : node_.entries) {
      if (entry.key.rfind("x-", 0) != 0 && std::find(legal.begin(), legal.end(), entry.key) == legal.end()) {
        is_good =
            fail(entry.at, join_path(path_, entry.key),
                 fmt::format("unknown key '{}' in {}{}", entry.key, kind.name, hint(entry.key, legal, "legal keys")));
      }
    }
    std::string alternatives;
    std::size_t alternatives_given = 0;
    for (const DistributionKey& key : kind.keys) {
      const Node::Entry* entry = node_.find(key.name);
      if (key.is_alternative) {
        alternatives += fmt::format("{}'{}'", alternatives.empty() ? "" : " or ", key.name);
        alternatives_given += entry != nullptr ? 1 : 0;
      }
      if (entry != nullptr) {
        ValueType type;
        type.type = key.type;
        is_good = read_value(type, entry->value, join_path(path_, key.name), key.address(target_)) && is_good;
      } else if (!key.is_alternative) {
        is_good = fail(
            at_, path_,
            fmt::format("{} needs '{}' ({})", kind.name, key.name, key.sentence.substr(0, key.sentence.size() - 1)));
      }
    }
    if (!alternatives.empty() && alternatives_given != 1) {
      is_good = fail(at_, path_, fmt::format("{} needs either {}, exactly one of them", kind.name, alternatives));
    }
    return is_good && check_meaning();
  }

  bool check_meaning() {
    const std::string problem = random::problem_of(target_);
    return problem.empty() || fail(at_, path_, problem);
  }

  bool read_value(const ValueType& type, const Node& node, const std::string& path, void* target) {
    if (node.kind != Node::Kind::kScalar) {
      return fail(node.at.line > 0 ? node.at : at_, path, fmt::format("expected {}", expected_text(type)));
    }
    const ScalarResult result = parse_scalar(type, node.text, node.quoted);
    if (!result.value) {
      return fail(node.at, path, result.problem);
    }
    if (type.type == Type::kDuration && result.value->whole < 0) {
      return fail(node.at, path, fmt::format("'{}' must not be negative", node.text));
    }
    store_scalar(type, *result.value, target);
    return true;
  }

  const Node& node_;
  Position at_;
  const std::string& path_;
  Spec& target_;
  const ReportAt& report_;
};

}  // namespace

const std::vector<DistributionKind>& distribution_kinds() {
  static const std::vector<DistributionKind> kinds = make_kinds();
  return kinds;
}

bool read_distribution(const Node& node, Position at, const std::string& path, Spec& target, const ReportAt& report) {
  return DistributionReader{node, at, path, target, report}.read();
}

Node distribution_to_node(const Spec& spec) {
  Spec copy = spec;
  for (const DistributionKind& kind : distribution_kinds()) {
    if (kind.value != static_cast<int>(spec.kind)) {
      continue;
    }
    Node map = Node::map();
    append(map, "kind", Node::scalar(kind.name));
    for (const DistributionKey& key : kind.keys) {
      ValueType type;
      type.type = key.type;
      const void* value = key.address(copy);
      const bool is_zero = key.type == Type::kDuration
                               ? *static_cast<const Duration*>(value) == Duration{}
                               : key.type == Type::kNumber && !(*static_cast<const double*>(value) > 0.0);
      if (key.is_alternative && is_zero) {
        continue;
      }
      if (spec.kind == Spec::Kind::kConstant) {
        return Node::scalar(scalar_to_text(type, load_scalar(type, value)));
      }
      append(map, key.name, Node::scalar(scalar_to_text(type, load_scalar(type, value))));
    }
    return map;
  }
  return {};
}

}  // namespace sim::config
