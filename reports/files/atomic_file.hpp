// Output files that appear whole or not at all: a crash or a full disk never leaves half a table behind.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "reports/files/text_sink.hpp"

namespace reports {

/// The environment refused to read or write a file; the message names the file and the reason.
class FileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What should be read is not there: the wrong folder was named, and no second try mends that.
class NoSuchResult : public FileError {
 public:
  using FileError::FileError;
};

/// Writes into a temporary neighbour of `path`; commit() makes it durable and gives it its name in one step. Without a
/// commit the destructor removes the temporary and whatever stood at `path` stays as it was.
class AtomicFile final : public TextSink {
 public:
  /// Throws FileError when the temporary cannot be created.
  explicit AtomicFile(const std::filesystem::path& path);
  ~AtomicFile() override;

  /// Throws FileError (disk full, quota ...).
  void write(std::string_view text) override;
  /// Flush, fsync, rename, fsync of the folder. Throws FileError; call once.
  void commit();

 private:
  void flush();
  [[noreturn]] void fail(const char* verb) const;

  std::filesystem::path path_{};
  std::filesystem::path temporary_{};
  std::string buffer_{};
  int descriptor_ = -1;
};

/// Writes `text` to `path` whole. Throws FileError.
void write_file(const std::filesystem::path& path, std::string_view text);

/// The content of `path`. Throws NoSuchResult, FileError.
std::string read_file(const std::filesystem::path& path);

}  // namespace reports
