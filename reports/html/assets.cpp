#include "reports/html/assets.hpp"

#include <cstddef>

extern "C" {
extern const char headroom_asset_template_begin[];
extern const char headroom_asset_template_end[];
extern const char headroom_asset_style_begin[];
extern const char headroom_asset_style_end[];
extern const char headroom_asset_script_begin[];
extern const char headroom_asset_script_end[];
extern const char headroom_asset_charts_begin[];
extern const char headroom_asset_charts_end[];
}

namespace reports {

namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view template_asset() {
  return between(headroom_asset_template_begin, headroom_asset_template_end);
}
std::string_view style_asset() {
  return between(headroom_asset_style_begin, headroom_asset_style_end);
}
std::string_view script_asset() {
  return between(headroom_asset_script_begin, headroom_asset_script_end);
}
std::string_view charts_asset() {
  return between(headroom_asset_charts_begin, headroom_asset_charts_end);
}

}  // namespace reports
