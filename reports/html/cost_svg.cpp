#include "reports/html/cost_svg.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "reports/html/page_parts.hpp"
#include "reports/html/palette.hpp"
#include "reports/text/numbers.hpp"

namespace reports {

namespace {

constexpr double kWidth = 720.0;
constexpr double kLabelWidth = 170.0;
constexpr double kValueWidth = 110.0;
constexpr double kRowHeight = 36.0;

double finite_or(double value, double fallback) {
  return std::isfinite(value) ? value : fallback;
}

}  // namespace

std::string cost_svg(const ReportModel& model) {
  double top = 0.0;
  for (const ArchitectureReport& architecture : model.architectures) {
    const Estimate& cost = architecture.metric(models::MetricId::kCostPerMonth);
    top = std::max(top, std::max(finite_or(cost.mean, 0.0), finite_or(cost.high, 0.0)));
  }
  const double scale = top > 0.0 ? (kWidth - kLabelWidth - kValueWidth) / top : 0.0;
  const double height = kRowHeight * static_cast<double>(model.architectures.size()) + 8.0;
  std::string text = fmt::format(
      "<svg class=\"bars\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"Cost per month of each "
      "architecture\" font-size=\"14\">\n",
      kWidth, height);
  for (std::size_t i = 0; i < model.architectures.size(); ++i) {
    const Estimate& cost = model.architectures[i].metric(models::MetricId::kCostPerMonth);
    const double y = kRowHeight * static_cast<double>(i) + 4.0;
    const double middle = y + 14.0;
    const double width = scale * finite_or(cost.mean, 0.0);
    text += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\" fill=\"currentColor\">{}</text>"
        "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"26\" rx=\"4\" fill=\"{}\"/>",
        kLabelWidth - 10.0, middle + 4.0, escaped(model.architectures[i].name), kLabelWidth, y + 1.0, width,
        architecture_color(i));
    if (std::isfinite(cost.low) && std::isfinite(cost.high)) {
      text += fmt::format("<path d=\"M{0:.1f} {2:.1f}H{1:.1f}\" stroke=\"currentColor\" stroke-width=\"2\"/>",
                          kLabelWidth + scale * cost.low, kLabelWidth + scale * cost.high, middle);
    }
    text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"currentColor\">{}</text>\n",
                        kLabelWidth + std::max(width, scale * finite_or(cost.high, 0.0)) + 10.0, middle + 4.0,
                        escaped(dollars(cost.mean)));
  }
  return text + "</svg>";
}

}  // namespace reports
