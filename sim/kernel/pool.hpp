// Records with stable dense ids and a free list: what comes and goes during a run lives here, without allocation once
// the pool has reached its largest size.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "sim/units/id.hpp"

namespace sim {

template <class Record, class IdType>
class Pool {
 public:
  /// O(1), amortised. The id may be one that was released before.
  IdType acquire(Record record = {}) {
    if (free_.empty()) {
      records_.push_back(std::move(record));
      free_.reserve(records_.capacity());  // so that giving back never allocates
      return IdType{size() - 1};
    }
    const IdType id = free_.back();
    free_.pop_back();
    records_[id.index()] = std::move(record);
    return id;
  }
  void release(IdType id) { free_.push_back(id); }

  Record& operator[](IdType id) { return records_[id.index()]; }
  const Record& operator[](IdType id) const { return records_[id.index()]; }
  /// Number of ids ever in use at once; valid ids are below it.
  std::uint32_t size() const { return static_cast<std::uint32_t>(records_.size()); }
  std::size_t in_use() const { return records_.size() - free_.size(); }

 private:
  std::vector<Record> records_{};
  std::vector<IdType> free_{};
};

}  // namespace sim
