// Puts the page together: the legends that switch architectures on and off, every chart, and when to draw again.
// The page is complete without all this: the tables and a bar per architecture are in the HTML.

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
    document.documentElement.classList.add("paper");
    drawAll();
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    drawAll();
  });
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
