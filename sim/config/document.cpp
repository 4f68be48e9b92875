#include "sim/config/document.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <fmt/core.h>

#include "sim/config/override.hpp"
#include "sim/config/path.hpp"
#include "sim/config/text_check.hpp"
#include "sim/config/yaml_reader.hpp"

namespace sim::config {
namespace {

std::string read_file(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw NoSuchFile(fmt::format("{}: no such file", path));
  }
  if (std::filesystem::is_directory(status)) {
    throw NoSuchFile(fmt::format("{}: is a folder, not a file", path));
  }
  std::ifstream stream{path, std::ios::binary};
  std::ostringstream text;
  if (stream) {
    text << stream.rdbuf();
  }
  if (!stream || stream.bad()) {
    throw std::runtime_error(fmt::format("{}: can't be read: {}", path, std::generic_category().message(errno)));
  }
  return std::move(text).str();
}

}  // namespace

Document Document::load_file(const std::string& path, Diagnostics& diagnostics) {
  Document document = load_text(read_file(path), path, diagnostics);
  document.base_directory_ = std::filesystem::path{path}.parent_path().string();
  return document;
}

Document Document::load_text(std::string text, std::string name, Diagnostics& diagnostics) {
  Document document;
  document.sources_.push_back({std::move(name), {}});
  const std::optional<TextProblem> problem = check_text(text);
  if (problem) {
    if (problem->line > 0) {
      document.sources_[0].lines = split_lines(text);
    }
    document.is_sound_ = false;
    document.report(diagnostics, Severity::kError, {0, problem->line, problem->column}, "", problem->message);
    return document;
  }
  document.sources_[0].lines = split_lines(text);
  const auto report = [&document, &diagnostics](Position at, std::string message) {
    document.is_sound_ = false;
    document.report(diagnostics, Severity::kError, at, "", std::move(message));
  };
  std::optional<Node> root = read_yaml(text, document.sources_[0].lines, 0, report);
  if (!root) {
    return document;
  }
  if (root->kind == Node::Kind::kNull) {
    report({0, 0, 0}, "the file is empty; 'headroom init' writes a scenario to start from");
  } else if (root->kind != Node::Kind::kMap) {
    report(root->at, "a scenario is a map of keys and values, e.g. 'name: web-shop'");
  } else {
    document.root_ = std::move(root);
  }
  return document;
}

bool Document::set(std::string_view path, std::string_view value, Diagnostics& diagnostics, std::string_view option) {
  if (!root_) {
    return false;
  }
  const auto source = static_cast<std::uint32_t>(sources_.size());
  sources_.push_back({fmt::format("{} {}={}", option, path, value), {}});
  const auto report = [this, &diagnostics, source](std::string at_path, std::string message) {
    is_sound_ = false;
    this->report(diagnostics, Severity::kError, {source, 0, 0}, std::move(at_path), std::move(message));
  };
  const std::optional<std::vector<PathStep>> steps = parse_path(path);
  if (!steps) {
    report(std::string{path}, "not a path; write e.g. workload.rate=50/s or request[0].cpu_time=5ms");
    return false;
  }
  std::string text{value};
  std::optional<TextProblem> problem = check_text(text);
  if (problem) {
    report(std::string{path}, problem->message);
    return false;
  }
  bool is_good = true;
  std::optional<Node> node = read_yaml(text, {}, source, [&](Position, std::string message) {
    report(std::string{path}, std::move(message));
    is_good = false;
  });
  if (!node || !is_good) {
    return false;
  }
  clear_positions(*node, source);
  if (std::optional<OverrideProblem> refused = apply_override(*root_, *steps, *node)) {
    report(std::move(refused->path), std::move(refused->message));
    return false;
  }
  return true;
}

std::vector<std::pair<std::string, std::string>> Document::ci_overrides() const {
  std::vector<std::pair<std::string, std::string>> result;
  const Node::Entry* entry = root_ ? root_->find("x-ci") : nullptr;
  if (entry != nullptr) {
    for (const Node::Entry& override_entry : entry->value.entries) {
      result.emplace_back(override_entry.key, flow_text(override_entry.value));
    }
  }
  return result;
}

const Node* Document::find(std::string_view path) const {
  const std::optional<std::vector<PathStep>> steps = parse_path(path);
  const Node* node = root_ && steps ? &*root_ : nullptr;
  for (std::size_t i = 0; node != nullptr && i < steps->size(); ++i) {
    const PathStep& step = (*steps)[i];
    if (step.is_index) {
      node = step.index < node->items.size() ? &node->items[step.index] : nullptr;
    } else {
      const Node::Entry* entry = node->find(step.key);
      node = entry != nullptr ? &entry->value : nullptr;
    }
  }
  return node;
}

Position Document::position_of(std::string_view path) const {
  Position best = root_ ? root_->at : Position{0, 1, 1};
  const Node* node = root_ ? &*root_ : nullptr;
  const std::optional<std::vector<PathStep>> steps = parse_path(path);
  for (std::size_t i = 0; node != nullptr && steps && i < steps->size(); ++i) {
    const PathStep& step = (*steps)[i];
    const bool is_last = i + 1 == steps->size();
    if (step.is_index) {
      node = step.index < node->items.size() ? &node->items[step.index] : nullptr;
      best = node != nullptr ? node->at : best;
      continue;
    }
    const Node::Entry* entry = node->find(step.key);
    node = entry != nullptr ? &entry->value : nullptr;
    if (entry != nullptr) {
      // A scalar is pointed at; of a map the key, since the map itself starts on the next line.
      best = is_last && node->kind == Node::Kind::kScalar ? node->at : entry->at;
    }
  }
  return best;
}

void Document::report(Diagnostics& diagnostics, Severity severity, Position at, std::string path,
                      std::string message) const {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  const Source& source = sources_[at.source < sources_.size() ? at.source : 0];
  diagnostic.file = source.name;
  diagnostic.line = at.line;
  diagnostic.column = at.column;
  diagnostic.path = std::move(path);
  diagnostic.message = std::move(message);
  if (at.line > 0 && static_cast<std::size_t>(at.line) <= source.lines.size()) {
    diagnostic.excerpt = source.lines[static_cast<std::size_t>(at.line) - 1];
  }
  diagnostics.add(std::move(diagnostic));
}

void Document::error_at(Diagnostics& diagnostics, std::string_view path, std::string message) const {
  report(diagnostics, Severity::kError, position_of(path), std::string{path}, std::move(message));
}

void Document::warning_at(Diagnostics& diagnostics, std::string_view path, std::string message) const {
  report(diagnostics, Severity::kWarning, position_of(path), std::string{path}, std::move(message));
}

std::string Document::resolve(std::string_view file) const {
  const std::filesystem::path path{file};
  return path.is_absolute() || base_directory_.empty() ? path.string()
                                                       : (std::filesystem::path{base_directory_} / path).string();
}

const std::string& Document::name() const {
  return sources_.front().name;
}

std::string Document::leading_comment() const {
  std::string text;
  for (const std::string& line : sources_.front().lines) {
    if (line.empty() || line.front() != '#') {
      if (line.empty() && text.empty()) {
        continue;
      }
      break;
    }
    const std::size_t start = line.find_first_not_of("# \t");
    if (start == std::string::npos) {
      if (!text.empty()) {
        break;
      }
      continue;
    }
    if (line.compare(start, 20, "yaml-language-server") != 0) {
      text += (text.empty() ? "" : " ") + line.substr(start, line.find_last_not_of(" \t") + 1 - start);
    }
  }
  return text;
}

}  // namespace sim::config
