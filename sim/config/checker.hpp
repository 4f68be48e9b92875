// What a struct's check function gets: a way to say what is wrong at one of its own fields.
#pragma once

#include <string>
#include <string_view>

namespace sim::config {

class Diagnostics;
class Document;

class Checker {
 public:
  Checker(const Document& document, std::string_view path, Diagnostics& diagnostics)
      : document_{document}, path_{path}, diagnostics_{diagnostics} {}

  /// `field` is a path from the struct: "min", "task.cpu", "request[2].container"; "" is the struct itself.
  void error(std::string_view field, std::string message);
  void warning(std::string_view field, std::string message);
  /// Whether the text (or an override) gives the field, so that it is not its default.
  bool is_given(std::string_view field) const;

 private:
  const Document& document_;
  std::string_view path_;
  Diagnostics& diagnostics_;
};

}  // namespace sim::config
