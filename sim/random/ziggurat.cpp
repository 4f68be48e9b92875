#include "sim/random/ziggurat.hpp"

#include "sim/random/math.hpp"

namespace sim::random {

namespace {

// Where the tail begins and the area of each layer, for 256 layers: the solution of the closing condition that layer
// 255 ends at the top of the density, found by us with 45 digits; the papers print them to 16.
constexpr double kExponentialTail = 7.69711747013104971405;
constexpr double kExponentialArea = 0.00394965982258155721997;
constexpr double kNormalTail = 3.65415288536100877165;
constexpr double kNormalArea = 0.00492867323397465534736;

/// Newton's iteration; only for the tables, since std::sqrt can't run in the compiler. Requires 0 <= x < 16.
constexpr double table_sqrt(double x) {
  if (x <= 0.0) {
    return 0.0;
  }
  double root = 4.0;
  for (int i = 0; i < 40; ++i) {
    root = (root + x / root) / 2.0;
  }
  return root;
}

struct ExponentialShape {
  static constexpr double density(double x) { return exp(-x); }
  static constexpr double inverse(double height) { return -log(height); }
};

struct NormalShape {
  static constexpr double density(double x) { return exp(-0.5 * x * x); }
  static constexpr double inverse(double height) { return table_sqrt(-2.0 * log(height)); }
};

/// Edges from the tail inwards: each layer has the same area, so the next height is the last plus area / width.
template <class Shape>
constexpr Ziggurat make_ziggurat(double tail, double area) {
  Ziggurat table;
  double outer = area / Shape::density(tail);  // layer 0: as wide as a rectangle of the area of base and tail
  double inner = tail;
  double height = Shape::density(tail);
  for (std::size_t i = 0; i < Ziggurat::kLayers; ++i) {
    table.scale[i] = outer * 0x1p-53;
    table.inside[i] = static_cast<std::uint64_t>(inner / outer * 0x1p53);
    table.density[i + 1] = height;
    outer = inner;
    const bool is_last = i + 2 >= Ziggurat::kLayers;
    height = is_last ? 1.0 : height + area / outer;
    inner = is_last ? 0.0 : Shape::inverse(height);
  }
  return table;
}

}  // namespace

constexpr Ziggurat kExponentialZiggurat = make_ziggurat<ExponentialShape>(kExponentialTail, kExponentialArea);
constexpr Ziggurat kNormalZiggurat = make_ziggurat<NormalShape>(kNormalTail, kNormalArea);

namespace {

/// A height uniform over the layer lies under the density at x.
template <class Shape>
bool is_under(const Ziggurat& table, Stream& stream, std::size_t layer, double x) {
  const double low = table.density[layer];
  return low + stream.uniform01() * (table.density[layer + 1] - low) < Shape::density(x);
}

/// Marsaglia, "Generating a variable from the tail of the normal distribution", Technometrics 6, 1964.
double normal_tail(Stream& stream) {
  for (;;) {
    const double beyond = -log(stream.uniform01()) / kNormalTail;
    if (-2.0 * log(stream.uniform01()) > beyond * beyond) {
      return kNormalTail + beyond;
    }
  }
}

}  // namespace

double exponential_outside(Stream& stream, std::size_t layer, double x) {
  if (layer == 0) {
    return kExponentialTail + exponential(stream);  // the tail of an exponential is an exponential
  }
  return is_under<ExponentialShape>(kExponentialZiggurat, stream, layer, x) ? x : exponential(stream);
}

double normal_outside(Stream& stream, std::size_t layer, double x, double sign) {
  if (layer == 0) {
    return sign * normal_tail(stream);
  }
  return is_under<NormalShape>(kNormalZiggurat, stream, layer, x) ? sign * x : normal(stream);
}

}  // namespace sim::random
