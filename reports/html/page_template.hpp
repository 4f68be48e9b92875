// A page from its template: text with `{{slots}}`.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "reports/files/text_sink.hpp"

namespace reports {

/// Writes `page` with each slot replaced: `style`, `charts` and `script` by the assets, all others by `content`.
void fill_template(std::string_view page, std::string_view script,
                   const std::function<std::string(std::string_view slot)>& content, TextSink& sink);

}  // namespace reports
