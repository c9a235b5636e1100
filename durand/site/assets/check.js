// Checks the numbers of this page against the ledger, computed ones by their formulas; loaded when a reader asks.
// The rules are those of durand/ledger (number, wording, formulas); the tests run both on the same cases.
(() => {
  const { load, make } = durand;
  const numeral = String.raw`[−-]?(?:[1-9]\d{0,2}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?`;
  const quantity = new RegExp(String.raw`^(?:(?<words>[A-Za-z][A-Za-z ]*?)\s+)?(?<value>${numeral})(?:–(?<to>${numeral}))?` +
    String.raw`(?<percent>\s*(?:%|per cent))?(?:\s*\((?<low>${numeral})–(?<high>${numeral})\))?$`);
  let known; // units that are counts, words of qualifiers, figures, digests of pages and all rows, as the build wrote them
  window.durandChecked = (said) => { known = said; };

  function row(id) {
    const [unit, qualifier, value = null, low = null, high = null, formula = "", inputs = []] = known.rows[id];
    return { unit, qualifier, value, low, high, formula, inputs };
  }

  function exact(number) { // a decimal, as it is printed
    const [, sign, whole, part, power = 0] = /^(-?)(\d*)\.?(\d*)(?:e(.+))?$/.exec(String(number));
    return { minus: sign === "-", n: BigInt(whole + part), places: part.length - power };
  }

  function scaled({ n, places }, to) { // rounded to so many places, a five upwards
    if (to >= places) return n * 10n ** BigInt(to - places);
    const unit = 10n ** BigInt(places - to);
    return (2n * n + unit) / (2n * unit);
  }

  function digits(value, unit, ending = "") {
    const it = exact(value), count = known.counts.includes(unit), first = it.n ? String(it.n).length - 1 - it.places : 1;
    const usual = count ? 0 : { percent: first >= 1 ? 0 : first === 0 ? 1 : 2, ratio: 2 }[unit];
    let places = usual ?? Math.max(0, 5 - first);
    if (!count && places < it.places && it.n % 10n ** BigInt(it.places - places)) places = Math.max(places, 1 - first);
    const all = String(scaled(it, places)).padStart(places + 1, "0"), cut = all.length - places;
    let text = all.slice(0, cut).replace(/\B(?=(\d{3})+$)/g, ",") + (places ? `.${all.slice(cut)}` : "");
    if (usual === undefined && places) text = text.replace(/\.?0+$/, "");
    return (it.minus ? "−" : "") + text + ending;
  }

  function worded({ unit, qualifier, value, low, high }) {
    const ending = unit === "percent" ? "\u00a0%" : "";
    if (qualifier === "range") return `${digits(low, unit)}–${digits(high, unit, ending)}`;
    const text = [...known.qualifiers[qualifier].slice(0, 1), digits(value, unit, ending)].join(" ");
    return low === null || high === null ? text : `${text} (${digits(low, unit)}–${digits(high, unit)})`;
  }

  function shows(shown, value, unit) {
    const text = shown.replaceAll(",", "").replace("−", "-"), a = exact(text), b = exact(value), to = Math.max(a.places, b.places);
    if (a.n && a.minus !== b.minus) return false;
    if (scaled(a, to) === scaled(b, to)) return true;
    if (known.counts.includes(unit) || text.replace(".", "").replace(/^[-0]+/, "").length < 2) return false;
    return scaled(b, a.places) === a.n;
  }

  function agrees(text, { unit, qualifier, value, low, high }) {
    const found = quantity.exec(text.trim().split(/\s+/).join(" "))?.groups, range = qualifier === "range";
    const allowed = known.qualifiers[qualifier];
    if (!found || !(allowed.length ? allowed : [""]).includes((found.words ?? "").toLowerCase())) return false;
    if (((unit === "percent") !== Boolean(found.percent)) || (!range && found.to)) return false;
    const pairs = range ? [[found.value, low], [found.to, high]] : [[found.value, value]];
    if (found.low) pairs.push([found.low, low], [found.high, high]);
    return pairs.every(([shown, one]) => shown !== undefined && one !== null && shows(shown, one, unit));
  }

  const total = (all) => all.reduce((sum, one) => sum + one, 0);
  const formulas = { // what is computed, whether it rises with the input at a place, and how many inputs it takes
    sum: [(...all) => total(all), () => true],
    difference: [(a, ...all) => a - total(all), (at) => at === 0],
    ratio: [(a, b) => a / b, (at) => at === 0, 2],
    share: [(a, b) => (100 * a) / b, (at) => at === 0, 2],
    change: [(a, b) => (100 * (b - a)) / a, (at) => at === 1, 2],
    part: [(a, b) => (a * b) / 100, () => true, 2],
  };

  function derive(formula, inputs) {
    const [made, rises, arity] = formulas[formula], bounded = inputs.some((one) => one.low !== null);
    if (arity && inputs.length !== arity) throw new Error(`a ${formula} takes ${arity} inputs`);
    const compute = (all) => {
      const found = made(...all);
      if (!Number.isFinite(found)) throw new Error("it divides by zero");
      return found;
    };
    const bounds = inputs.map(({ value, low, high }) => (low !== null && high !== null ? [low, high] : [value, value]));
    const low = compute(bounds.map((one, at) => one[rises(at) ? 0 : 1])), high = compute(bounds.map((one, at) => one[rises(at) ? 1 : 0]));
    if (inputs.some((one) => one.value === null)) return { value: null, low, high, qualifier: "range" };
    const value = compute(inputs.map((one) => one.value)), kinds = new Set(inputs.map((one) => one.qualifier));
    let qualifier = [...kinds].every((one) => one === "exact") ? "exact" : "about";
    if (qualifier !== "exact" && !kinds.has("about") && !kinds.has("range")) {
      if (inputs.some((one, at) => one.qualifier !== "exact" && !rises(at))) throw new Error("it is an upper limit");
      qualifier = kinds.has("at-least") ? "at-least" : "over";
    }
    return { value, low: bounded ? low : null, high: bounded ? high : null, qualifier };
  }

  const near = (a, b) => a === b || (a !== null && b !== null && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b)));

  function miscomputed(id) { // what is wrong with a computed row, or ""
    const said = row(id), missing = said.inputs.filter((name) => !known.rows[name]);
    if (missing.length) return `the ledger lacks ${missing.join(", ")}, from which it is computed`;
    try {
      const made = { ...said, ...derive(said.formula, said.inputs.map(row)) };
      const same = ["value", "low", "high"].every((name) => near(made[name], said[name])) && made.qualifier === said.qualifier;
      return same ? "" : `the ledger says ${worded(said)}, and its formula (${said.formula}) gives ${worded(made)}`;
    } catch (error) { return `its formula (${said.formula}) cannot be computed: ${error.message}`; }
  }

  durand.rules = { derive, agrees, worded };

  // Every number of the page that has a row: in the text, on cards, in the ledger.
  function shown() {
    const found = [...document.querySelectorAll("main a[href*='#']:not(.is, .note, .num-row, .num-tools a)")].flatMap((place) => {
      const id = decodeURIComponent(place.hash.slice(1)), own = place.matches(".num"), text = place.textContent;
      if (!own && !(place.pathname.endsWith(known.ledger) && known.rows[id] && text !== id)) return [];
      return [{ place, id, text: place.matches(".falls") ? `−${text}` : text }];
    });
    for (const place of document.querySelectorAll(".num-card:not([id^='card-is-']) .num-head strong")) {
      found.push({ place, id: place.closest(".num-card").id.slice(5), text: place.textContent });
    }
    for (const place of document.querySelectorAll("tr[data-status] td:first-child strong")) {
      found.push({ place, id: place.closest("tr").id, text: place.textContent });
    }
    return found;
  }

  function sentence(place) {
    const block = place.closest("p, li, dd, tr, figcaption, h1, h2, h3") ?? place, walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let text = "", at = -1;
    while (walk.nextNode()) {
      const node = walk.currentNode;
      if (node.parentNode.matches(".claimant, .headerlink")) continue;
      if (at < 0 && place.contains(node)) at = text.length;
      text += block.matches("tr") ? `${node.data} ` : node.data;
    }
    const start = Math.max(...[...text.slice(0, at).matchAll(/[.!?]\s/g)].map((one) => one.index + 1), at - 200, 0);
    const end = text.slice(at).search(/[.!?](\s|$)/);
    return text.slice(start, Math.min(end < 0 ? text.length : at + end + 1, at + 160)).trim();
  }

  const hash = async (bytes) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((one) => one.toString(16).padStart(2, "0")).join("");

  // What the article says and where its links lead, without what scripts put there; the build reads the file likewise.
  function read(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[ \t\r\n\f]+/g, "");
    if (node.nodeType !== Node.ELEMENT_NODE || node.made || node.matches("form, .num-dots svg")) return "";
    const inside = [...node.childNodes].map(read).join("");
    return node.matches("tr") ? `\n${inside}\n` : (node.matches("a") ? node.getAttribute("href") ?? "" : "") + inside;
  }

  async function asWritten() { // whether the text is one that the build wrote: a page keeps it under any name
    const text = read(document.querySelector("article")).split("\n").sort().join("\n");
    return known.pages.includes((await hash(new TextEncoder().encode(text))).slice(0, 16));
  }

  async function otherCell(stem, table) { // the first cell that is not as the figure's rows have it
    const before = window.durandExplore;
    let rows;
    window.durandExplore = (_, spec) => { rows = spec.datasets.rows; };
    await load(`figures/${stem}.live.js?check`).catch(() => {});
    window.durandExplore = before;
    const heads = [...table.rows[0].cells].map((one) => one.textContent);
    for (const [at, { said }] of (rows ?? []).entries()) for (const [place, head] of heads.entries()) {
      const cell = table.rows[at + 1]?.cells[place], right = said[head] ?? "";
      if (cell && cell.textContent !== right) return { place: cell, said: `“${head}” in row ${at + 1} shows ${cell.textContent || "nothing"}; the figure has ${right || "nothing"}` };
    }
    return null;
  }

  const many = (count, one, more = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : more}`;

  async function figures(wrong, altered) {
    const found = [...document.querySelectorAll(":is(figure, .figure-landing) a[download][href$='.csv']")].flatMap((link) => {
      const stem = link.pathname.split("/").pop().slice(0, -4), [file, standing] = known.figures[stem] ?? [];
      return file ? [{ link, stem, file, standing }] : [];
    });
    if (!found.length) return [];
    let fetched = 0, lost = 0;
    for (const { link, stem, file } of found) {
      const table = link.closest("figure, .figure-landing").querySelector(".table-scroll[aria-label^='Data: '] table");
      const other = altered && table && (await otherCell(stem, table));
      if (other) wrong.push({ place: other.place, said: `Table of ${stem}: ${other.said}.` });
      if (location.protocol === "file:") continue;
      try {
        const answer = await fetch(link.href, { cache: "no-store" });
        if (!answer.ok) throw new Error(answer.status);
        fetched += 1;
        const is = await hash(await answer.arrayBuffer());
        if (is !== file) wrong.push({ place: link, said: `${stem}.csv is not the file that the build wrote: its SHA-256 is ${is.slice(0, 12)}…, and not ${file.slice(0, 12)}….` });
      } catch { lost += 1; }
    }
    const said = [];
    if (location.protocol === "file:") return ["The figures’ data files cannot be read from disk by a page: their digests are compared where the site is served."];
    const count = {};
    for (const one of found) count[one.standing] = (count[one.standing] ?? 0) + 1;
    if (fetched) said.push(`Fetched and compared by SHA-256: ${many(fetched, "data file")} (${Object.entries(count).map(([standing, times]) => `${times} of ${standing}`).join("; ")}).`);
    if (lost) said.push(`Not fetched: ${many(lost, "data file")}.`);
    return said;
  }

  function go(place) {
    for (let fold = place.closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true;
    for (let at = place; at; at = at.parentElement) if (at.hidden) at.hidden = false;
    if (!place.matches("a, button")) place.tabIndex = -1;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: "center" });
  }

  durand.check = async (out) => {
    const status = make("p", { role: "status", textContent: "Checking …" });
    for (const old of document.querySelectorAll(".differs")) old.classList.remove("differs");
    out.replaceChildren(status);
    await load("check-rows.js");
    const digests = Boolean(globalThis.crypto?.subtle), altered = digests && !(await asWritten());
    const kept = digests && !altered && /-v\d+(\.html)?$/.test(location.pathname), since = []; // as it was released
    const all = shown(), wrong = [], cards = all.filter(({ place }) => place.closest(".num-cards"));
    const computed = new Map(), walk = (id) => {
      if (!known.rows[id] || computed.has(id) || !row(id).formula) return;
      computed.set(id, miscomputed(id));
      for (const input of row(id).inputs) walk(input);
    };
    for (const { place, id, text } of all) {
      const card = place.closest(".num-card"), where = card && document.querySelector(`main a.num[href$="#${CSS.escape(card.id.slice(5))}"], #${CSS.escape(card.id.slice(5))}`);
      const put = (said) => wrong.push({ place: where ?? place, said: `${card ? "On the card of" : "In"} “${sentence(where ?? place)}”: ${said}` });
      if (kept && !(known.rows[id] && agrees(text, row(id)))) since.push(known.rows[id] ? `${text} is now ${worded(row(id))} (${id})` : `${text} has no row now (${id})`);
      else if (!known.rows[id]) put(`${text} has no row in the ledger (${id}).`);
      else if (!agrees(text, row(id))) put(`the page shows ${text}, the ledger says ${worded(row(id))} (${id}).`);
      const before = new Set(computed.keys());
      walk(id);
      for (const [name, fault] of computed) if (fault && !before.has(name)) put(`${name}: ${fault}.`);
    }
    const more = digests ? await figures(wrong, altered) : ["This browser computes no digests here: text, tables and data files of figures were not compared with the build’s."];
    if (altered) wrong.push({ said: "The page’s text, or where a link of it leads, is not as the build wrote it: an edited or a stale copy. Its digest tells no place." });
    if (status !== out.firstChild) return; // pressed again meanwhile
    if (!document.querySelector(".page-end").textContent.includes(known.edition)) {
      wrong.push({ place: document.querySelector(".page-end"), said: `The page is of another edition than the ledger beside it (${known.edition}): one of them is a stale copy.` });
    }
    const held = digests ? "All hold." : "The numbers hold; text and tables were not compared.";
    status.textContent = wrong.length ? `${many(wrong.length, "thing differs", "things differ")}:` : held;
    out.append(...(wrong.length ? [make("ul", {}, ...wrong.map(({ place, said }) => {
      place?.classList.add("differs");
      return make("li", {}, said, ...(place ? [" ", make("button", { type: "button", textContent: "Show it", onclick: () => go(place) })] : []));
    }))] : []), make("p", {}, [
      ...(all.length ? [`Compared with the ledger: ${many(all.length - cards.length, "number")} on this page${cards.length ? ` and ${cards.length.toLocaleString("en")} on cards` : ""}.`] : []),
      ...(since.length ? [`The page is as it was released; the ledger has changed since: ${since.join("; ")}.`] : []),
      ...(computed.size ? [`Computed again, with bounds: ${many(computed.size, "row")}.`] : []),
      ...(digests && !altered ? ["Text, tables and links are as the build wrote them, by their digest."] : []), ...more,
      `The ledger is the one of this copy (${known.edition}).`,
      "Not checked: whether a source is right, or was read rightly; whether words, dates and numbers that are no findings are right; the shapes of charts. A page altered together with the files that check it passes.",
    ].join(" ")));
  };
})();
