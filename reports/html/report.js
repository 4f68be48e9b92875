// Draws the curves of report.html. The page is complete without it: the tables and a bar per architecture are in the
// HTML; this script replaces the bars by charts and makes the assumptions filterable.
(function () {
  "use strict";

  const data = JSON.parse(document.getElementById("data").textContent);
  const hidden = new Set(); // indices of architectures that the reader switched off
  const plots = []; // {holder, figure, build, owner, chart, width}
  const rootStyle = () => getComputedStyle(document.documentElement);

  // ---- Text ---------------------------------------------------------------------------------------------------------

  const escapeHtml = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const pad = (n) => String(n).padStart(2, "0");
  const hhmm = (s) => `${pad(Math.floor(s / 3600) % 24)}:${pad(Math.floor(s / 60) % 60)}`;
  const manyDays = data.duration_s > 86400;

  function moment(seconds) {
    const clock = data.step_s < 60 ? `${hhmm(seconds)}:${pad(Math.floor(seconds % 60))}` : hhmm(seconds);
    return manyDays ? `day ${Math.floor(seconds / 86400) + 1}, ${clock}` : clock;
  }

  function tickLabel(seconds) {
    if (seconds === 86400 && !manyDays) return "24:00";
    return manyDays && seconds % 86400 === 0 ? `day ${seconds / 86400 + 1}` : hhmm(seconds);
  }

  function timeStep(width) {
    const steps = [60, 300, 600, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400, 172800, 604800, 2592000];
    const most = Math.max(3, Math.floor(width / 75));
    return steps.find((s) => data.duration_s / s <= most) || data.duration_s;
  }

  const plain = (v) =>
    v === 0 ? "0" : Math.abs(v) >= 100 ? Math.round(v).toLocaleString("en-US") : String(Number(v.toPrecision(3)));
  const usd = (v) =>
    v === 0
      ? "$0"
      : Math.abs(v) >= 1000
        ? "$" + Math.round(v).toLocaleString("en-US")
        : "$" + (Math.abs(v) >= 1 ? v.toFixed(2) : String(Number(v.toPrecision(2))));
  const usdTick = (v) => "$" + (Number.isInteger(v) ? v.toLocaleString("en-US") : String(Number(v.toPrecision(3))));
  const ms = (v) => (v >= 1000 ? `${Number((v / 1000).toPrecision(3))} s` : `${Number(v.toPrecision(3))} ms`);
  const share = (v) => `${Number((100 * v).toPrecision(3))} %`;

  // ---- Pieces of options --------------------------------------------------------------------------------------------

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

  function tooltip(t, formats) {
    return {
      trigger: "axis",
      confine: true,
      transitionDuration: 0,
      backgroundColor: t.panel,
      borderColor: t.line,
      padding: [8, 12],
      textStyle: { color: t.ink, fontSize: 13 },
      extraCssText: "box-shadow: 0 2px 10px rgba(0,0,0,.12)",
      formatter(items) {
        const rows = items
          .filter((item) => item.seriesName && item.value[1] !== null && item.value[1] !== undefined)
          .map(
            (item) =>
              `<tr><th><span class="dot" style="--c:${item.color}"></span>${escapeHtml(item.seriesName)}</th>` +
              `<td>${(formats[item.seriesName] || formats.all)(item.value[1])}</td></tr>`,
          );
        const at = items.length ? moment(items[0].value[0]) : "";
        return `<div class="tip">${at}<table>${rows.join("")}</table></div>`;
      },
    };
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

  const shown = () => data.architectures.map((a, i) => i).filter((i) => !hidden.has(i));
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

  // ---- Figures ------------------------------------------------------------------------------------------------------

  function figure(place, { title, unit, height, color, owner, build, empty }) {
    const element = document.createElement("figure");
    const dot = color ? `<i class="dot" style="--c:${color}"></i>` : "";
    element.innerHTML =
      `<figcaption>${dot}${escapeHtml(title)}<span>${escapeHtml(unit)}</span></figcaption>` +
      (empty
        ? `<div class="none">${escapeHtml(empty)}</div>`
        : `<div class="plot" style="height:${height}px"></div>`);
    document.querySelector(`[data-chart="${place}"]`).append(element);
    plots.push({ holder: element.querySelector(".plot"), figure: element, build, owner });
  }

  const dropSection = (place) => document.querySelector(`[data-chart="${place}"]`).closest("section").remove();
  const anyAbove = (curve) => data[curve].some((values) => values.some((v) => v > 0));
  const most = (curves) =>
    Math.max(0, ...curves.flatMap((c) => data[c].flatMap((values) => values.filter((v) => v !== null))));
  function stepWords(seconds) {
    const units = [
      [86400, "day"],
      [3600, "hour"],
      [60, "minute"],
    ];
    const [size, name] = units.find(([s]) => seconds % s === 0) || [1, "second"];
    return seconds === size ? name : `${seconds / size} ${name}s`;
  }

  function niceTop(value, steps) {
    if (!(value > 0)) return 1;
    const raw = value / steps;
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((m) => m * power).find((s) => s >= raw * 0.999);
    return step * steps;
  }

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

  function replicaFigures() {
    const trafficTop = niceTop(Math.max(0, ...data.traffic.filter((v) => v !== null)), 4);
    data.architectures.forEach((a, i) => {
      const hasVms = data.vms_ready[i].some((v) => v > 0);
      const sameVms = data.vms_ready[i].every((v, k) => Math.abs(v - data.replicas_ready[i][k]) < 0.01);
      figure("replicas", {
        title: a.name,
        unit: `replicas${sameVms ? " = VMs" : ""} · requests/s`,
        height: 210,
        color: a.color,
        owner: i,
        build(t, width) {
          const top = niceTop(
            Math.max(
              1,
              ...["replicas_ready", "replicas_desired", "vms_ready"].flatMap((c) =>
                data[c][i].filter((v) => v !== null),
              ),
            ),
            4,
          );
          const series = [
            line("traffic", data.traffic, t.traffic, {
              yAxisIndex: 1,
              lineStyle: { width: 0 },
              areaStyle: { color: t.traffic, opacity: 0.55 },
              z: 1,
            }),
            line("starting", data.replicas_starting[i], a.color, {
              step: "end",
              lineStyle: { width: 0 },
              areaStyle: { color: a.color, opacity: 0.5 },
            }),
            line("wanted", data.replicas_desired[i], t.soft, {
              step: "end",
              lineStyle: { width: 1.4, type: [4, 3], color: t.soft },
            }),
            line("ready", data.replicas_ready[i], a.color, { step: "end", lineStyle: { width: 2, color: a.color } }),
          ];
          if (hasVms && !sameVms) {
            series.push(
              line("VMs", data.vms_ready[i], t.ink, {
                step: "end",
                lineStyle: { width: 1.6, type: [1.5, 2.5], color: t.ink },
              }),
            );
          }
          const right = valueAxis(t, plain, {
            splitLine: { show: false },
            max: trafficTop,
            interval: trafficTop / 4,
          });
          const formats = { all: plain, traffic: (v) => `${plain(v)}/s` };
          return timeOption(t, width, formats, [valueAxis(t, plain, { max: top, interval: top / 4 }), right], series);
        },
      });
    });
  }

  function vcpuFigures() {
    const top = niceTop(most(["vcpu_billed", "vcpu_reserved"]), 4);
    data.architectures.forEach((a, i) => {
      const total = (curve) => data[curve][i].reduce((sum, v) => sum + (v || 0), 0);
      const billed = total("vcpu_billed");
      const note =
        billed > 0 ? `${share(total("vcpu_used") / billed)} of what is billed is used` : "nothing is billed";
      figure("vcpu", {
        title: a.name,
        unit: `vCPU · ${note}`,
        height: 190,
        color: a.color,
        owner: i,
        build: (t, width) =>
          timeOption(t, width, { all: plain }, valueAxis(t, plain, { max: top, interval: top / 4 }), [
            line("billed", data.vcpu_billed[i], a.color, {
              step: "end",
              lineStyle: { width: 0 },
              areaStyle: { color: a.color, opacity: 0.22 },
            }),
            line("used", data.vcpu_used[i], a.color, {
              lineStyle: { width: 0 },
              areaStyle: { color: a.color, opacity: 0.8 },
            }),
            line("reserved", data.vcpu_reserved[i], a.color, {
              step: "end",
              lineStyle: { width: 1.5, color: a.color },
            }),
          ]),
      });
    });
  }

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
    const keys = data.charges.map(
      (charge) =>
        `<span><i class="dot" style="--c:${charge.ranked ? charge.color : "var(--traffic)"}"></i>${escapeHtml(charge.label)}</span>`,
    );
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
                .map(
                  (item) =>
                    `<tr><th><span class="dot" style="--c:${item.color}"></span>${escapeHtml(item.seriesName)}</th><td>${usd(item.value)}</td></tr>`,
                );
              return `<div class="tip">${escapeHtml(items[0].name)}<table>${lines.join("")}</table></div>`;
            },
          }),
        };
      },
    });
  }

  function fleetFigures() {
    if (!anyAbove("fleet_hosts")) {
      dropSection("fleet");
      return;
    }
    data.fleet_share = data.fleet_vcpu.map((values, i) =>
      values.map((v, k) => (v > 0 ? data.fleet_allocated[i][k] / v : null)),
    );
    figure("fleet", {
      title: "Hosts in use",
      unit: "physical machines",
      height: 200,
      build: (t, width) =>
        timeOption(
          t,
          width,
          { all: plain },
          valueAxis(t, plain, { minInterval: 1 }),
          perArchitecture("fleet_hosts", { step: "end" }),
        ),
    });
    figure("fleet", {
      title: "Allocated share of their vCPUs",
      unit: "",
      height: 200,
      build: (t, width) => timeOption(t, width, { all: share }, valueAxis(t, share), perArchitecture("fleet_share")),
    });
  }

  // ---- The page -----------------------------------------------------------------------------------------------------

  function draw(plot) {
    const off = plot.owner !== undefined && hidden.has(plot.owner);
    plot.figure.hidden = off;
    if (!plot.holder || off) return;
    plot.width = plot.holder.clientWidth;
    let chart = echarts.getInstanceByDom(plot.holder);
    if (!chart) {
      chart = echarts.init(plot.holder, null, { renderer: "svg" });
      const option = plot.build(theme(), plot.width);
      if (option.dataZoom) chart.group = "time";
      chart.setOption(option);
      chart.getZr().on("dblclick", () => chart.dispatchAction({ type: "dataZoom", start: 0, end: 100 }));
      return;
    }
    chart.resize();
    chart.setOption(plot.build(theme(), plot.width), { notMerge: true });
  }

  const drawAll = () => plots.forEach(draw);

  function legends() {
    document.querySelectorAll("[data-legend]").forEach((place) => {
      data.architectures.forEach((a, i) => {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-pressed", "true");
        button.dataset.architecture = i;
        button.innerHTML = `<span class="dot" style="--c:${a.color}"></span>${escapeHtml(a.name)}`;
        button.title = "Show or hide in all charts";
        button.addEventListener("click", () => {
          if (!hidden.delete(i)) hidden.add(i);
          document
            .querySelectorAll(`[data-architecture="${i}"]`)
            .forEach((b) => b.setAttribute("aria-pressed", String(!hidden.has(i))));
          drawAll();
        });
        place.append(button);
      });
    });
  }

  function filterAssumptions() {
    const form = document.querySelector("#assumptions .filter");
    const rows = [...document.querySelectorAll(".assumptions tbody tr")];
    const [text, kind, count] = [
      form.querySelector("input"),
      form.querySelector("select"),
      form.querySelector("output"),
    ];
    const apply = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      let left = 0;
      rows.forEach((row) => {
        const content = row.textContent.toLowerCase();
        row.hidden = !((!kind.value || row.dataset.kind === kind.value) && words.every((w) => content.includes(w)));
        left += row.hidden ? 0 : 1;
      });
      count.textContent = left === rows.length ? "" : `${left} of ${rows.length}`;
    };
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", apply);
  }

  function redrawWhenNeeded() {
    let pending = 0;
    window.addEventListener("resize", () => {
      cancelAnimationFrame(pending);
      pending = requestAnimationFrame(() =>
        plots.filter((p) => p.holder && p.holder.clientWidth !== p.width).forEach(draw),
      );
    });
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    window.addEventListener("beforeprint", () => {
      document.getElementById("assumptions").open = true;
      drawAll();
    });
    window.addEventListener("afterprint", drawAll);
  }

  document.documentElement.classList.add("js");
  legends();
  costFigures();
  replicaFigures();
  vcpuFigures();
  latencyFigure();
  troubleFigures();
  chargeFigure();
  fleetFigures();
  drawAll();
  echarts.connect("time");
  filterAssumptions();
  redrawWhenNeeded();
})();
