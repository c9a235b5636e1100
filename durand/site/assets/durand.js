// What the parts below share. Without this script numbers lead to their rows, and charts are pictures.
const durand = (() => {
  const root = new URL("..", document.currentScript.src), scripts = new Map();

  function load(path) {
    if (!scripts.has(path)) scripts.set(path, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = new URL(path, root);
      script.onload = done;
      script.onerror = () => { scripts.delete(path); failed(new Error(path)); };
      document.head.append(script);
    }));
    return scripts.get(path);
  }

  function make(tag, given = {}, ...inside) {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...inside);
    return made;
  }

  async function copy(text, block) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* from disk: below */ }
    getSelection().selectAllChildren(block);
    return document.execCommand("copy");
  }

  return { root, load, make, copy };
})();

// Cites a number and reports an error, in its card, its row or under a figure. What it needs is loaded when a reader asks.
(() => {
  const { root, load, make, copy } = durand;
  const names = { text: "Text", bib: "BibTeX", ris: "RIS", csl: "CSL-JSON" };
  const escaped = { // as the library's own writers do
    bib: (text) => text.replace(/[{}\\]/g, "").replace(/[&%#_]/g, "\\$&"),
    csl: (text) => JSON.stringify(text).slice(1, -1),
  };
  let known;
  window.durandNumbers = (said) => { known = said; };

  function cited(id, form) {
    const [title, version] = known.things[id], path = `${known.ledger}#${id}`;
    const base = known.base ? `${known.base.replace(/\/$/, "")}/` : root.protocol === "file:" ? "" : root.href;
    const gaps = { ID: id, TITLE: (escaped[form] ?? String)(title), URL: base + path, VERSION: version };
    return known.forms[form].replace(/Q(ID|TITLE|URL|VERSION)Q/g, (_, gap) => gaps[gap]);
  }

  function reported(id, anchor) {
    const [title, version] = known.things[id], { href } = new URL(`#${anchor}`, location);
    const page = location.protocol === "file:" ? href.slice(root.href.length) : href;
    return `${title}\n${id}, ${version}\n${known.book}\n${page}\n\nWhat is wrong:\n\nWhat is right, and where it is printed:\n`;
  }

  function sent(id, text) {
    const [subject, body] = known.channel.startsWith("mailto:") ? ["subject", "body"] : ["title", "body"];
    const filled = `${subject}=${encodeURIComponent(`Error: ${id}`)}&${body}=${encodeURIComponent(text.replace(/\r?\n/g, "\r\n"))}`;
    return `${known.channel}${known.channel.includes("?") ? "&" : "?"}${filled}`;
  }

  async function show(panel, label, said) {
    const block = panel.firstChild, status = panel.lastChild;
    try { await load("cite/numbers.js"); } catch { status.textContent = "This could not be loaded."; return; }
    const { text, href } = said();
    block.textContent = text;
    block.hidden = false;
    block.setAttribute("aria-label", label);
    panel.children[1].hidden = !href;
    if (href) Object.assign(panel.children[1], { href, textContent: href.startsWith("mailto:") ? "Send it by mail" : "Open the form" });
    status.textContent = (await copy(text, block)) ? `${label}: copied.` : "Press Ctrl+C to copy.";
    panel.scrollIntoView({ block: "nearest" });
  }

  const panelled = () => make("div", { className: "num-out" },
    make("pre", { tabIndex: 0, hidden: true, role: "group" }), make("a", { hidden: true }), make("span", { role: "status" }));
  const reporting = (panel, id, anchor) => () => show(panel, "Report", () => {
    const text = reported(id, anchor);
    return { text, href: known.channel && sent(id, text) };
  });

  durand.cited = cited;
  durand.tools = (id, anchor, comparison, ...links) => {
    const panel = panelled(), forms = make("div", {}, "Cite ");
    for (const [form, name] of Object.entries(names)) {
      forms.append(make("button", { type: "button", textContent: name, onclick: () => show(panel, name, () => ({ text: cited(id, form) })) }), " ");
    }
    const report = make("button", { type: "button", textContent: "Report an error", onclick: reporting(panel, id, anchor) });
    return make("div", { className: "num-tools" }, ...(comparison ? [] : [forms]), make("div", {}, ...links, report), panel);
  };

  document.addEventListener("toggle", ({ target }) => {
    const row = target.matches(".cite-number[open]") && target.closest("tr").id;
    if (row && !target.querySelector(".num-tools")) target.append(durand.tools(row, row));
  }, true);
  for (const link of document.querySelectorAll("[data-report]")) {
    const panel = panelled(), { report: name } = link.dataset, report = reporting(panel, name, name);
    link.parentNode.after(panel);
    link.addEventListener("click", (event) => { event.preventDefault(); report(); });
  }
  for (const box of document.querySelectorAll(".copyable")) {
    const block = box.querySelector("pre"), label = box.querySelector("p"), said = make("span", { role: "status" });
    const button = make("button", { type: "button", textContent: "Copy", ariaLabel: `Copy ${label.textContent}` });
    button.addEventListener("click", async () => {
      said.textContent = (await copy(block.textContent, block)) ? "Copied" : "Press Ctrl+C to copy";
    });
    label.append(" ", button, " ", said);
  }
})();

// The card of a number, by mouse, touch or key: beside the number, on a phone a sheet at the foot of the page.
(() => {
  if (!HTMLElement.prototype.showPopover) return;
  const { make } = durand, gap = 8, sheet = matchMedia("(max-width: 600px)");
  let now = null; // the open card, its number, and whether it was opened on purpose
  let pressed = null, timer = 0, leaving = 0;

  const cardOf = (link) => document.getElementById(`card-${link.matches(".is") ? link.id : link.hash.slice(1)}`);
  const numberAt = (target) => { const link = target.closest?.("a.num"); return link && cardOf(link) ? link : null; };

  // One scale for all of a card: this number and its rivals, dashed between them what is contested; other counts apart.
  function drawDots(card) {
    const rows = [...card.querySelectorAll(".num-dots li:is([data-v], [data-low])")];
    const read = (row) => [row.dataset.v, row.dataset.low, row.dataset.high].map((text) => (text === undefined ? null : Number(text)));
    const all = rows.flatMap(read).filter((value) => value !== null), least = Math.min(0, ...all), most = Math.max(0, ...all);
    if (rows.length < 2 || least === most) return;
    const at = (value) => `${+(3 + (94 * (value - least)) / (most - least)).toFixed(3)}%`;
    const own = card.querySelector(".own")?.dataset.v;
    for (const row of rows) {
      const [value, low, high] = read(row), drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      const draw = (tag, given) => {
        const part = document.createElementNS("http://www.w3.org/2000/svg", tag);
        for (const [name, to] of Object.entries(given)) part.setAttribute(name, to);
        drawing.append(part);
        return part;
      };
      drawing.setAttribute("aria-hidden", "true");
      draw("line", { class: "axis", x1: at(0), x2: at(0), y1: 0, y2: "100%" });
      if (row === rows[0]) draw("text", { x: at(0), y: 15, dx: -5 }).textContent = "0";
      if (own !== undefined) draw("line", { class: "here", x1: at(own), x2: at(own), y1: row.matches(".own") ? 11 : 0, y2: "100%" });
      if (row.closest(".rivals") && own !== undefined && value !== null) draw("line", { class: "contested", x1: at(own), x2: at(value), y1: 11, y2: 11 });
      if (low !== null && high !== null) draw("line", { class: "bounds", x1: at(low), x2: at(high), y1: 11, y2: 11 });
      if (value !== null) draw("circle", { cx: at(value), cy: 11, r: 5 });
      row.append(drawing);
    }
  }

  function furnish(card, link) {
    if (!card.querySelector(".num-close")) {
      const close = make("button", { type: "button", className: "num-close", ariaLabel: "Close", textContent: "×", onclick: () => card.hidePopover() });
      card.prepend(close);
      card.tabIndex = -1;
      card.setAttribute("aria-labelledby", `${card.id}-head`);
      card.setAttribute("aria-describedby", `${card.id}-said`);
      drawDots(card);
    }
    card.querySelector(".num-tools")?.remove();
    const comparison = link.matches(".is"), id = link.hash.slice(1);
    const row = make("a", { className: "num-row", href: link.href, textContent: "Row in the ledger" });
    const here = make("a", { href: `#${link.id}`, textContent: "Link to this sentence" });
    here.addEventListener("click", async (event) => {
      event.preventDefault();
      history.replaceState(history.state, "", here.href);
      here.textContent = (await durand.copy(here.href, here)) ? "Link copied" : "The address of this page now leads here";
    });
    card.append(durand.tools(id, link.id, comparison, row, " ", ...(comparison ? [] : [here, " "])));
  }

  function place(card, link) {
    const box = link.getBoundingClientRect(), high = window.innerHeight;
    card.style.left = card.style.top = card.style.maxHeight = "";
    if (sheet.matches) { // the number stays in sight above the sheet
      const hidden = box.bottom + gap + card.offsetHeight - high;
      if (hidden > 0) window.scrollBy({ top: Math.max(0, Math.min(hidden, box.top - 64)), behavior: "instant" });
      return;
    }
    const under = high - box.bottom, below = under > card.offsetHeight + 2 * gap || under > box.top;
    card.style.maxHeight = `${Math.max(below ? under : box.top, 240) - 2 * gap}px`;
    const left = Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - gap);
    card.style.left = `${Math.max(left, gap) + window.scrollX}px`;
    card.style.top = `${(below ? box.bottom + gap : box.top - gap - card.offsetHeight) + window.scrollY}px`;
  }

  function open(link, kept) {
    const card = cardOf(link);
    clearTimeout(timer);
    if (now && now.link !== link) now.card.hidePopover();
    clearTimeout(leaving);
    if (kept) link.focus({ preventScroll: true }); // where the focus goes back to
    if (!now) {
      furnish(card, link);
      card.showPopover();
    }
    now = { card, link, kept };
    link.setAttribute("aria-expanded", "true");
    place(card, link);
    if (!kept) return;
    card.focus({ preventScroll: true });
    if (sheet.matches) history[history.state?.card ? "replaceState" : "pushState"]({ card: link.id }, ""); // for the Back key
  }

  document.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed" || event.target !== now?.card) return;
    const { card, link, kept } = now;
    now = null;
    link.setAttribute("aria-expanded", "false");
    if (!kept) return;
    leaving = setTimeout(() => { // by now a click beside has taken the focus, or nothing has
      if (document.activeElement === document.body || card.contains(document.activeElement)) link.focus({ preventScroll: true });
      if (history.state?.card) history.back();
    }, 50);
  }, true);
  addEventListener("popstate", () => { if (now?.kept && !history.state?.card) now.card.hidePopover(); });

  document.addEventListener("pointerdown", () => { pressed = now?.kept ? now.link : null; }, true); // it closes before the click arrives
  document.addEventListener("click", (event) => {
    const link = numberAt(event.target);
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (pressed !== link) open(link, true);
    else if (now) now.card.hidePopover();
    pressed = null;
  });
  document.addEventListener("keydown", (event) => {
    const link = numberAt(event.target);
    pressed = null;
    if (event.key === " " && link) {
      event.preventDefault();
      link.click();
    }
    if (event.key !== "Tab" || !now?.card.contains(document.activeElement)) return;
    const stops = [...now.card.querySelectorAll("a[href], button, [tabindex='0']")].filter((one) => one.checkVisibility());
    const [first, last] = [stops[0], stops.at(-1)], at = document.activeElement;
    if (event.shiftKey ? at === first || at === now.card : at === last) { // Tab stays in the card
      event.preventDefault();
      (event.shiftKey ? last : first).focus();
    }
  });
  // A resting mouse opens the card too, and it stays while the mouse is on the number or on the card.
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = numberAt(event.target), away = () => { if (now && !now.kept) now.card.hidePopover(); };
    clearTimeout(timer);
    if (now && (now.link === link || now.card.contains(event.target))) return;
    if (link && !now?.kept) timer = setTimeout(() => now?.kept || open(link, false), 350);
    else timer = setTimeout(away, 300);
  });

  function arrive() { // a link to a sentence opens its card
    const link = location.hash.startsWith("#n-") && document.getElementById(location.hash.slice(1));
    if (!link || !numberAt(link)) return;
    for (let fold = link.closest("details"); fold; fold = fold.parentNode.closest("details")) fold.open = true;
    link.scrollIntoView({ block: "center", behavior: "instant" });
    open(link, true);
  }
  for (const link of document.querySelectorAll("a.num")) {
    const card = cardOf(link);
    if (!card) continue;
    const said = ["head", "said"].map((part) => (card.querySelector(`.num-${part}`).id = `${card.id}-${part}`));
    for (const [name, to] of Object.entries({ haspopup: "dialog", expanded: "false", describedby: said.join(" ") })) link.setAttribute(`aria-${name}`, to);
  }
  addEventListener("hashchange", arrive);
  addEventListener("load", arrive);
})();

// Filters the figures page by chapter; without this script all chapters stand one below the other.
(() => {
  const chapters = [...document.querySelectorAll(".gallery-chapter")];
  if (chapters.length < 2) return;
  const label = document.createElement("label"), choice = document.createElement("select");
  choice.add(new Option("All chapters", ""));
  for (const chapter of chapters) choice.add(new Option(chapter.querySelector("h2").textContent, chapter.id));
  choice.addEventListener("change", () => {
    for (const chapter of chapters) chapter.hidden = choice.value !== "" && chapter.id !== choice.value;
  });
  label.className = "gallery-filter";
  label.append("Show ", choice);
  chapters[0].before(label);
})();

// Explore: loads Vega once, from this site, and draws the chart anew in place of the picture: it answers a pointer, a finger, a key.
(() => {
  const { load } = durand;
  const specs = new Map(), live = new Map();
  window.durandExplore = (id, spec) => specs.set(id, spec);

  // The palette's light values stand for roles; the page's own colours take their place.
  function painted(spec, palette) {
    const page = getComputedStyle(document.documentElement);
    let text = JSON.stringify(spec);
    for (const [role, colour] of Object.entries(palette)) {
      text = text.replaceAll(colour, page.getPropertyValue(`--fig-${role}`).trim() || colour);
    }
    return JSON.parse(text);
  }

  // Values that a link carries: ?days=30#fig-…
  const asked = new URLSearchParams(location.search);
  const controls = (spec) => (spec.wide.params || []).filter((param) => param.bind).map((param) => param.name);

  async function draw(chart, id, values) {
    const { wide, narrow, datasets, config, palette, title } = specs.get(id);
    const drawing = matchMedia("(max-width: 600px)").matches ? narrow : wide;
    const view = durand.make("div", { className: "chart-live", tabIndex: 0, role: "application", ariaLabel: `${title}. Arrow keys go from mark to mark.` });
    const made = await vegaEmbed(view, painted({ ...drawing, datasets, config }, palette), {
      mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, logLevel: 1, tooltip: { disableDefaultStyle: true },
    });
    for (const [name, value] of Object.entries(values)) made.view.signal(name, value);
    answer(chart, view, made.view);
    await made.view.runAsync();
    chart.querySelector(".chart-live")?.remove();
    chart.append(view);
    chart.classList.add("is-live");
    live.set(id, { chart, view: made.view });
  }

  // Every mark that says something, once each, in the order drawn: what it says, and its box in the drawing.
  function marks(item, x = 0, y = 0, found = new Map()) {
    for (const mark of item.items ?? []) for (const one of mark.items ?? []) {
      if (one.tooltip && !found.has(one.tooltip)) {
        const { x1, y1, x2, y2 } = mark.marktype === "line" || mark.marktype === "area" ? { x1: one.x, y1: one.y, x2: one.x, y2: one.y } : one.bounds;
        found.set(one.tooltip, { row: one.datum._row, x: x + (x1 + x2) / 2, y: y + (y1 + y2) / 2 });
      }
      if (mark.marktype === "group") marks(one, x + (one.x ?? 0), y + (one.y ?? 0), found);
    }
    return found;
  }

  // A touch or an arrow key shows a mark's value as a resting mouse does; a key also says it, and its row is marked in the table.
  function answer(chart, box, view) {
    const tip = view.tooltip(), figure = chart.closest("figure"), said = figure.querySelector(".explore-bar [role=status]");
    let at = -1, kept = false; // what a finger or a key shows is not hidden by a mouse that rests elsewhere
    view.tooltip((handler, event, item, value) => { if (value || !kept) tip(handler, event, item, value); });
    const show = (event, value, row) => {
      kept = value && event.pointerType !== "mouse";
      tip(view, event, null, value);
      const shown = document.getElementById("vg-tooltip-element");
      if (shown) shown.style.left = `${Math.max(8, Math.min(parseFloat(shown.style.left), innerWidth - shown.offsetWidth - 8))}px`;
      for (const [index, tr] of figure.querySelectorAll("details tbody tr").entries()) tr.classList.toggle("is-shown", index === row);
    };
    const hide = () => show({}, null);
    view.addEventListener("click", (event, item) => setTimeout(show, 50, event, item?.tooltip, item?.datum?._row)); // by then a finger has left
    view.addEventListener("pointermove", (event, item) => { if (event.pointerType === "mouse" && (item || !kept)) show(event, item?.tooltip, item?.datum?._row); });
    box.addEventListener("blur", hide);
    box.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") hide();
      if (!step) return;
      event.preventDefault();
      const all = [...marks({ items: [view.scenegraph().root] })], drawn = box.querySelector("svg"), place = drawn.getBoundingClientRect();
      at = at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length;
      const [value, { row, x, y }] = all[at], [left, top] = view.origin(), scale = place.width / drawn.viewBox.baseVal.width;
      show({ clientX: place.left + (left + x) * scale, clientY: place.top + (top + y) * scale, vegaType: "pointermove" }, value, row);
      said.textContent = `${Object.entries(value).map(([name, text]) => `${name}: ${text}`).join(", ")} (${at + 1} of ${all.length})`;
    });
  }

  const set = (id) => Object.fromEntries(controls(specs.get(id)).map((name) => [name, live.get(id).view.signal(name)]));

  // A number as the control would give it; what is no value of the control is left out.
  function linked(id) {
    const found = {};
    if (location.hash !== `#${id}`) return found;
    for (const { name, bind } of (specs.get(id).wide.params || []).filter((param) => param.bind)) {
      const text = asked.get(name);
      if (text === null) continue;
      if (bind.input === "range" && text.trim() !== "" && Number(text) >= bind.min && Number(text) <= bind.max) found[name] = Number(text);
      else if (bind.options) {
        const option = bind.options.find((one) => String(one) === text);
        if (option !== undefined) found[name] = option;
      }
    }
    return found;
  }

  for (const figure of document.querySelectorAll("[data-explore]")) {
    const chart = figure.querySelector(".chart"), id = figure.dataset.explore;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "explore";
    const name = "controls" in figure.dataset ? "Set the values yourself" : "Explore";
    button.textContent = name;
    const share = document.createElement("button");
    share.type = "button";
    share.className = "share";
    share.textContent = "Copy a link to these values";
    share.hidden = true;
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      said.textContent = "";
      if (live.delete(id)) {
        chart.classList.remove("is-live");
        chart.querySelector(".chart-live").remove();
        button.textContent = name;
        share.hidden = true;
        return;
      }
      chart.style.minHeight = `${chart.offsetHeight}px`; // no jump while it is drawn
      try {
        said.textContent = "Loading …";
        await Promise.all([load("_static/vega.js"), load(`figures/${id}.live.js`)]);
        await draw(chart, id, linked(id));
        button.textContent = "Back to the picture";
        share.hidden = !controls(specs.get(id)).length;
        said.textContent = share.hidden ? "Point at a mark or touch it, or step through them with the arrow keys." : "Move a control; the chart follows.";
      } catch (error) {
        console.error(error);
        said.textContent = "The chart could not be loaded. The picture and the data below hold the same.";
      }
      chart.style.minHeight = "";
    });
    const bar = document.createElement("p");
    bar.className = "explore-bar";
    bar.append(button, " ", share, " ", said);
    chart.after(bar);
    share.addEventListener("click", async () => {
      const link = new URL(location.href);
      link.search = new URLSearchParams(set(id));
      link.hash = id;
      history.replaceState(null, "", link);
      try {
        await navigator.clipboard.writeText(link.href);
        said.textContent = "Copied.";
      } catch { said.textContent = "The address of this page now holds them."; }
    });
    if ("controls" in figure.dataset && asked.size && location.hash === `#${id}`) button.click();
  }
  const redraw = () => { for (const [id, { chart }] of live) draw(chart, id, set(id)); };
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(max-width: 600px)").addEventListener("change", redraw);
})();
