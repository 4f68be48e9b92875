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

// Where an architecture is feasible on one side of a gap only, the dashed line goes on from its last good point.
const where = (values, feasible, wanted) =>
  values.map((v, k) => (feasible[k] === wanted || (!wanted && (feasible[k - 1] || feasible[k + 1])) ? v : null));

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

function sweepOption(t, curve, format, yAxis, hasStrip) {
  const top = { left: 4, right: 18, top: 14, bottom: hasStrip ? 40 : 4, containLabel: true };
  const option = {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: rootStyle().getPropertyValue("font-family") || "sans-serif" },
    grid: [top],
    xAxis: [parameterAxis(t)],
    yAxis: [yAxis],
    tooltip: tooltip(t, { all: format }, at),
    series: sweepSeries(curve),
  };
  if (hasStrip) {
    option.grid.push({ left: 62, right: 18, height: 16, bottom: 8 });
    option.grid[0] = { left: 62, right: 18, top: 14, bottom: 62 };
    option.xAxis.push(parameterAxis(t, { gridIndex: 1, axisLabel: { show: false }, axisLine: { show: false } }));
    option.yAxis.push({ gridIndex: 1, type: "value", min: 0, max: 1, show: false });
    option.series.push(...stripSeries(t));
  }
  return option;
}

// Costs that differ by more than a factor of twenty are read on a logarithmic axis.
function moneyAxis(t, curve) {
  const values = shown().flatMap((i) => slice.curves[curve][i].mean.filter((v) => v > 0));
  const isWide = values.length > 0 && Math.max(...values) > 20 * Math.min(...values);
  return valueAxis(t, usdTick, isWide ? { type: "log", min: undefined } : {});
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
    unit: "",
    height: 260,
    build: (t) => sweepOption(t, "latency_p99", ms, valueAxis(t, ms, { type: "log", min: undefined })),
  });
  figure("sweep-service", {
    title: "Rejected",
    unit: "of the requests",
    height: 260,
    build: (t) => sweepOption(t, "rejected", share, valueAxis(t, share, { max: (v) => Math.max(v.max, 0.01) })),
  });
}
