// What each launch of an instance or a task waited for: a bar per launch, or per group of launches, its phases on top
// of each other.

// From blue (before there is a machine) over sand (the machine) to red (the task itself): the order of a start.
const phaseColors = [
  "#2f5d8a",
  "#3b6c97",
  "#4a7fa5",
  "#649abf",
  "#7fb0d0",
  "#7fb0a8",
  "#5f8f6b",
  "#b8a15a",
  "#d9b36c",
  "#c98a5a",
  "#a8705f",
  "#8f4f5f",
];

const seconds = (v) => (v >= 120 ? `${Number((v / 60).toPrecision(3))} min` : `${Number(v.toPrecision(3))} s`);

function launchTip(own, items) {
  const k = items[0].dataIndex;
  const first = own.count.slice(0, k).reduce((sum, n) => sum + n, 1);
  const which = own.count[k] > 1 ? `launches ${first} to ${first + own.count[k] - 1}, mean` : `launch ${first}`;
  const rows = items
    .filter((item) => item.value > 0)
    .reverse()
    .map((item) => tipRow(item.color, item.seriesName, seconds(item.value)));
  const sum = items.reduce((all, item) => all + item.value, 0);
  return (
    `<div class="tip">${which}, wanted at ${moment(Math.max(0, own.wanted_s[k]))}` +
    `<table>${rows.join("")}${tipRow("transparent", "together", seconds(sum))}</table></div>`
  );
}

function launchOption(t, own, used) {
  const series = used.map((phase) => ({
    name: data.launches.phases[phase],
    type: "bar",
    stack: "all",
    barCategoryGap: own.count.length > 40 ? "0%" : "12%",
    barMaxWidth: 40,
    animation: false,
    emphasis: { disabled: true },
    data: own.waits_s[phase],
    itemStyle: { color: phaseColors[phase] },
  }));
  let next = 1;
  const firsts = own.count.map((n) => (next += n) - n);
  const highest = Math.max(...own.count.map((n, k) => used.reduce((sum, phase) => sum + own.waits_s[phase][k], 0)));
  const unit = highest >= 180 ? 60 : 1;
  const step = (niceTop(highest / unit, 4) / 4) * unit;
  return {
    animation: false,
    aria: { enabled: true },
    series,
    grid: { left: 4, right: 6, top: 16, bottom: 4, containLabel: true },
    xAxis: {
      type: "category",
      data: firsts.map(String),
      axisLine: { lineStyle: { color: t.line } },
      axisTick: { show: false },
      axisLabel: { color: t.soft, hideOverlap: true },
    },
    yAxis: valueAxis(t, (v) => plain(v / unit) + (unit === 60 ? " min" : " s"), { interval: step, max: 4 * step }),
    tooltip: Object.assign(tooltip(t, {}), {
      axisPointer: { type: "shadow" },
      formatter: (items) => launchTip(own, items),
    }),
  };
}

// The curve of a scale-out in words.
function launchWords(own) {
  const all = own.count.reduce((sum, n) => sum + n, 0);
  if (all === 1) return `wait of one of its ${own.what}`;
  const [half, most, last] = own.in_service_s.map(seconds);
  return (
    `wait of ${plain(all)} ${own.what} in the order of launches; ` +
    `in service half of them within ${half}, 85 % within ${most}, all within ${last}`
  );
}

function launchFigures() {
  const { phases, of } = data.launches;
  const waited = (own, phase) => own.waits_s[phase].some((v) => v > 0);
  const used = phases.map((name, i) => i).filter((i) => of.flat().some((own) => waited(own, i)));
  if (!used.length) {
    dropSection("launches");
    return;
  }
  const keys = used.map((i) => {
    const dot = `<i class="dot" style="--c:${phaseColors[i]}"></i>`;
    return `<span>${dot}${escapeHtml(phases[i])}</span>`;
  });
  document.querySelector('[data-keys="launches"]').innerHTML = keys.join("");
  of.forEach((charts, i) => {
    const a = data.architectures[i];
    for (const own of charts) {
      figure("launches", {
        title: charts.length > 1 ? `${a.name}, ${own.what}` : a.name,
        unit: launchWords(own),
        height: 250,
        color: a.color,
        owner: i,
        build: (t) => launchOption(t, own, used),
      });
    }
  });
}
