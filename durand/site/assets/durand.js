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
    const card = document.getElementById("card-" + (link.id || link.hash.slice(1)));
    if (!card || !card.showPopover) continue;
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    let pressed = false; // the browser closes an open card before the click arrives
    link.addEventListener("pointerdown", () => { pressed = card.classList.contains("is-kept") && card.opener === link; });
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (pressed || (card.classList.contains("is-kept") && card.opener === link)) {
        pressed = false;
        if (card.matches(":popover-open")) card.hidePopover();
        return;
      }
      card.opener = link; // a card serves every number of its row on the page
      card.showPopover();
      card.classList.add("is-kept"); // opened on purpose: it stays when the mouse leaves
      place(card, link);
      if (event.detail === 0) card.querySelector("a.num-row").focus({ preventScroll: true });
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") { event.preventDefault(); link.click(); }
    });
    // A resting mouse opens the card, and it stays while the mouse is on the number or on the card.
    let timer = 0;
    const later = (done, wait) => { clearTimeout(timer); timer = setTimeout(done, wait); };
    for (const part of [link, card]) {
      part.addEventListener("pointerenter", (event) => {
        if (event.pointerType !== "mouse" || (part === card && card.opener !== link)) return;
        later(() => {
          if (card.matches(":popover-open") || document.querySelector(".num-card:popover-open.is-kept")) return;
          card.opener = link;
          card.showPopover();
          place(card, link);
        }, 350);
      });
      part.addEventListener("pointerleave", (event) => {
        if (event.pointerType !== "mouse") return;
        later(() => {
          if (card.opener === link && !card.classList.contains("is-kept") && card.matches(":popover-open")) card.hidePopover();
        }, 300);
      });
    }
    card.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); card.hidePopover(); }
    });
    // the browser gives the focus back to the number by itself
    card.addEventListener("beforetoggle", (event) => {
      if (event.newState === "closed") card.classList.remove("is-kept");
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

  // Values that a link carries: ?days=30#fig-…
  const asked = new URLSearchParams(location.search);
  const controls = (spec) => (spec.wide.params || []).filter((param) => param.bind).map((param) => param.name);

  async function draw(chart, id, values) {
    const { wide, narrow, datasets, config, palette, title } = specs.get(id);
    const drawing = matchMedia("(max-width: 600px)").matches ? narrow : wide;
    const view = document.createElement("div");
    view.className = "chart-live";
    view.setAttribute("role", "group");
    view.setAttribute("aria-label", title);
    const made = await vegaEmbed(view, painted({ ...drawing, datasets, config }, palette), {
      mode: "vega-lite", ast: true, renderer: "svg", actions: false, defaultStyle: false, logLevel: 1, tooltip: { disableDefaultStyle: true },
    });
    for (const [name, value] of Object.entries(values)) made.view.signal(name, value);
    await made.view.runAsync();
    chart.querySelector(".chart-live")?.remove();
    chart.append(view);
    chart.classList.add("is-live");
    live.set(id, { chart, view: made.view });
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
        said.textContent = share.hidden ? "Point at a mark." : "Move a control; the chart follows.";
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
