#include "reports/files/atomic_file.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <system_error>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

namespace reports {

namespace {

constexpr std::size_t kBufferBytes = 1 << 18;

std::string reason(int error) {
  return std::generic_category().message(error);
}

/// A rename is durable only when its folder is; some file systems refuse fsync on folders, which costs nothing here.
void sync_folder(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor >= 0) {
    static_cast<void>(::fsync(descriptor));
    static_cast<void>(::close(descriptor));
  }
}

}  // namespace

AtomicFile::AtomicFile(const std::filesystem::path& path) : path_{path}, temporary_{path} {
  temporary_ += fmt::format(".tmp.{}", ::getpid());
  descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    fail("create");
  }
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0) {
    static_cast<void>(::close(descriptor_));
    static_cast<void>(::unlink(temporary_.c_str()));
  }
}

void AtomicFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferBytes) {
    flush();
  }
}

void AtomicFile::flush() {
  std::string_view rest{buffer_};
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0) {
      if (errno == EINTR) {
        continue;
      }
      fail("write");
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  buffer_.clear();
}

void AtomicFile::commit() {
  flush();
  if (::fsync(descriptor_) != 0) {
    fail("write");
  }
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    fail("replace");
  }
  static_cast<void>(::close(descriptor_));
  descriptor_ = -1;
  sync_folder(path_.parent_path());
}

void AtomicFile::fail(const char* verb) const {
  throw FileError{fmt::format("cannot {} {}: {}", verb, path_.string(), reason(errno))};
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  AtomicFile file{path};
  file.write(text);
  file.commit();
}

std::string read_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    const int error = errno;
    const std::string text = fmt::format("cannot open {}: {}", path.string(), reason(error));
    if (error == ENOENT || error == ENOTDIR) {
      throw NoSuchResult{text};
    }
    throw FileError{text};
  }
  std::string text;
  std::array<char, 1 << 16> block{};
  while (true) {
    const ssize_t got = ::read(descriptor, block.data(), block.size());
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      const int error = errno;
      static_cast<void>(::close(descriptor));
      if (got < 0) {
        throw FileError{fmt::format("cannot read {}: {}", path.string(), reason(error))};
      }
      return text;
    }
    text.append(block.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace reports
