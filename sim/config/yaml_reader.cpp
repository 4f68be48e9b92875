#include "sim/config/yaml_reader.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "sim/config/text_check.hpp"

namespace sim::config {
namespace {

constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostNodes = 200'000;

/// Ends the reading: no tree can be made of the rest.
struct Refused {
  Position at{};
  std::string message{};
};

/// A finished node, with what copying it costs.
struct Finished {
  Node node{};
  std::size_t nodes = 1;
  std::size_t depth = 1;
};

/// Builds the tree from the parser's events.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const std::vector<std::string>& lines, std::uint32_t source, const ReportProblem& report)
      : lines_{lines}, source_{source}, report_{report} {}

  std::optional<Node> root{};

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (has_document_) {
      throw Refused{position(mark), "a second YAML document starts here; one file holds one scenario"};
    }
    has_document_ = true;
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Finished null;
    null.node.at = position(mark);
    finish(std::move(null), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      throw Refused{position(mark), "this alias refers to a value that contains it"};
    }
    if (stack_.size() + found->second.depth > kDeepest) {
      throw Refused{position(mark), fmt::format("more than {} levels deep with its aliases expanded", kDeepest)};
    }
    count(found->second.nodes, position(mark));
    place(Finished{found->second}, position(mark));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool quoted = tag == "!";
    if (quoted && !is_closed(mark)) {
      throw Refused{position(mark), "not valid YAML: a quote is not closed"};
    }
    refuse_tag(mark, quoted ? "" : tag);
    Finished scalar;
    scalar.node = Node::scalar(value, position(mark), quoted);
    finish(std::move(scalar), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(Node::sequence(position(mark)), anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    refuse_tag(mark, tag);
    open(Node::map(position(mark)), anchor);
  }
  void OnMapEnd() override {
    merge();
    close();
  }

 private:
  struct Frame {
    Finished building{};
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    bool drops_value = false;  // of a key that was there before
    std::string key{};
    Position key_at{};
    std::map<std::string, int> lines{};  // of the keys so far
    std::optional<Node> merged{};
    Position merged_at{};
  };

  Position position(const YAML::Mark& mark) const {
    if (mark.line < 0) {
      return {source_, 0, 0};
    }
    const auto line = static_cast<std::size_t>(mark.line);
    const std::string_view text = line < lines_.size() ? std::string_view{lines_[line]} : std::string_view{};
    return {source_, mark.line + 1, characters_before(text, static_cast<std::size_t>(mark.column)) + 1};
  }

  /// Whether the quoted text at `mark` ends before the file does, which the parser does not check.
  bool is_closed(const YAML::Mark& mark) const {
    auto line = static_cast<std::size_t>(std::max(mark.line, 0));
    auto column = static_cast<std::size_t>(std::max(mark.column, 0));
    if (line >= lines_.size() || column >= lines_[line].size()) {
      return true;
    }
    const char quote = lines_[line][column];
    if (quote != '"' && quote != '\'') {
      return true;  // a block scalar, or behind an anchor
    }
    for (++column; line < lines_.size(); ++line, column = 0) {
      const std::string& text = lines_[line];
      for (; column < text.size(); ++column) {
        if (text[column] == '\\' && quote == '"') {
          ++column;
        } else if (text[column] == quote) {
          return true;  // of two single quotes in a row the first will do
        }
      }
    }
    return false;
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refused{position(mark), fmt::format("YAML tags such as '{}' are not used here; remove it", tag)};
    }
  }

  void count(std::size_t nodes, Position at) {
    nodes_ += nodes;
    if (nodes_ > kMostNodes) {
      throw Refused{at, fmt::format("more than {} values with its aliases expanded", kMostNodes)};
    }
  }

  void open(Node node, YAML::anchor_t anchor) {
    if (expects_key()) {
      throw Refused{node.at, "a map or a list can't be a key; is a '[' or '{' before it not closed?"};
    }
    if (stack_.size() + 1 > kDeepest) {
      throw Refused{node.at, fmt::format("more than {} levels deep", kDeepest)};
    }
    count(1, node.at);
    Frame frame;
    frame.building.node = std::move(node);
    frame.anchor = anchor;
    stack_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    keep(frame.building, frame.anchor);
    const Position at = frame.building.node.at;
    place(std::move(frame.building), at);
  }

  void finish(Finished leaf, YAML::anchor_t anchor) {
    count(1, leaf.node.at);
    keep(leaf, anchor);
    const Position at = leaf.node.at;
    place(std::move(leaf), at);
  }

  void keep(const Finished& finished, YAML::anchor_t anchor) {
    if (anchor != 0) {
      anchors_[anchor] = finished;
    }
  }

  bool expects_key() const {
    return !stack_.empty() && stack_.back().building.node.kind == Node::Kind::kMap && !stack_.back().has_key;
  }

  /// Puts a finished node where it belongs: into the list, as a key, as a value, or at the root.
  void place(Finished finished, Position at) {
    if (stack_.empty()) {
      root = std::move(finished.node);
      return;
    }
    Frame& frame = stack_.back();
    if (expects_key()) {
      take_key(frame, finished.node, at);
      return;
    }
    Finished& parent = frame.building;
    if (!frame.drops_value) {
      parent.nodes += finished.nodes;
      parent.depth = std::max(parent.depth, finished.depth + 1);
    }
    if (parent.node.kind == Node::Kind::kSequence) {
      parent.node.items.push_back(std::move(finished.node));
      return;
    }
    if (frame.key == "<<") {
      frame.merged = std::move(finished.node);
    } else if (!frame.drops_value) {
      parent.node.entries.push_back({std::move(frame.key), frame.key_at, std::move(finished.node)});
    }
    frame.has_key = false;
    frame.drops_value = false;
  }

  void take_key(Frame& frame, const Node& node, Position at) {
    if (node.kind != Node::Kind::kScalar) {
      throw Refused{at, node.kind == Node::Kind::kNull
                            ? "a key is missing here"
                            : "a map or a list can't be a key; is a '[' or '{' before it not closed?"};
    }
    const std::string key = node.quoted && node.text == "<<" ? "\"<<\"" : node.text;
    frame.has_key = true;
    if (const auto [first, is_new] = frame.lines.emplace(key, at.line); !is_new && key != "<<") {
      report_(at, fmt::format("duplicate key '{}'; it is already on line {}", key, first->second));
      frame.drops_value = true;
    } else if (key == "<<" && frame.merged) {
      throw Refused{at, fmt::format("duplicate key '<<'; it is already on line {}; merge a list: <<: [*a, *b]",
                                    frame.merged_at.line)};
    } else if (key == "<<") {
      frame.merged_at = at;
    }
    frame.key = key;
    frame.key_at = at;
  }

  /// Applies `<<`: the entries of the merged map, or of each map of a list, that the map itself doesn't give.
  void merge() {
    Frame& frame = stack_.back();
    if (!frame.merged) {
      return;
    }
    const bool is_list = frame.merged->kind == Node::Kind::kSequence;
    const std::vector<Node> maps = is_list ? frame.merged->items : std::vector<Node>{*frame.merged};
    for (const Node& map : maps) {
      if (map.kind != Node::Kind::kMap) {
        throw Refused{frame.merged_at, "'<<' merges a map, or a list of maps: <<: *base"};
      }
      for (const Node::Entry& entry : map.entries) {
        if (frame.lines.emplace(entry.key, entry.at.line).second) {
          frame.building.node.entries.push_back(entry);
        }
      }
    }
  }

  const std::vector<std::string>& lines_;
  std::uint32_t source_;
  const ReportProblem& report_;
  std::vector<Frame> stack_{};
  std::map<YAML::anchor_t, Finished> anchors_{};
  std::size_t nodes_ = 0;
  bool has_document_ = false;
};

/// What the parser's message means to somebody who did not mean to write it.
std::string explain_syntax(const std::string& message) {
  struct Explanation {
    std::string_view part{};
    std::string_view meaning{};
  };
  constexpr std::array<Explanation, 17> kExplanations = {{
      {"end of map not found", "this line does not fit the lines above it; check its indentation and the colons"},
      {"end of map flow not found", "a '{' is not closed; add the missing '}' or ','"},
      {"end of sequence not found", "this line does not fit the list above it; check its indentation and the '-'"},
      {"end of sequence flow not found", "a '[' is not closed; add the missing ']' or ','"},
      {"illegal map value", "a ':' that can't stand here; quote a text that contains ': ', or check the indentation"},
      {"illegal map key", "a key that can't stand here; check the indentation"},
      {"illegal block entry", "a '- ' that can't stand here; start the list on a line of its own"},
      {"illegal flow end", "a ']' or '}' without its '[' or '{'"},
      {"illegal EOF in scalar", "a quote is not closed"},
      {"illegal character in scalar", "a character that can't stand here"},
      {"illegal tab", "a tab; YAML is indented with spaces only"},
      {"unknown escape character", "an unknown escape in a text in double quotes; use single quotes, or \\\\ for \\"},
      {"the referenced anchor is not defined",
       "an alias (*name) of an anchor (&name) that is not defined above it; "
       "quote a text that starts with *"},
      {"unknown token", "a character that can't start a value; quote the text"},
      {"alias not found after *", "a '*' without a name; quote a text that starts with *"},
      {"anchor not found after &", "an '&' without a name; quote a text that starts with &"},
      {"bad file", "nested too deeply"},
  }};
  for (const Explanation& explanation : kExplanations) {
    if (message.rfind(explanation.part, 0) == 0) {
      return fmt::format("not valid YAML: {}", explanation.meaning);
    }
  }
  return fmt::format("not valid YAML: {}", message);
}

}  // namespace

std::optional<Node> read_yaml(const std::string& text, const std::vector<std::string>& lines, std::uint32_t source,
                              const ReportProblem& report) {
  TreeBuilder builder{lines, source, report};
  std::istringstream stream{text};
  try {
    YAML::Parser parser{stream};
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const Refused& refused) {
    report(refused.at, refused.message);
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    Position at{source, error.mark.line < 0 ? 0 : error.mark.line + 1, 1};
    const auto line = static_cast<std::size_t>(std::max(error.mark.line, 0));
    if (line < lines.size() && error.mark.column > 0) {
      at.column = characters_before(lines[line], static_cast<std::size_t>(error.mark.column)) + 1;
    }
    if (line >= lines.size() && !lines.empty()) {  // the end of the text: behind its last character
      at.line = static_cast<int>(lines.size());
      at.column = characters_before(lines.back(), lines.back().size()) + 1;
    }
    report(at, explain_syntax(error.msg));
    return std::nullopt;
  }
  if (!builder.root) {
    Node empty;
    empty.at.source = source;
    return empty;
  }
  return std::move(builder.root);
}

}  // namespace sim::config
