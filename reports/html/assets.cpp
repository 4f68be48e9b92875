#include "reports/html/assets.hpp"

#include <cstddef>

extern "C" {
extern const char kHeadroomTemplateAssetBegin[];
extern const char kHeadroomTemplateAssetEnd[];
extern const char kHeadroomStyleAssetBegin[];
extern const char kHeadroomStyleAssetEnd[];
extern const char kHeadroomScriptAssetBegin[];
extern const char kHeadroomScriptAssetEnd[];
extern const char kHeadroomSweepTemplateAssetBegin[];
extern const char kHeadroomSweepTemplateAssetEnd[];
extern const char kHeadroomSweepScriptAssetBegin[];
extern const char kHeadroomSweepScriptAssetEnd[];
extern const char kHeadroomChartsAssetBegin[];
extern const char kHeadroomChartsAssetEnd[];
}

namespace reports {

namespace {

std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

}  // namespace

std::string_view template_asset() {
  return between(kHeadroomTemplateAssetBegin, kHeadroomTemplateAssetEnd);
}
std::string_view style_asset() {
  return between(kHeadroomStyleAssetBegin, kHeadroomStyleAssetEnd);
}
std::string_view script_asset() {
  return between(kHeadroomScriptAssetBegin, kHeadroomScriptAssetEnd);
}
std::string_view sweep_template_asset() {
  return between(kHeadroomSweepTemplateAssetBegin, kHeadroomSweepTemplateAssetEnd);
}
std::string_view sweep_script_asset() {
  return between(kHeadroomSweepScriptAssetBegin, kHeadroomSweepScriptAssetEnd);
}
std::string_view charts_asset() {
  return between(kHeadroomChartsAssetBegin, kHeadroomChartsAssetEnd);
}

}  // namespace reports
