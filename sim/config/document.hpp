// One scenario text, read into a tree, with what is laid over it (--set, x-ci) and the way back from a path to a place
// in the text. Nothing here knows what a key means; sim/config/reader.hpp does.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/config/node.hpp"

namespace sim::config {

/// What was named is missing or a folder: a wrong input, which no second try mends.
class NoSuchFile : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Document {
 public:
  /// Reads a file. Throws NoSuchFile, and std::runtime_error if it can't be read (no permission, a broken disk); what
  /// is wrong with its text goes to the diagnostics. Relative paths in it are relative to its folder.
  static Document load_file(const std::string& path, Diagnostics& diagnostics);
  /// Reads a text; `name` stands where a file name would.
  static Document load_text(std::string text, std::string name, Diagnostics& diagnostics);

  /// False if the text was no YAML map: read() then returns nothing and adds nothing.
  bool has_root() const { return root_.has_value(); }
  /// False if the text or an override had a problem of its own: read() then tells the rest, but gives no result.
  bool is_sound() const { return is_sound_; }
  const Node& root() const { return *root_; }

  /// Overrides one value, as --set does: `workload.rate`, `request[1].cpu_time`, `architectures.*.region` (every key
  /// of a map, every item of a list). `value` is YAML. Maps on the way are made; whether the keys exist is checked
  /// by read(), with "did you mean". False, and a diagnostic, if the path or the value can't be understood.
  /// `option`: what the user wrote before it, for messages.
  bool set(std::string_view path, std::string_view value, Diagnostics& diagnostics, std::string_view option = "--set");
  /// The top-level map `x-ci`: path and value (as YAML text) of what a quick test run overrides, in file order.
  std::vector<std::pair<std::string, std::string>> ci_overrides() const;

  /// The node at a path, if the text (or an override) has it.
  const Node* find(std::string_view path) const;
  bool has(std::string_view path) const { return find(path) != nullptr; }
  /// Adds a diagnostic at the value that `path` names, or at its nearest parent that exists.
  void error_at(Diagnostics& diagnostics, std::string_view path, std::string message) const;
  void warning_at(Diagnostics& diagnostics, std::string_view path, std::string message) const;
  /// Adds a diagnostic at a place.
  void report(Diagnostics& diagnostics, Severity severity, Position at, std::string path, std::string message) const;

  /// A path in the text, made relative to the working directory of the program.
  std::string resolve(std::string_view file) const;
  /// Takes relative paths relative to another folder.
  void set_base_directory(std::string folder) { base_directory_ = std::move(folder); }
  const std::string& name() const;
  /// The comment at the head of the text, as one line, without the modeline for editors: the question that the
  /// scenario asks.
  std::string leading_comment() const;

 private:
  struct Source {
    std::string name{};
    std::vector<std::string> lines{};
  };
  Document() = default;
  Position position_of(std::string_view path) const;

  std::vector<Source> sources_{};
  std::optional<Node> root_{};
  std::string base_directory_{};
  bool is_sound_ = true;
};

}  // namespace sim::config
