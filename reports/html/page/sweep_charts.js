// Curves over the parameter of a sweep: one per architecture, dashed where it misses the objectives, with the 95 %
// interval as a band; and the strip that says who is the cheapest where.

let slice = data.slices[0]; // the points that the charts show: those at one value of every other parameter

const at = (x) => `${Number(x.toPrecision(4))}${data.axis.unit}`;

function parameterAxis(t, extra) {
  return Object.assign(
    {
      type: data.axis.log ? "log" : "value",
      min: slice.x[0],
      max: slice.x[slice.x.length - 1],
      axisLine: { lineStyle: { color: t.line } },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLabel: { color: t.soft, hideOverlap: true, formatter: at },
      axisPointer: { label: { show: false }, lineStyle: { color: t.soft, type: "solid", width: 1 } },
    },
    extra,
  );
}

function sweepLine(name, values, color, extra) {
  return Object.assign(
    {
      name,
      type: "line",
      data: values.map((v, k) => [slice.x[k], v]),
      showSymbol: slice.x.length < 40,
      symbol: "circle",
      symbolSize: 5,
      color,
      lineStyle: { width: 1.8, color },
      emphasis: { disabled: true },
      animation: false,
    },
    extra,
  );
}

// The dashed line begins and ends at the good points beside it, so that a curve has no gaps.
const where = (values, feasible, wanted) =>
  values.map((v, k) =>
    feasible[k] === wanted || (!wanted && (feasible[k - 1] === false || feasible[k + 1] === false)) ? v : null,
  );

function sweepSeries(curve) {
  return shown().flatMap((i) => {
    const { name, color } = data.architectures[i];
    const { mean, low, high } = slice.curves[curve][i];
    const band = { lineStyle: { width: 0 }, showSymbol: false, stack: name, tooltip: { show: false }, silent: true };
    const series = [
      sweepLine(name, where(mean, slice.feasible[i], true), color),
      sweepLine(`${name}, misses the objectives`, where(mean, slice.feasible[i], false), color, {
        lineStyle: { width: 1.4, type: [5, 4], color, opacity: 0.7 },
        showSymbol: false,
      }),
    ];
    if (low.some((v) => v !== null)) {
      series.push(
        sweepLine("", low, color, band),
        sweepLine(
          "",
          high.map((v, k) => (v === null || low[k] === null ? null : v - low[k])),
          color,
          Object.assign({}, band, { areaStyle: { color, opacity: 0.18 } }),
        ),
      );
    }
    return series;
  });
}

// Stretches where one architecture is the cheapest by more than 1 %, in its colour. Grey: none is, or the crossing lies
// there. Nothing: none meets the objectives.
function stripSeries(t) {
  const pieces = [];
  data.stretches.forEach(({ from, to, best }, k) => {
    if (k > 0) pieces.push([data.stretches[k - 1].to, from, null]);
    if (best.length > 0) pieces.push([from, to, best.length === 1 ? best[0] : null]);
  });
  return pieces
    .filter(([from, to]) => to > from)
    .map(([from, to, owner]) => {
      const color = owner === null ? t.traffic : data.architectures[owner].color;
      return {
        name: "",
        type: "line",
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: [
          [from, 0.5],
          [to, 0.5],
        ],
        symbol: "none",
        silent: true,
        animation: false,
        lineStyle: { width: 14, color, cap: "butt" },
        tooltip: { show: false },
      };
    });
}

// Where the strip stands below the chart, both have the same edges: the place for labels is kept by hand, since what
// charts keep by themselves depends on the labels of each.
function grids(yAxis, hasStrip) {
  if (!hasStrip) return [{ left: 4, right: 18, top: 14, bottom: 4, containLabel: true }];
  const longest = Math.max(...[yAxis.min, yAxis.max].map((v) => usdTick(v).length));
  const edges = { left: 16 + 7 * longest, right: 34, outerBoundsMode: "none" };
  return [Object.assign({ top: 14, bottom: 62 }, edges), Object.assign({ height: 16, bottom: 8 }, edges)];
}

function sweepOption(t, curve, format, yAxis, hasStrip) {
  const option = {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: rootStyle().getPropertyValue("font-family") || "sans-serif" },
    grid: grids(yAxis, hasStrip),
    xAxis: [parameterAxis(t)],
    yAxis: [yAxis],
    tooltip: tooltip(t, { all: format }, at),
    series: sweepSeries(curve),
  };
  if (hasStrip) {
    option.xAxis.push(parameterAxis(t, { gridIndex: 1, axisLabel: { show: false }, axisLine: { show: false } }));
    option.yAxis.push({ gridIndex: 1, type: "value", min: 0, max: 1, show: false });
    option.series.push(...stripSeries(t));
  }
  return option;
}

// Where a logarithmic axis ends: near its values, and so far from the next power of ten that both labels have room.
function logEnd(value, isTop) {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const steps = (isTop ? [1, 5, 10] : [2, 1]).map((m) => m * power);
  return steps.find((s) => (isTop ? s >= value * 0.9999 : s <= value * 1.0001));
}

// Values that differ by more than a factor of twenty are read on a logarithmic axis, which ends where they do.
function wideAxis(t, format, values) {
  const positive = values.filter((v) => v > 0);
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  if (positive.length === 0 || most <= 20 * least) {
    return valueAxis(t, format, { max: niceTop(most, 4), interval: niceTop(most, 4) / 4 });
  }
  return valueAxis(t, format, {
    type: "log",
    min: logEnd(least, false),
    max: logEnd(most, true),
    axisLabel: { color: t.soft, formatter: format, hideOverlap: true },
  });
}

const valuesOf = (curve) => shown().flatMap((i) => slice.curves[curve][i].mean);
const moneyAxis = (t, curve) => wideAxis(t, usdTick, valuesOf(curve));

function latencyOption(t) {
  const objective = data.slo_latency_ms === null ? [] : [data.slo_latency_ms];
  const option = sweepOption(t, "latency_p99", ms, wideAxis(t, ms, valuesOf("latency_p99").concat(objective)));
  objective.forEach((limit) =>
    option.series.push(
      sweepLine("", [], t.ink, {
        data: [slice.x[0], slice.x[slice.x.length - 1]].map((x) => [x, limit]),
        showSymbol: false,
        silent: true,
        lineStyle: { width: 1.2, type: [2, 3], color: t.ink },
      }),
    ),
  );
  return option;
}

// With several parameters: at which values of the others the curves are drawn.
function sliceControls() {
  const place = document.getElementById("slices");
  const picked = data.others.map(() => 0);
  data.others.forEach((axis, i) => {
    const label = document.createElement("label");
    label.append(`${axis.path} = `);
    const select = document.createElement("select");
    axis.values.forEach((value, k) => select.add(new Option(value, k)));
    select.addEventListener("change", () => {
      picked[i] = Number(select.value);
      slice = data.slices[picked.reduce((index, k, j) => index * data.others[j].values.length + k, 0)];
      drawAll();
    });
    label.append(select);
    place.append(label);
  });
}

function sweepFigures() {
  const hasStrip = data.stretches.length > 0;
  figure("sweep-cost", {
    title: "Cost per month",
    unit: hasStrip ? "USD; below, the cheapest at that value, grey where none is by more than 1 %" : "USD",
    height: 360,
    build: (t) => sweepOption(t, "cost", usd, moneyAxis(t, "cost"), hasStrip),
  });
  figure("sweep-million", {
    title: "Cost per million requests",
    unit: "USD",
    height: 260,
    build: (t) => sweepOption(t, "cost_per_million", usd, moneyAxis(t, "cost_per_million")),
  });
  figure("sweep-million", {
    title: "CPU used of CPU billed",
    unit: "",
    height: 260,
    build: (t) => sweepOption(t, "cpu_utilisation", share, valueAxis(t, share)),
  });
  figure("sweep-service", {
    title: "Latency p99",
    unit: data.slo_latency_ms === null ? "" : `dotted: the objective, ${ms(data.slo_latency_ms)}`,
    height: 260,
    build: latencyOption,
  });
  figure("sweep-service", {
    title: "Rejected",
    unit: "of the requests",
    height: 260,
    build: (t) => sweepOption(t, "rejected", share, valueAxis(t, share, { max: (v) => Math.max(v.max, 0.01) })),
  });
}
