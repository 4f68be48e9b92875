// Curves over time: points, lines, what the pointer shows, and the option of a whole time chart.

// Noisy curves come in coarser steps than the others; a curve's length tells which it is.
const fine = Math.max(data.traffic.length, ...data.fleet_hosts.map((values) => values.length));
const points = (values) => {
  const step = values.length === fine ? data.step_s : data.coarse_step_s;
  return values.map((v, i) => [i * step, v]);
};

function line(name, values, color, extra) {
  return Object.assign(
    {
      name,
      type: "line",
      data: points(values),
      showSymbol: false,
      symbol: "circle",
      symbolSize: 6,
      color,
      lineStyle: { width: 1.8, color },
      emphasis: { disabled: true },
      animation: false,
    },
    extra,
  );
}

function timeOption(t, width, formats, yAxis, series) {
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: rootStyle().getPropertyValue("font-family") || "sans-serif" },
    grid: { left: 4, right: 6, top: 16, bottom: 4, containLabel: true },
    xAxis: timeAxis(t, width),
    yAxis,
    tooltip: tooltip(t, formats),
    series,
    dataZoom: [
      {
        type: "inside",
        filterMode: "none",
        zoomOnMouseWheel: "shift",
        moveOnMouseMove: "shift",
        moveOnMouseWheel: false,
        preventDefaultMouseMove: false,
      },
    ],
  };
}

// There are eight colours; the ninth architecture and those after it are dashed.
const perArchitecture = (curve, extra) =>
  shown().map((i) => {
    const { name, color } = data.architectures[i];
    return line(
      name,
      data[curve][i],
      color,
      Object.assign({ lineStyle: { width: 1.8, color, type: i < 8 ? "solid" : [6, 3] } }, extra),
    );
  });
