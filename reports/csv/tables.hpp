// One function per file of OUT/. Column names and meaning are a contract (docs); rows come in a fixed order.
#pragma once

#include "models/ports/run_result.hpp"
#include "reports/files/text_sink.hpp"

namespace reports {

/// One row per architecture and metric: mean and 95 % interval over the replications.
void write_summary(const models::ExperimentResult& result, TextSink& sink);
/// One row per architecture, replication and metric.
void write_replications(const models::ExperimentResult& result, TextSink& sink);
/// Replication 0, one row per architecture and tick; time_s is the start of the tick.
void write_timeseries(const models::ExperimentResult& result, TextSink& sink);
/// One row per architecture, tick and column: mean, lowest and highest of the replications that have a value.
void write_timeseries_summary(const models::ExperimentResult& result, TextSink& sink);
/// One row per charge of each run, columns named as in the FinOps FOCUS specification 1.2. Own columns start with x_.
void write_cost(const models::ExperimentResult& result, TextSink& sink);
/// Replication 0, one row per event.
void write_events(const models::ExperimentResult& result, TextSink& sink);
/// Replication 0, one row per launch of a replica: how long it waited, and for what. Where there are more than 10,000
/// launches, every second, fourth ... of them.
void write_launches(const models::ExperimentResult& result, TextSink& sink);
/// Replication 0, one row per architecture and tick: what the provider owns.
void write_fleet(const models::ExperimentResult& result, TextSink& sink);
/// One row per run, meter and hour, in base units: what a bill is computed from.
void write_usage(const models::ExperimentResult& result, TextSink& sink);
/// One row per value that theory predicts, beside the simulated one; a statement without values has a row of its own.
void write_theory(const models::ExperimentResult& result, TextSink& sink);
/// One row per value that the runs used.
void write_assumptions(const models::ExperimentResult& result, TextSink& sink);

}  // namespace reports
