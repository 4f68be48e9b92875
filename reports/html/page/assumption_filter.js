// Finds one among some hundred assumptions.

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
