// Filters and sorts the ledger in place. The rows are the page's own: without this script they stand there as plain tables.
(() => {
  const form = document.querySelector(".ledger-filter");
  if (!form) return;
  const { words, sort } = form.elements, choices = [...form.querySelectorAll("select:not([name=sort])")];
  const said = form.querySelector("[role=status]"), [save, clear] = form.querySelectorAll("button");

  // Nothing is read of the rows before a reader turns to the form: a phone has enough to do with so long a page.
  let read;
  function rows() {
    if (read) return read;
    const bodies = new Set([...document.querySelectorAll("tr[data-status]")].map((tr) => tr.parentNode));
    read = [...bodies].flatMap((body) => {
      const section = body.closest("section"), question = section.querySelector("h2").firstChild.textContent;
      return [...body.rows].map((tr) => ({ tr, section, question }));
    });
    read.forEach((row, at) => { row.at = at; });
    return read;
  }
  const cells = { indicator: 1, source: 4 }; // whose first words say it
  const facet = (row, name) => row[name] ?? row.tr.getAttribute(`data-${name}`) ?? row.tr.cells[cells[name]].firstChild.textContent;
  const facets = (row, name) => (name === "year" ? facet(row, name).split(" ") : [facet(row, name)]);

  const inOrder = (a, b) => a.localeCompare(b, "en-GB");
  function fill(choice) {
    if (!choices.includes(choice) || choice.length > 1) return;
    const counts = new Map();
    for (const row of rows()) for (const value of facets(row, choice.name)) counts.set(value, (counts.get(value) ?? 0) + 1);
    choice.append(...[...counts.keys()].sort(inOrder).map((value) => new Option(`${value} (${counts.get(value)})`, value)));
  }

  // Within a question, where rows can be compared; the order of the book breaks ties.
  const orders = {
    largest: (a, b) => facet(b, "value") - facet(a, "value"),
    newest: (a, b) => facets(b, "year")[0] - facets(a, "year")[0],
    place: (a, b) => inOrder(facet(a, "place"), facet(b, "place")),
    claimant: (a, b) => inOrder(facet(a, "claimant"), facet(b, "claimant")),
  };
  let sorted = "";
  function order() {
    if (sorted === sort.value) return;
    sorted = sort.value;
    const compare = orders[sorted] ?? (() => 0);
    for (const row of [...rows()].sort((a, b) => compare(a, b) || a.at - b.at)) row.section.querySelector("tbody").append(row.tr);
  }

  function apply() {
    const wanted = choices.filter((choice) => choice.value), typed = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const open = new Set();
    let kept = 0;
    for (const row of rows()) {
      const fits = typed.every((word) => (row.text ??= row.tr.textContent.toLowerCase()).includes(word)) && wanted.every(({ name, value }) => facets(row, name).includes(value));
      row.tr.hidden = !fits;
      if (fits) { kept += 1; open.add(row.section); }
    }
    const links = new Map([...document.querySelectorAll("#contents a")].map((link) => [link.hash.slice(1), link.parentElement]));
    for (const section of new Set(rows().map((row) => row.section))) {
      section.hidden = !open.has(section);
      const link = links.get(section.id);
      if (link) link.hidden = section.hidden; // the page's contents follow
    }
    order();
    said.textContent = `${kept.toLocaleString("en-GB")} of ${rows().length.toLocaleString("en-GB")} rows.`;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
  }

  function reveal() { // a link to a row that the filter hides shows it
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row?.hidden) { form.reset(); apply(); }
    row?.scrollIntoView();
  }

  save.addEventListener("click", async () => {
    await durand.load("_static/take.js");
    durand.take.rows(rows().filter(({ tr }) => !tr.hidden).map(({ tr }) => tr.id), "ledger-filtered.csv");
  });
  clear.addEventListener("click", () => { form.reset(); apply(); words.focus(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  for (const turn of ["pointerdown", "focusin"]) form.addEventListener(turn, ({ target }) => fill(target)); // before it opens
  addEventListener("hashchange", reveal);

  const asked = [...new URLSearchParams(location.search)].filter(([name]) => form.elements[name]);
  if (asked.length) {
    choices.forEach(fill);
    for (const [name, value] of asked) form.elements[name].value = value;
    apply();
  }
  if (location.hash) reveal();
})();
