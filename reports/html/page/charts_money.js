// What it costs: curves of cost, and the charges of a month.

function costFigures() {
  const build = (curve) => (t, width) =>
    timeOption(t, width, { all: usd }, valueAxis(t, usdTick), perArchitecture(curve));
  figure("cost", { title: "Cost per hour", unit: "USD per hour", height: 270, build: build("cost_per_hour") });
  figure("cost", {
    title: "Spent so far",
    unit: "USD since the start",
    height: 270,
    build: build("cost_cumulative"),
  });
}

function chargeFigure() {
  // Of its own, quiet and apart from the colours of the architectures.
  const palette = [
    "#4a7fa5",
    "#7fb0a8",
    "#b8a15a",
    "#a8705f",
    "#7d6b96",
    "#8fa3b8",
    "#5f8f6b",
    "#c08f9c",
    "#6b7480",
    "#a9a08c",
  ];
  data.charges.forEach((charge, i) => {
    charge.color = palette[i % palette.length];
  });
  const keys = data.charges.map((charge) => {
    const color = charge.ranked ? charge.color : "var(--traffic)";
    return `<span><i class="dot" style="--c:${color}"></i>${escapeHtml(charge.label)}</span>`;
  });
  document.querySelector('[data-keys="charges"]').innerHTML = keys.join("");
  figure("charges", {
    title: "Cost per month by charge",
    unit: "USD per month",
    height: 44 + 46 * data.architectures.length,
    build(t, width) {
      const rows = shown();
      const series = data.charges.map((charge) => ({
        name: charge.label,
        type: "bar",
        stack: "all",
        barMaxWidth: 26,
        animation: false,
        emphasis: { disabled: true },
        data: rows.map((i) => charge.usd[i]),
        itemStyle: { color: charge.ranked ? charge.color : t.traffic, borderColor: t.panel, borderWidth: 1 },
      }));
      return {
        animation: false,
        aria: { enabled: true },
        series,
        grid: { left: 4, right: 16, top: 8, bottom: 4, containLabel: true },
        xAxis: valueAxis(t, usdTick, { splitNumber: Math.max(2, Math.floor(width / 170)) }),
        yAxis: {
          type: "category",
          inverse: true,
          data: rows.map((i) => data.architectures[i].name),
          axisLine: { show: false },
          axisTick: { show: false },
          axisLabel: { color: t.ink, width: 110, overflow: "truncate" },
        },
        tooltip: Object.assign(tooltip(t, {}), {
          axisPointer: { type: "shadow" },
          formatter(items) {
            const lines = items
              .filter((item) => item.value > 0)
              .sort((a, b) => b.value - a.value)
              .map((item) => tipRow(item.color, item.seriesName, usd(item.value)));
            return `<div class="tip">${escapeHtml(items[0].name)}<table>${lines.join("")}</table></div>`;
          },
        }),
      };
    },
  });
}
