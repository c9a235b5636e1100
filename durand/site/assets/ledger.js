// Filters and sorts the ledger in place. The rows are the page's own: without this script they stand there as plain tables.
(() => {
  const trs = [...document.querySelectorAll("tr[data-status]")];
  if (!trs.length) return;
  const form = document.querySelector(".ledger-filter"), { words, sort } = form.elements;
  const rows = [...new Set(trs.map((tr) => tr.parentNode))].flatMap((body) => {
    const section = body.closest("section"), question = section.querySelector("h2").firstChild.textContent;
    return [...body.rows].map((tr) => ({ tr, section, question }));
  });
  rows.forEach((row, at) => { row.at = at; });
  const facet = (row, name) => (name === "question" ? row.question : row.tr.getAttribute(`data-${name}`));
  const facets = (row, name) => (name === "year" ? facet(row, name).split(" ") : [facet(row, name)]);
  const links = new Map([...document.querySelectorAll("#contents a")].map((link) => [link.hash.slice(1), link.parentElement]));
  const said = form.querySelector("[role=status]"), [save, clear] = form.querySelectorAll("button");

  const { compare: inOrder } = new Intl.Collator("en-GB");
  const choices = [...form.querySelectorAll("select:not([name=sort])")];
  function fill(choice) {
    const counts = new Map();
    for (const row of rows) for (const value of facets(row, choice.name)) counts.set(value, (counts.get(value) ?? 0) + 1);
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
    for (const row of [...rows].sort((a, b) => compare(a, b) || a.at - b.at)) row.section.querySelector("tbody").append(row.tr);
  }

  const tally = (kept) => { said.textContent = `${kept.toLocaleString("en-GB")} of ${trs.length.toLocaleString("en-GB")} rows.`; };

  function apply() {
    const wanted = choices.filter((choice) => choice.value), typed = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const open = new Set();
    let kept = 0;
    for (const row of rows) {
      const fits = typed.every((word) => (row.text ??= row.tr.textContent.toLowerCase()).includes(word)) && wanted.every(({ name, value }) => facets(row, name).includes(value));
      row.tr.hidden = !fits;
      if (fits) { kept += 1; open.add(row.section); }
    }
    for (const section of new Set(rows.map((row) => row.section))) {
      section.hidden = !open.has(section);
      const link = links.get(section.id);
      if (link) link.hidden = section.hidden; // the page's contents follow
    }
    order();
    tally(kept);
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
    durand.take.rows(trs.filter((tr) => !tr.hidden).map((tr) => tr.id), "ledger-filtered.csv");
  });
  clear.addEventListener("click", () => { form.reset(); apply(); words.focus(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  addEventListener("hashchange", reveal);

  const asked = [...new URLSearchParams(location.search)].filter(([name]) => form.elements[name]);
  if (asked.length) {
    choices.forEach(fill);
    for (const [name, value] of asked) form.elements[name].value = value;
    apply();
  } else {
    for (const choice of choices) setTimeout(fill, 0, choice); // one at a time: a phone answers a touch between them
    tally(trs.length);
  }
  if (location.hash) reveal();
})();
