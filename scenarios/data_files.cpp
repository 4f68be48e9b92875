#include "scenarios/data_files.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/core.h>

namespace scenarios {

namespace {

using sim::config::Choice;
using sim::config::Field;
using sim::config::FilePath;
using sim::config::Node;
using sim::config::Schema;
using sim::config::Type;
using sim::config::ValueType;

class Walk {
 public:
  std::vector<DataFile> files{};

  void walk_struct(const Schema& schema, const void* object, Node& tree) {
    for (const Field& field : schema.fields) {
      const void* member = static_cast<const char*>(object) + field.offset;
      const void* value = field.engaged != nullptr ? field.engaged(member) : member;
      Node::Entry* entry = tree.find(field.key);
      if (value != nullptr && entry != nullptr) {
        walk_value(field.type, value, entry->value);
      }
    }
  }

 private:
  void walk_value(const ValueType& type, const void* value, Node& node) {
    switch (type.type) {
      case Type::kFile:
        if (type.resolves) {
          node.text = "data/" + name_for(static_cast<const FilePath*>(value)->resolved);
        }
        break;
      case Type::kStruct:
        walk_struct(type.schema(), value, node);
        break;
      case Type::kOneOf: {
        const auto& choice = *static_cast<const Choice*>(value);
        if (node.kind == Node::Kind::kMap) {
          walk_struct(*choice.schema, choice.config.get(), node);
        }
        break;
      }
      case Type::kList:
        for (std::size_t i = 0; i < type.size(value); ++i) {
          walk_value(*type.element, type.at(value, i), node.items[i]);
        }
        break;
      case Type::kNamed:
        for (std::size_t i = 0; i < type.size(value); ++i) {
          walk_value(*type.element, type.at(value, i), node.entries[i].value);
        }
        break;
      default:
        break;
    }
  }

  std::string name_for(const std::string& source) {
    for (const DataFile& file : files) {
      if (file.source == source) {
        return file.name;
      }
    }
    const std::filesystem::path path{source};
    std::string name = path.filename().string();
    const auto is_taken = [&](const DataFile& file) { return file.name == name; };
    for (int copy = 2; std::any_of(files.begin(), files.end(), is_taken); ++copy) {
      name = fmt::format("{}-{}{}", path.stem().string(), copy, path.extension().string());
    }
    files.push_back({source, name});
    return name;
  }
};

}  // namespace

std::vector<DataFile> collect_data_files(const Schema& schema, const void* object, Node& tree) {
  Walk walk;
  walk.walk_struct(schema, object, tree);
  return walk.files;
}

}  // namespace scenarios
