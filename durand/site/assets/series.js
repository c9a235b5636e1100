// Series of Explore: one table through time, a panel for each of its lines, all on one axis from zero. Never two tables in one.
(() => {
  const { load, make } = durand, { put, wide, wrapped, scale, tick, groups, cell, note, way, keeping } = durand.claims;
  const form = document.querySelector(".series-view"), box = form.nextElementSibling, said = form.querySelector("[role=status]");
  const tables = new Map(), key = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-"); // as an address has it
  window.durandSeries = ([name, table]) => tables.set(name, table);
  let at = null; // the table, which of its measures, and of each column the value that is drawn, or -1 for all

  const fits = (row) => at.by.every((wanted, n) => wanted < 0 || row[3][n] === wanted) && row[4][at.measure][0] !== null;
  const shown = () => at.table.rows.filter(fits);
  const lineOf = (row) => at.table.by.map(([, values], n) => values[row[3][n]]).filter((_, n) => at.by[n] < 0).join(", ");
  const unitOf = (row) => { const unit = at.table.measures[at.measure][1]; return unit === "as the row says" ? row[7] : unit; };
  const units = () => [...new Set(shown().map(unitOf))];
  const number = ([value, low, high]) => `${value.toLocaleString("en-GB", { maximumFractionDigits: 6 })}${low === undefined || low === null ? "" : ` (${low.toLocaleString("en-GB")}–${high.toLocaleString("en-GB")})`}`.replaceAll("-", "−");

  function begin(name) { // all lines, unless they are more than can be taken in, or of several units
    at = { name, table: tables.get(name), measure: 0, by: tables.get(name).by.map(() => -1) };
    for (let n = at.by.length - 1; n >= 0 && units().length > 1; n -= 1) at.by[n] = 0;
    for (let n = 0; n < at.by.length && new Set(shown().map(lineOf)).size > 12; n += 1) at.by[n] = 0;
  }

  function drawing(rows, width) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), lines = groups(rows, lineOf), columns = Math.min(lines.length, width >= 900 ? 3 : width >= 560 ? 2 : 1), broad = (width - 24 * (columns - 1)) / columns;
    const day = (text) => Date.parse(text) / 864e5, first = Math.min(...rows.map((row) => day(row[0]))), last = Math.max(...rows.map((row) => day(row[1])));
    const { marks } = scale(rows.map(valued), 100, 0), left = Math.max(...marks.map((mark) => wide(tick(mark)))) + 10, x = (time) => left + 4 + ((broad - left - 10) * (time - first)) / (last - first || 1);
    const years = [first, last].map((one) => new Date(one * 864e5).getUTCFullYear());
    let y = 0;
    for (let n = 0; n < lines.length; n += columns) {
      const row = lines.slice(n, n + columns), heads = row.map(([one]) => wrapped(lineOf(one) || at.table.by.map(([, values], k) => values[one[3][k]]).join(", ") || at.table.title, broad - 8, 600)), head = Math.max(...heads.map((one) => one.length)) * 17;
      row.forEach((line, m) => {
        const panel = put(svg, "g", { transform: `translate(${m * (broad + 24)} ${y})`, "data-line": lineOf(line[0]) });
        heads[m].forEach((text, k) => put(panel, "text", { x: 0, y: 14 + 17 * k, class: "f-ink", "font-weight": 600 }, text));
        const top = head + 12, foot = top + 120, { at: high } = scale(rows.map(valued), foot, top);
        for (const mark of marks) {
          put(panel, "line", { class: mark ? "s-grid" : "s-muted", x1: left, x2: broad, y1: high(mark), y2: high(mark) });
          put(panel, "text", { x: left - 6, y: high(mark) + 4.5, class: "f-muted", "text-anchor": "end" }, tick(mark));
        }
        put(panel, "text", { x: left, y: foot + 19, class: "f-muted" }, years[0]);
        if (years[1] > years[0]) put(panel, "text", { x: broad, y: foot + 19, class: "f-muted", "text-anchor": "end" }, years[1]);
        const all = [...line].sort((one, other) => (one[0] < other[0] ? -1 : 1));
        all.forEach((one, k) => {
          const [value, low, high2] = one[4][at.measure], [from, to] = [day(one[0]), day(one[1])], centre = x((from + to) / 2), next = all[k + 1];
          const spans = to - from > 366 || !at.regular, look = { class: "s-blue", "stroke-width": 1.5 };
          if (low !== undefined && low !== null) put(panel, "line", { ...look, "stroke-width": 3, "stroke-opacity": .7, x1: centre, x2: centre, y1: high(low), y2: high(high2) });
          if (next && at.regular && !next[5] && day(next[0]) - to === 1) put(panel, "line", { ...look, x1: centre, x2: x((day(next[0]) + day(next[1])) / 2), y1: high(value), y2: high(next[4][at.measure][0]) });
          if (spans) put(panel, "line", { ...look, "stroke-width": 3, x1: x(from), x2: Math.max(x(to), x(from) + 1), y1: high(value), y2: high(value) });
          put(put(panel, "circle", { class: `s-blue ${one[6] ? "f-paper" : "f-blue"}`, cx: centre, cy: high(value), r: all.length > 60 ? 1.5 : 3, "stroke-width": 1.5 }), "title", {}, `${one[2]}: ${number(one[4][at.measure])}`);
        });
      });
      y += head + 160;
    }
    for (const [name, to] of Object.entries({ viewBox: `0 0 ${width} ${y}`, width, height: y, role: "img", "aria-label": `${at.table.title}: ${lines.length} lines, as the table below lists them`, "font-size": 13 })) svg.setAttribute(name, to);
    return svg;
  }
  const valued = (row) => { const [value, low = null, high = null] = row[4][at.measure]; return { value, low, high }; };

  function show() {
    const { title, limits, file, sources, by, measures } = at.table, rows = shown(), of = units();
    for (const old of form.querySelectorAll("label + label")) old.remove();
    const last = form.querySelector("p"), choice = (label, name, options, chosen) => {
      const select = make("select", { name });
      for (const [text, value] of options) select.append(new Option(text, value, false, String(value) === String(chosen)));
      last.before(make("label", {}, label, select));
    };
    by.forEach(([label, values], n) => values.length > 1 && choice(label, `by-${n}`, [["All", -1], ...values.map((text, value) => [text, value])], at.by[n]));
    if (measures.length > 1) choice("What is measured", "measure", measures.map(([text], value) => [text, value]), at.measure);
    form.elements.series.value = at.name;
    at.regular = rows.every((row) => row[0].slice(5) === "01-01" && row[1].slice(5) === "12-31") ? rows.every((row) => row[0].slice(0, 4) === row[1].slice(0, 4)) : rows.every((row) => row[0].slice(0, 7) === row[1].slice(0, 7) && row[0].endsWith("01"));
    said.textContent = `${rows.length.toLocaleString("en-GB")} of ${at.table.rows.length.toLocaleString("en-GB")} rows.`;
    const parts = [make("h3", { textContent: title }), make("p", { className: "axis-of", textContent: `${measures[at.measure][0]}, in ${of.join(" and ")}, from zero. A bar is a span of time, an open mark a doubtful row; a line joins what follows on, and a gap has no row.` })];
    const page = make("a", { href: new URL(`data/${at.name}.html`, durand.root), textContent: "The table: what its fields mean, how it is cited" });
    const from = sources.flatMap(([key, name], n) => [n ? "; " : "", make("a", { href: `${way(durand.claims.sources())}#${key}`, textContent: name })]);
    if (!rows.length) parts.push(make("p", { textContent: "No row is all of this. Set one of the choices back to All." }));
    else if (of.length > 1) parts.push(make("div", { className: "refused" }, make("p", {}, `No drawing: ${of.slice(0, -1).join(", ")} and ${of.at(-1)} cannot share an axis. Choose one value of a column above.`)));
    else parts.push(drawing(rows, Math.floor(box.clientWidth)));
    parts.push(make("p", {}, make("b", {}, "Limits. "), limits), make("p", { className: "axis-of" }, "Sources: ", ...from, ". ", page, " · ", make("a", { href: new URL(`data/${file}`, durand.root), textContent: "CSV" })));
    const head = make("tr", {}, ...["When", ...by.map(([label]) => label), "Number"].map((text) => make("th", { scope: "col", textContent: text })));
    const body = make("tbody", {}, ...rows.map((row) => make("tr", {}, cell(row[2]), ...by.map(([, values], n) => cell(values[row[3][n]])), cell(make("strong", { textContent: number(row[4][at.measure]) }), " ", note(unitOf(row)), ...(row[6] ? [" ", note("doubtful")] : [])))));
    parts.push(make("details", {}, make("summary", { textContent: `The ${rows.length.toLocaleString("en-GB")} rows as a table` }), make("div", { className: "table-scroll", tabIndex: 0, role: "region", ariaLabel: title }, make("table", {}, make("thead", {}, head), body))));
    box.replaceChildren(...parts);
    const view = [`series=${at.name}`, ...at.by.map((n, m) => (n < 0 ? "" : `${key(by[m][0])}=${key(by[m][1][n])}`)), at.measure ? `measure=${at.measure}` : ""].filter(Boolean).join("&");
    history.replaceState(null, "", `#${view}`);
  }

  function clear() {
    for (const old of form.querySelectorAll("label + label")) old.remove();
    form.elements.series.value = "";
    box.replaceChildren();
  }

  async function arrive() {
    const asked = new URLSearchParams(location.hash.slice(1)), name = asked.get("series");
    if (![...form.elements.series.options].some((one) => one.value && one.value === name)) { clear(); at = null; said.textContent = name ? "There is no such series." : ""; return; }
    try { await load(`series/${name}.js`); } catch { said.textContent = "The series could not be loaded."; return; }
    if (new URLSearchParams(location.hash.slice(1)).get("series") !== name) return; // gone meanwhile
    begin(name);
    asked.delete("series");
    if ([...asked].length) at.by.fill(-1);
    let strange = false;
    for (const [label, text] of asked) {
      const n = at.table.by.findIndex(([one]) => key(one) === label), found = n < 0 ? -1 : at.table.by[n][1].findIndex((one) => key(one) === text);
      if (label === "measure" && at.table.measures[Number(text)]) at.measure = Number(text);
      else if (found < 0) strange = true;
      else at.by[n] = found;
    }
    show();
    if (strange) said.textContent += " Part of this address is nothing that the table has, and is left out.";
    form.scrollIntoView();
  }
  form.addEventListener("change", ({ target: { name, value } }) => {
    if (name === "series" || !at) return;
    if (name === "measure") at.measure = Number(value); else at.by[Number(name.slice(3))] = Number(value);
    keeping(form, show);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("resize", () => { const old = box.querySelector(":scope > svg"); if (at && old && old.viewBox.baseVal.width !== Math.floor(box.clientWidth)) old.replaceWith(drawing(shown(), Math.floor(box.clientWidth))); });
  durand.series = { arrive };
})();
