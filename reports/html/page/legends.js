// The legends that switch architectures on and off, and when to draw again.

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
    document.querySelectorAll("details").forEach((details) => {
      details.open = true;
    });
    document.documentElement.classList.add("paper");
    drawAll();
  });
  window.addEventListener("afterprint", () => {
    document.documentElement.classList.remove("paper");
    drawAll();
  });
}
