// Filters the ledger in place. The rows are the page's own: without this script they stand there as plain tables.
(() => {
  const trs = [...document.querySelectorAll("tr[data-status]")];
  if (!trs.length || !window.TableCore) return;
  const root = new URL("..", document.currentScript.src);
  const facets = ["question", "indicator", "year", "claimant", "source", "status"];
  const data = trs.map((tr) => ({
    tr, text: tr.textContent.toLowerCase(), question: tr.closest("section").querySelector("h2").firstChild.textContent,
    indicator: tr.dataset.indicator, year: tr.dataset.year.split(" "), claimant: tr.dataset.claimant, source: tr.dataset.source, status: tr.dataset.status,
  }));

  const columns = [...facets.map((id) => ({
    id, accessorKey: id, filterFn: (row, column, wanted) => [row.getValue(column)].flat().includes(wanted),
  })), { id: "text", accessorKey: "text", filterFn: (row, column, words) => words.every((word) => row.original.text.includes(word)) }];
  let state = {};
  const table = TableCore.createTable({
    data, columns, state, onStateChange: (updater) => { state = updater(state); table.setOptions((o) => ({ ...o, state })); },
    renderFallbackValue: null, getCoreRowModel: TableCore.getCoreRowModel(), getFilteredRowModel: TableCore.getFilteredRowModel(),
  });
  state = { ...table.initialState };
  table.setOptions((options) => ({ ...options, state }));

  const form = document.querySelector(".ledger-filter"), words = form.elements.words;
  const choices = facets.map((id) => {
    const choice = form.elements[id], counts = new Map();
    for (const row of data) for (const value of [row[id]].flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
    for (const value of [...counts.keys()].sort((a, b) => a.localeCompare(b, "en-GB"))) choice.add(new Option(`${value} (${counts.get(value)})`, value));
    return choice;
  });
  const said = form.querySelector("[role=status]"), [save, clear] = form.querySelectorAll("button");

  function apply() {
    const filters = choices.filter((choice) => choice.value).map((choice) => ({ id: choice.name, value: choice.value }));
    const typed = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (typed.length) filters.push({ id: "text", value: typed });
    table.setColumnFilters(filters);
    const kept = new Set(table.getFilteredRowModel().rows.map((row) => row.original.tr));
    for (const tr of trs) tr.hidden = !kept.has(tr);
    for (const section of new Set(trs.map((tr) => tr.closest("section")))) section.hidden = !section.querySelector("tr[data-status]:not([hidden])");
    said.textContent = `${kept.size} of ${trs.length} rows.`;
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    history.replaceState(null, "", `${location.pathname}${query.size ? `?${query}` : ""}${location.hash}`);
    return kept;
  }

  function reveal() { // a link to a row that the filter hides shows it
    const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (row?.hidden) { form.reset(); apply(); }
    row?.scrollIntoView();
  }

  save.addEventListener("click", () => {
    window.durandLedger = (head, lines) => {
      const ids = trs.filter((tr) => !tr.hidden).map((tr) => tr.id);
      const url = URL.createObjectURL(new Blob([[head, ...ids.map((id) => lines[id])].join("\n") + "\n"], { type: "text/csv" }));
      Object.assign(document.createElement("a"), { href: url, download: "evidence-filtered.csv" }).click();
      setTimeout(() => URL.revokeObjectURL(url), 10000);
    };
    const script = document.createElement("script"); // not fetched: it must work from disk too
    script.src = new URL("data/evidence.js", root);
    document.head.append(script);
  });
  clear.addEventListener("click", () => { form.reset(); apply(); words.focus(); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  addEventListener("hashchange", reveal);

  for (const [name, value] of new URLSearchParams(location.search)) if (form.elements[name]) form.elements[name].value = value;
  apply();
  if (location.hash) reveal();
})();
