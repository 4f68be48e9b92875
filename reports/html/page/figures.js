// A figure is a caption and a chart, drawn once its width is known and again when that changes.

const plots = []; // {holder, figure, build, owner, chart, width}

function figure(place, { title, unit, height, color, owner, build, empty }) {
  const element = document.createElement("figure");
  const dot = color ? `<i class="dot" style="--c:${color}"></i>` : "";
  element.innerHTML =
    `<figcaption>${dot}${escapeHtml(title)}<span>${escapeHtml(unit)}</span></figcaption>` +
    (empty ? `<div class="none">${escapeHtml(empty)}</div>` : `<div class="plot" style="height:${height}px"></div>`);
  document.querySelector(`[data-chart="${place}"]`).append(element);
  plots.push({ holder: element.querySelector(".plot"), figure: element, build, owner });
}

const dropSection = (place) => document.querySelector(`[data-chart="${place}"]`).closest("section").remove();

function draw(plot) {
  const off = plot.owner !== undefined && hidden.has(plot.owner);
  plot.figure.hidden = off;
  if (!plot.holder || off) return;
  plot.width = plot.holder.clientWidth;
  let chart = echarts.getInstanceByDom(plot.holder);
  const isNew = !chart;
  if (isNew) {
    chart = echarts.init(plot.holder, null, { renderer: "svg" });
    chart.getZr().on("dblclick", () => chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 }));
  } else {
    chart.resize();
  }
  const option = plot.build(theme(), plot.width);
  if (isNew && option.dataZoom) chart.group = "time";
  chart.setOption(option, { notMerge: true });
  // With a view box the style of print can scale the chart to the sheet.
  plot.holder.querySelector("svg").setAttribute("viewBox", `0 0 ${plot.width} ${plot.holder.clientHeight}`);
}

const drawAll = () => plots.forEach(draw);
