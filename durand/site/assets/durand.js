// Opens the card of a checked number, by mouse, touch or keyboard. Without this script the link leads to the ledger row.
(() => {
  const gap = 8;

  function place(card, link) {
    const box = link.getBoundingClientRect();
    const width = card.offsetWidth, height = card.offsetHeight;
    const left = Math.min(Math.max(box.left, gap), document.documentElement.clientWidth - width - gap);
    const below = box.bottom + gap + height <= window.innerHeight || box.top < height + gap;
    card.style.left = `${Math.max(left, gap) + window.scrollX}px`;
    card.style.top = `${(below ? box.bottom + gap : box.top - gap - height) + window.scrollY}px`;
  }

  for (const link of document.querySelectorAll("a.num")) {
    const card = document.getElementById("card-" + link.hash.slice(1));
    if (!card || !card.showPopover) continue;
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (card.matches(":popover-open")) { card.hidePopover(); return; }
      card.opener = link; // a card serves every number of its row on the page
      card.showPopover();
      place(card, link);
      if (event.detail === 0) card.querySelector("a.num-row").focus({ preventScroll: true });
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") { event.preventDefault(); link.click(); }
    });
    card.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); card.hidePopover(); }
    });
    // the browser gives the focus back to the number by itself
    card.addEventListener("beforetoggle", (event) => {
      if (card.opener === link || event.newState === "closed") {
        link.setAttribute("aria-expanded", String(event.newState === "open" && card.opener === link));
      }
    });
  }
})();

// Copies a citation or a line of code at a touch; without this script the text can be selected.
(() => {
  if (!navigator.clipboard && !document.execCommand) return;
  async function copy(text, block) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* from disk: below */ }
    getSelection().selectAllChildren(block);
    return document.execCommand("copy");
  }
  for (const box of document.querySelectorAll(".copyable")) {
    const block = box.querySelector("pre"), label = box.querySelector("p");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${label.textContent}`);
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      said.textContent = (await copy(block.textContent, block)) ? "Copied" : "Press Ctrl+C to copy";
    });
    label.append(" ", button, " ", said);
  }
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

// Explore: loads Vega once, from this site, and draws the chart anew in place of the picture, so that it answers a pointer.
(() => {
  const root = new URL("..", document.currentScript.src);
  const specs = new Map(), scripts = new Map(), live = new Map();
  window.durandExplore = (id, spec) => specs.set(id, spec);

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

  // The palette's light values stand for roles; the page's own colours take their place.
  function painted(spec, palette) {
    const page = getComputedStyle(document.documentElement);
    let text = JSON.stringify(spec);
    for (const [role, colour] of Object.entries(palette)) {
      text = text.replaceAll(colour, page.getPropertyValue(`--fig-${role}`).trim() || colour);
    }
    return JSON.parse(text);
  }

  async function draw(chart, id) {
    const { wide, narrow, datasets, config, palette, title } = specs.get(id);
    const drawing = matchMedia("(max-width: 600px)").matches ? narrow : wide;
    const view = document.createElement("div");
    view.className = "chart-live";
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", title);
    await vegaEmbed(view, painted({ ...drawing, datasets, config }, palette), {
      mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, logLevel: 1, tooltip: { disableDefaultStyle: true },
    });
    chart.querySelector(".chart-live")?.remove();
    chart.append(view);
    chart.classList.add("is-live");
  }

  for (const figure of document.querySelectorAll("[data-explore]")) {
    const chart = figure.querySelector(".chart"), id = figure.dataset.explore;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "explore";
    button.textContent = "Explore";
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      said.textContent = "";
      if (live.delete(id)) {
        chart.classList.remove("is-live");
        chart.querySelector(".chart-live").remove();
        button.textContent = "Explore";
        return;
      }
      chart.style.minHeight = `${chart.offsetHeight}px`; // no jump while it is drawn
      try {
        said.textContent = "Loading …";
        await Promise.all([load("_static/vega.js"), load(`figures/${id}.live.js`)]);
        await draw(chart, id);
        live.set(id, chart);
        button.textContent = "Back to the picture";
        said.textContent = "Point at a mark.";
      } catch (error) {
        console.error(error);
        said.textContent = "The chart could not be loaded. The picture and the data below hold the same.";
      }
      chart.style.minHeight = "";
    });
    const bar = document.createElement("p");
    bar.className = "explore-bar";
    bar.append(button, " ", said);
    chart.after(bar);
  }
  const redraw = () => { for (const [id, chart] of live) draw(chart, id); };
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(max-width: 600px)").addEventListener("change", redraw);
})();
