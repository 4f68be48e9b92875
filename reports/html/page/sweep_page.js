// Puts the page of a sweep together. Without charts (several parameters, or one without numbers) the table is all.

document.documentElement.classList.add("js");
if (data.x.length > 1) {
  legends();
  sweepFigures();
  drawAll();
  redrawWhenNeeded();
} else {
  document.getElementById("charts").remove();
}
