// Colours of the theme, and the axes of charts: time, values from zero, nice steps.

const rootStyle = () => getComputedStyle(document.documentElement);

function theme() {
  const style = rootStyle();
  const of = (name) => style.getPropertyValue(name).trim();
  return {
    ink: of("--ink"),
    soft: of("--soft"),
    line: of("--line"),
    grid: of("--grid"),
    panel: of("--panel"),
    traffic: of("--traffic"),
  };
}

function timeAxis(t, width) {
  const step = timeStep(width);
  return {
    type: "value",
    min: 0,
    max: data.duration_s,
    interval: step,
    axisLine: { lineStyle: { color: t.line } },
    axisTick: { show: false },
    splitLine: { show: false },
    axisLabel: {
      color: t.soft,
      hideOverlap: true,
      showMaxLabel: data.duration_s % step === 0,
      formatter: tickLabel,
    },
    axisPointer: { label: { show: false }, lineStyle: { color: t.soft, type: "solid", width: 1 } },
  };
}

function valueAxis(t, format, extra) {
  return Object.assign(
    {
      type: "value",
      min: 0,
      splitNumber: 4,
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: t.soft, formatter: format },
      splitLine: { lineStyle: { color: t.grid } },
      axisPointer: { show: false },
    },
    extra,
  );
}

function niceTop(value, steps) {
  if (!(value > 0)) return 1;
  const raw = value / steps;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((m) => m * power).find((s) => s >= raw * 0.999);
  return step * steps;
}
