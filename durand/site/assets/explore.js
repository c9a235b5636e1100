// Explore: loads Vega once, from this site, and draws the chart anew in place of the picture: it answers a pointer, a finger, a key.
// durand.js loads it at the first chart that a reader asks for.
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
      if (!step || event.target !== box) return; // a slider has its own arrow keys
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

  durand.explore = async (figure, name, button, share, said) => {
    const chart = figure.querySelector(".chart"), id = figure.dataset.explore;
    share.onclick = async () => {
      const link = new URL(location.href);
      link.search = new URLSearchParams(set(id));
      link.hash = id;
      history.replaceState(null, "", link);
      try {
        await navigator.clipboard.writeText(link.href);
        said.textContent = "Copied.";
      } catch { said.textContent = "The address of this page now holds them."; }
    };
    said.textContent = "";
    if (live.delete(id)) {
      chart.classList.remove("is-live");
      chart.querySelector(".chart-live").remove();
      button.textContent = name;
      share.hidden = true;
      return;
    }
    chart.style.minHeight = `${chart.offsetHeight}px`; // no jump while it is drawn
    said.textContent = "Loading …";
    try {
      await Promise.all([load("_static/vega.js"), load(`figures/${id}.live.js`)]);
      await draw(chart, id, linked(id));
      button.textContent = "Back to the picture";
      share.hidden = !controls(specs.get(id)).length;
      said.textContent = share.hidden ? "Point at a mark or touch it, or step through them with the arrow keys." : "Move a control; the chart follows.";
    } finally { chart.style.minHeight = ""; }
  };

  const redraw = () => { for (const [id, { chart }] of live) draw(chart, id, set(id)); };
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(max-width: 600px)").addEventListener("change", redraw);
})();
