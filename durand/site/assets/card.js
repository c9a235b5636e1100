// What is in an open card: dots on one scale, what closes it, and what cites its number or reports an error, in a row and
// under a figure too. durand.js loads it when a reader asks; what it cites with is loaded at the first citation.
(() => {
  const { root, load, make, copy } = durand;
  const names = { text: "Text", bib: "BibTeX", ris: "RIS", csl: "CSL-JSON" };
  const escaped = { // as the library's own writers do
    bib: (text) => text.replace(/[{}\\]/g, "").replace(/[$&%#_]/g, "\\$&"),
    csl: (text) => JSON.stringify(text).slice(1, -1),
  };
  let known;
  const views = {}; // what is neither row nor figure, by the key of its citation: title, version, fragment
  window.durandNumbers = (said) => { known = said; };
  const thing = (id) => views[id] ?? known.things[id];

  function cited(id, form) {
    const [title, version, view] = thing(id);
    const gaps = { ID: id, TITLE: (escaped[form] ?? String)(title), URL: view ? `${known.explore}#${view}` : `${known.ledger}#${id}`, VERSION: version };
    return known.forms[form].replace(/Q(ID|TITLE|URL|VERSION)Q/g, (_, gap) => gaps[gap]);
  }

  function reported(id, anchor) {
    const [title, version] = thing(id), { href } = new URL(`#${anchor}`, location);
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

  const panelled = () => make("div", { className: "num-out", lang: "en", dir: "ltr" },
    make("pre", { tabIndex: 0, hidden: true, role: "group", dir: "auto" }), make("a", { hidden: true }), make("span", { role: "status" }));
  const reporting = (panel, id, anchor) => () => show(panel, "Report", () => {
    const text = reported(id, anchor);
    return { text, href: known.channel && sent(id, text) };
  });

  durand.cited = cited;
  durand.view = (id, ...said) => { views[id] = said; };
  durand.edition = async () => { await load("cite/numbers.js"); return known.book; };
  // The page that compares is in the menu, where the book has it.
  const explore = document.querySelector("#menu a[href='explore.html'], #menu a[href$='/explore.html']");
  const comparing = (view) => (explore ? [make("a", { href: `${explore.href}#${view}`, textContent: "Compare in Explore" }), " "] : []);

  durand.tools = (id, anchor, comparison, ...links) => {
    if (!comparison && !views[id]) links.push(...comparing(`row=${id}`));
    const panel = panelled(), forms = make("div", {}, "Cite ");
    for (const [form, name] of Object.entries(names)) {
      forms.append(make("button", { type: "button", textContent: name, onclick: () => show(panel, name, () => ({ text: cited(id, form) })) }), " ");
    }
    const report = make("button", { type: "button", textContent: "Report an error", onclick: reporting(panel, id, anchor) });
    return make("div", { className: "num-tools" }, ...(comparison ? [] : [forms]), make("div", {}, ...links, report), panel);
  };
  durand.report = (link) => {
    const { report: name, text } = link.dataset, panel = link.parentNode.nextElementSibling;
    if (panel?.matches(".num-out")) return;
    link.parentNode.after(panelled());
    const out = link.parentNode.nextElementSibling;
    text ? show(out, "Report", () => ({ text })) : reporting(out, name, name)(); // a page in another language says its own
  };

  // One scale for all of a card: this number and its rivals, dashed between them what is contested; other counts apart.
  function drawDots(card) {
    const head = card.querySelector(".num-head"), first = card.querySelector(".num-label");
    if (first) { // this number leads its rivals
      const row = make("li", { className: head.className.replace("num-head", "own") }, make("span", {}, make("b", { textContent: head.firstChild.textContent }), " this number"));
      Object.assign(row.dataset, head.dataset);
      first.before(make("ul", { className: "num-dots this" }, row));
    }
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

  durand.furnish = (card, link) => {
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
    const rows = [...card.querySelectorAll(".num-dots a")].map((one) => one.hash.slice(1));
    card.append(durand.tools(id, link.id, comparison, row, " ", ...(comparison ? comparing(`rows=${rows.join(",")}`) : [here, " "])));
  };
})();
