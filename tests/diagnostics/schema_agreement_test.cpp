// Editors check a scenario with the JSON Schema, the program with its reader: they must agree. Every text of demo/ that
// is YAML at all is given to both (Debian's python3-jsonschema). What only the reader can know is listed here.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "sim/config/json_schema.hpp"
#include "sim/config/reader.hpp"
#include "tests/support/demo_config.hpp"

namespace {

namespace fs = std::filesystem;

/// Wrong only by bounds of quantities, by a struct's checks, by YAML's own rules, by a file or an override.
const std::set<std::string> kOnlyTheReaderKnows = {"meaning",   "files",      "file-is-folder", "duplicate-keys",
                                                   "set-wrong", "alias-bomb", "syntax-quote",   "byte-order-mark"};

constexpr const char* kChecker = R"python(
import json, sys, warnings
warnings.simplefilter("ignore")
try:
    import jsonschema, yaml
except ImportError as error:
    print("missing", error.name)
    sys.exit(0)
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
validator = jsonschema.Draft7Validator(schema)
for name in sys.argv[2:]:
    try:
        tree = yaml.safe_load(open(name, encoding="utf-8"))
        tree = json.loads(json.dumps(tree, default=str))
    except Exception:
        print(name, "unreadable")
        continue
    print(name, "valid" if validator.is_valid(tree) else "invalid")
)python";

std::string output_of(const std::string& command) {
  std::string output;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) {
    return output;
  }
  char buffer[4096];
  while (const std::size_t count = std::fread(buffer, 1, sizeof buffer, pipe)) {
    output.append(buffer, count);
  }
  return pclose(pipe) == 0 ? output : "failed: " + output;
}

/// Of this process, since two builds may be tested at the same time.
fs::path own_folder(const std::string& name) {
  return fs::path{testing::TempDir()} / ("headroom_schema_" + name + "_" + std::to_string(getpid()));
}

std::string quoted(const fs::path& path) {
  return "'" + path.string() + "'";
}

bool reader_accepts(const fs::path& file) {
  sim::config::Diagnostics diagnostics;
  const sim::config::Document document = sim::config::Document::load_file(file.string(), diagnostics);
  return sim::config::read<demo::Scenario>(document, demo::families(), diagnostics).has_value();
}

TEST(SchemaAgreement, ReaderAndSchemaAgreeOnEveryText) {
  const fs::path folder = own_folder("every");
  fs::create_directories(folder);
  std::ofstream{folder / "check.py"} << kChecker;
  std::ofstream{folder / "schema.json"} << sim::config::json_schema(demo::Scenario::schema(), demo::families());
  std::string command = "/usr/bin/python3 " + quoted(folder / "check.py") + " " + quoted(folder / "schema.json");
  std::map<std::string, fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator{fs::path{__FILE__}.parent_path() / "demo"}) {
    // The alias bomb and the deep nesting do to the other parser what they are meant to do.
    const std::string name = entry.path().stem().string();
    if (entry.path().extension() == ".yaml" && name != "alias-bomb" && name != "deep") {
      files[entry.path().string()] = entry.path();
      command += " " + quoted(entry.path());
    }
  }
  std::istringstream answers{output_of(command)};
  std::size_t compared = 0;
  std::size_t valid = 0;
  for (std::string line; std::getline(answers, line);) {
    const std::size_t space = line.rfind(' ');  // the folder's name may hold others
    const std::string file = line.substr(0, space);
    const std::string answer = line.substr(space + 1);
    if (file == "missing") {
      GTEST_SKIP() << "python3 has no " << answer;
    }
    ASSERT_EQ(files.count(file), 1U) << file << " " << answer;
    const std::string name = files[file].stem().string();
    const bool accepts = reader_accepts(files[file]);
    if (accepts) {
      EXPECT_EQ(answer, "valid") << name << ": the reader accepts what an editor would mark as wrong";
    } else if (answer != "unreadable" && kOnlyTheReaderKnows.count(name) == 0) {
      EXPECT_EQ(answer, "invalid") << name << ": an editor would not mark what the reader refuses";
    }
    ++compared;
    valid += accepts ? 1 : 0;
  }
  fs::remove_all(folder);
  EXPECT_EQ(compared, files.size());
  EXPECT_GE(valid, 5U);
}

/// One mistake at a time in a good text: a file with ten mistakes is refused whichever one the schema knows.
TEST(SchemaAgreement, EachMistakeAloneIsRefusedByBoth) {
  const std::string good = "name: web\nrate: 40/s\ncontainers: {app: {cpu: 1, memory: 1GiB}}\n";
  const std::map<std::string, std::string> parts = {
      {"good_short", "architectures: {a: function}"},
      {"good_integer_with_exponent",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 1e3}}}"},
      {"good_integer_with_underscore",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 1_000}}}"},
      {"good_quoted_integer",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: '3'}}}"},
      {"good_note", "architectures: {a: {kind: function, x-why: [1, {b: c}]}, x-note: 3}"},
      {"good_negative", "architectures: {}\nshift: -6h"},
      {"good_distribution",
       "architectures: {a: {kind: group, instance_type: t, boot: {kind: uniform, low: 1s, high: 2s}, scaling: {kind: "
       "fixed, replicas: 3}}}"},
      {"good_list", "architectures: {a: {kind: function, metrics: [cpu, requests_per_target]}}"},
      {"bad_short_needs_more", "architectures: {a: group}"},
      {"bad_kind", "architectures: {a: {kind: nothing}}"},
      {"bad_kind_missing", "architectures: {a: {memory: 1GiB}}"},
      {"bad_kind_short", "architectures: {a: nothing}"},
      {"bad_unknown_key", "architectures: {}\nratio: 3"},
      {"bad_unknown_key_in_entry", "architectures: {a: {kind: function, memroy: 1GiB}}"},
      {"bad_key_of_other_kind", "architectures: {a: {kind: function, instance_type: t}}"},
      {"bad_enum", "architectures: {a: {kind: function, metrics: [memory]}}"},
      {"bad_list", "architectures: {a: {kind: function, metrics: cpu}}"},
      {"bad_name", "architectures: {A B: function}"},
      {"bad_null", "architectures: {a: }"},
      {"bad_no_unit", "architectures: {}\nduration: 300"},
      {"bad_unit", "architectures: {}\nduration: 5sec"},
      {"bad_sign", "architectures: {}\nduration: -5s"},
      {"bad_memory_unit", "architectures: {a: {kind: function, memory: 512MB}}"},
      {"bad_size_unit",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 3}, load_balancer: "
       "{largest_request: 1MiB}}}"},
      {"bad_bool",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 3}, load_balancer: "
       "{cross_zone: 3}}}"},
      {"bad_number",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 3}, price_factor: many}}"},
      {"bad_number_range",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 3}, price_factor: 11}}"},
      {"bad_integer", "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 2.5}}}"},
      {"bad_integer_range", "architectures: {a: {kind: group, instance_type: t, scaling: {kind: fixed, replicas: 0}}}"},
      {"bad_percentage",
       "architectures: {a: {kind: group, instance_type: t, scaling: {kind: target_tracking, target: 0.5}}}"},
      {"bad_distribution_kind",
       "architectures: {a: {kind: group, instance_type: t, boot: {kind: normal, mean: 1s}, scaling: {kind: fixed, "
       "replicas: 3}}}"},
      {"bad_distribution_key",
       "architectures: {a: {kind: group, instance_type: t, boot: {kind: exponential, mean: 1s, cv: 2}, scaling: {kind: "
       "fixed, replicas: 3}}}"},
      {"bad_distribution_missing",
       "architectures: {a: {kind: group, instance_type: t, boot: {kind: gamma, mean: 1s}, scaling: {kind: fixed, "
       "replicas: 3}}}"},
      {"bad_distribution_both",
       "architectures: {a: {kind: group, instance_type: t, boot: {kind: weibull, mean: 1s, cv: 1, shape: 1}, scaling: "
       "{kind: fixed, replicas: 3}}}"},
      {"bad_struct",
       "architectures: {a: {kind: group, instance_type: t, load_balancer: alb, scaling: {kind: fixed, replicas: 3}}}"},
      {"bad_missing", "request: []"},
  };
  const fs::path folder = own_folder("each");
  fs::create_directories(folder);
  std::ofstream{folder / "check.py"} << kChecker;
  std::ofstream{folder / "schema.json"} << sim::config::json_schema(demo::Scenario::schema(), demo::families());
  std::string command = "/usr/bin/python3 " + quoted(folder / "check.py") + " " + quoted(folder / "schema.json");
  for (const auto& [name, part] : parts) {
    std::ofstream{folder / (name + ".yaml")} << good << part << "\n";
    command += " " + quoted(folder / (name + ".yaml"));
  }
  std::istringstream answers{output_of(command)};
  std::size_t compared = 0;
  for (std::string file, answer; answers >> file >> answer; ++compared) {
    if (file == "missing") {
      GTEST_SKIP() << "python3 has no " << answer;
    }
    const std::string name = fs::path{file}.stem().string();
    const bool is_good = name.rfind("good", 0) == 0;
    EXPECT_EQ(reader_accepts(file), is_good) << name << ": " << parts.at(name);
    EXPECT_EQ(answer, is_good ? "valid" : "invalid") << name << ": " << parts.at(name);
  }
  fs::remove_all(folder);
  EXPECT_EQ(compared, parts.size());
}

}  // namespace
