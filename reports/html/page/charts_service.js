// What requests meet: latency, cold starts, refusals.

// Ticks at 1, 2 and 5 times the powers of ten: a log axis over one decade would have two ticks otherwise.
function latencyAxis(t) {
  const values = ["latency_p50", "latency_p99_worst"].flatMap((c) =>
    shown().flatMap((i) => data[c][i].filter((v) => v > 0)),
  );
  const ticks = [];
  for (let power = -3; power < 8; ++power) ticks.push(10 ** power, 2 * 10 ** power, 5 * 10 ** power);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const first = ticks.filter((v) => v <= low).pop() || ticks[0];
  const last = ticks.find((v) => v >= high) || ticks[ticks.length - 1];
  let used = ticks.filter((v) => v >= first && v <= last);
  if (used.length > 9) used = used.filter((v) => /^1/.test(v.toExponential()));
  return {
    min: first,
    max: last,
    type: "log",
    axisLabel: { color: t.soft, formatter: ms, customValues: used },
    axisTick: { show: false, customValues: used },
  };
}

function latencyFigure() {
  if (!anyAbove("latency_p50")) {
    dropSection("latency");
    return;
  }
  figure("latency", {
    title: "Latency",
    unit: "p99 solid, its worst moments faint, p50 dashed",
    height: 320,
    build(t, width) {
      const both = shown().flatMap((i) => {
        const a = data.architectures[i];
        const positive = (values) => values.map((v) => (v > 0 ? v : null));
        const worst = line("", positive(data.latency_p99_worst[i]), a.color, {
          lineStyle: { width: 1, color: a.color, opacity: 0.3 },
        });
        return [
          worst,
          line(`${a.name} p99`, positive(data.latency_p99[i]), a.color, {
            lineStyle: { width: 1.6, color: a.color },
          }),
          line(`${a.name} p50`, positive(data.latency_p50[i]), a.color, {
            lineStyle: { width: 1.4, type: [4, 3], color: a.color },
          }),
        ];
      });
      return timeOption(t, width, { all: ms }, valueAxis(t, ms, latencyAxis(t)), both);
    },
  });
}

function troubleFigures() {
  data.refused = data.rejected.map((values, i) =>
    values.map((v, k) => (v === null ? null : v + (data.timed_out[i][k] || 0))),
  );
  const build = (curve) => (t, width) =>
    timeOption(
      t,
      width,
      { all: plain },
      valueAxis(t, plain, { minInterval: 1 }),
      shown()
        .filter((i) => data[curve][i].some((v) => v > 0))
        .map((i) =>
          line(data.architectures[i].name, data[curve][i], data.architectures[i].color, {
            step: "end",
            lineStyle: { width: 1.2 },
            areaStyle: { opacity: 0.25 },
          }),
        ),
    );
  const unit = `requests per ${stepWords(data.coarse_step_s)}`;
  figure("trouble", {
    title: "Cold starts",
    unit,
    height: 200,
    build: build("cold_starts"),
    empty: anyAbove("cold_starts") ? "" : "No request waited for a cold start.",
  });
  figure("trouble", {
    title: "Refused or timed out",
    unit,
    height: 200,
    build: build("refused"),
    empty: anyAbove("refused") ? "" : "No request was refused or timed out.",
  });
}
