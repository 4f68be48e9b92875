// The forecast of predictive scaling.
#pragma once

#include <memory>

#include "models/ports/predictive_scaling.hpp"

namespace models::scaling {

std::unique_ptr<LoadForecaster> make_load_forecaster();

}  // namespace models::scaling
