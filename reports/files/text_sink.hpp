// Where a writer's text goes: a file that appears whole (AtomicFile), or a string in memory.
#pragma once

#include <string>
#include <string_view>

namespace reports {

class TextSink {
 public:
  TextSink() = default;
  TextSink(const TextSink&) = delete;
  TextSink& operator=(const TextSink&) = delete;
  virtual ~TextSink() = default;

  virtual void write(std::string_view text) = 0;
};

class StringSink final : public TextSink {
 public:
  void write(std::string_view text) override { text_ += text; }
  const std::string& text() const { return text_; }

 private:
  std::string text_{};
};

}  // namespace reports
