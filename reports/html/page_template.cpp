#include "reports/html/page_template.hpp"

#include "reports/html/assets.hpp"
#include "sim/check.hpp"

namespace reports {

void fill_template(std::string_view page, std::string_view script,
                   const std::function<std::string(std::string_view slot)>& content, TextSink& sink) {
  std::string_view rest = page;
  while (true) {
    const std::size_t open = rest.find("{{");
    sink.write(rest.substr(0, open));
    if (open == std::string_view::npos) {
      return;
    }
    const std::size_t close = rest.find("}}", open);
    SIM_CHECK(close != std::string_view::npos, "slots of a template are closed");
    const std::string_view slot = rest.substr(open + 2, close - open - 2);
    if (slot == "style") {
      sink.write(style_asset());
    } else if (slot == "charts") {
      sink.write(charts_asset());
    } else if (slot == "script") {
      sink.write(script);
    } else {
      sink.write(content(slot));
    }
    rest.remove_prefix(close + 2);
  }
}

}  // namespace reports
