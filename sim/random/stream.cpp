#include "sim/random/stream.hpp"

namespace sim::random {

namespace {

/// FNV-1a, 64 bits (Fowler, Noll, Vo; IETF draft-eastlake-fnv): offset basis and prime as published.
class NameHash {
 public:
  void add_byte(unsigned char byte) { hash_ = (hash_ ^ byte) * 0x100000001b3U; }
  void add_word(std::uint64_t word) {
    for (int shift = 0; shift < 64; shift += 8) {
      add_byte(static_cast<unsigned char>(word >> shift));
    }
  }
  void add_text(std::string_view text) {
    for (const char c : text) {
      add_byte(static_cast<unsigned char>(c));
    }
    add_byte(0xff);
  }
  std::uint64_t value() const { return mix_bits(hash_); }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

}  // namespace

std::uint64_t stream_key(std::uint64_t seed, std::uint64_t replication, std::string_view component,
                         std::string_view purpose) {
  NameHash hash;
  hash.add_word(seed);
  hash.add_word(replication);
  hash.add_text(component);
  hash.add_text(purpose);
  return hash.value();
}

Stream make_stream(std::uint64_t seed, std::uint64_t replication, std::string_view component,
                   std::string_view purpose) {
  return Stream{stream_key(seed, replication, component, purpose)};
}

}  // namespace sim::random
