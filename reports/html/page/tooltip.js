// What the pointer shows: a place on the axis, and a row per curve.

const tipRow = (color, name, value) =>
  `<tr><th><span class="dot" style="--c:${color}"></span>${escapeHtml(name)}</th><td>${value}</td></tr>`;

function tooltip(t, formats, place = moment) {
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
        .map((item) => {
          const format = formats[item.seriesName] || formats.all;
          return tipRow(item.color, item.seriesName, format(item.value[1]));
        });
      const at = items.length ? place(items[0].value[0]) : "";
      return `<div class="tip">${at}<table>${rows.join("")}</table></div>`;
    },
  };
}
