// What the page was written with, and which architectures the reader switched off.
// The files of this folder are put into one function, in the order that assets.S names them.

const data = JSON.parse(document.getElementById("data").textContent);
const hidden = new Set(); // indices of architectures that the reader switched off

const shown = () => data.architectures.map((a, i) => i).filter((i) => !hidden.has(i));

const anyAbove = (curve) => data[curve].some((values) => values.some((v) => v > 0));
const most = (curves) =>
  Math.max(0, ...curves.flatMap((c) => data[c].flatMap((values) => values.filter((v) => v !== null))));
const total = (curve, i) => data[curve][i].reduce((sum, v) => sum + (v || 0), 0);
