// Puts the page of a sweep together. Without charts (no parameter is a number, or the points make no grid) the tables
// are all.

document.documentElement.classList.add("js");
if (data.slices.length > 0 && slice.x.length > 1) {
  legends();
  sliceControls();
  sweepFigures();
  drawAll();
  redrawWhenNeeded();
} else {
  document.getElementById("charts").remove();
}
