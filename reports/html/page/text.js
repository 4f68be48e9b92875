// Numbers, moments and names, as text for people.

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

function stepWords(seconds) {
  const units = [
    [86400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ];
  const [size, name] = units.find(([s]) => seconds % s === 0) || [1, "second"];
  return seconds === size ? name : `${seconds / size} ${name}s`;
}
