// From what people state (mean, cv) to the parameters in which the Weibull and the bounded Pareto distribution are
// drawn. Both are solved by bisection with our own functions, so that the parameters are the same bits everywhere.
#pragma once

namespace sim::random {

/// Range of Weibull shapes that is accepted; within it cv falls from 429 to 0.0127.
inline constexpr double kWeibullShapeMin = 0.1;
inline constexpr double kWeibullShapeMax = 100.0;

/// Mean of a Weibull distribution with scale 1: Gamma(1 + 1/k).
double weibull_mean(double shape);
/// cv^2 = Gamma(1 + 2/k) / Gamma(1 + 1/k)^2 - 1.
double weibull_cv(double shape);
/// The shape with that cv. Requires a cv within the range above.
double weibull_shape(double cv);

/// E[X^order] / high^order of the Pareto distribution with density proportional to x^(-alpha - 1) on [low, high],
/// written in the spread t = log(high / low): alpha e^(-order t) (e^((order - alpha) t) - 1) / ((order - alpha)
/// (1 - e^(-alpha t))), with t in place of the quotient by (order - alpha) where that is zero. Requires alpha, t > 0.
double pareto_moment(double alpha, double spread, int order);
/// The spread at which mean / high has that value, or 0 if even low = 1 ns, spread = `spread_max`, gives a larger one.
/// Requires 0 < mean_over_high < 1.
double pareto_spread(double alpha, double mean_over_high, double spread_max);

}  // namespace sim::random
