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
    const made = Object.assign(document.createElement(tag), given, { made: true }); // no text of the page's own
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

// Copies a citation or a line of code at a touch.
(() => {
  const { make, copy } = durand;
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
  const gap = 8, sheet = matchMedia("(max-width: 600px)");
  let now = null; // the open card, its number, and whether it was opened on purpose
  let wanted = null, pressed = null, timer = 0, leaving = 0, stepping = false;

  const cardOf = (link) => document.getElementById(`card-${link.matches(".is") ? link.id : link.hash.slice(1)}`);
  const numberAt = (target) => { const link = target.closest?.("a.num"); return link && cardOf(link) ? link : null; };

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

  const furnishing = () => durand.load("_static/card.js");

  async function open(link, kept) {
    const card = cardOf(link);
    clearTimeout(timer);
    wanted = link;
    try { await furnishing(); } catch { location.assign(link.href); }
    if (wanted !== link || !durand.furnish) return;
    if (now && now.link !== link) now.card.hidePopover();
    clearTimeout(leaving);
    if (kept) link.focus({ preventScroll: true }); // where the focus goes back to
    if (!now) {
      durand.furnish(card, link);
      card.showPopover();
    }
    now = { card, link, kept };
    link.setAttribute("aria-expanded", "true");
    place(card, link);
    if (!kept) return;
    card.focus({ preventScroll: true });
    if (sheet.matches && !stepping) stepIn();
  }
  const stepIn = () => history[history.state?.card ? "replaceState" : "pushState"]({ card: now.link.id }, "");

  document.addEventListener("beforetoggle", (event) => {
    if (event.newState !== "closed" || event.target !== now?.card) return;
    const { card, link, kept } = now;
    now = null;
    link.setAttribute("aria-expanded", "false");
    if (!kept) return;
    leaving = setTimeout(() => { // by now a click beside has taken the focus, or nothing has
      if (document.activeElement === document.body || card.contains(document.activeElement)) link.focus({ preventScroll: true });
      stepping = Boolean(history.state?.card);
      if (stepping) history.back();
    }, 50);
  }, true);
  addEventListener("popstate", () => { // our own step back, or the reader's
    if (stepping) {
      stepping = false;
      if (now?.kept && sheet.matches) stepIn(); // a card was opened before the step was made
    } else if (now?.kept && !history.state?.card) now.card.hidePopover();
  });

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
  // A resting mouse opens the card while it is on either.
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = numberAt(event.target), away = () => { if (now && !now.kept) now.card.hidePopover(); };
    clearTimeout(timer);
    if (link) furnishing().catch(() => {});
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
  const uses = {};
  for (const link of document.querySelectorAll("a.num")) {
    const card = cardOf(link);
    if (!card) continue;
    uses[card.id] = (uses[card.id] ?? 0) + 1;
    link.id ||= `n-${link.hash.slice(1)}-${uses[card.id]}`;
    const said = ["head", "said"].map((part) => (card.querySelector(`.num-${part}`).id = `${card.id}-${part}`));
    for (const [name, to] of Object.entries({ haspopup: "dialog", expanded: "false", describedby: said.join(" ") })) link.setAttribute(`aria-${name}`, to);
  }
  document.addEventListener("focusin", (event) => { if (numberAt(event.target)) furnishing().catch(() => {}); });
  document.addEventListener("click", async (event) => { // a row of the ledger
    const link = event.target.closest(".cite-number"), row = link?.closest("tr").id;
    if (!link) return;
    event.preventDefault();
    try { await furnishing(); } catch { location.assign(link.href); return; }
    const tools = link.nextElementSibling, opens = !tools;
    opens ? link.after(durand.tools(row, row)) : tools.remove();
    link.setAttribute("aria-expanded", opens);
  });
  document.addEventListener("click", async (event) => { // a figure
    const link = event.target.closest("[data-report]");
    if (!link) return;
    event.preventDefault();
    await furnishing();
    durand.report(link);
  });
  addEventListener("hashchange", arrive);
  addEventListener("load", arrive);
})();

// Filters the figures page by chapter.
(() => {
  const { make } = durand, chapters = [...document.querySelectorAll(".gallery-chapter")], choice = make("select");
  if (chapters.length < 2) return;
  choice.append(new Option("All chapters", ""), ...chapters.map((one) => new Option(one.querySelector("h2").textContent, one.id)));
  choice.addEventListener("change", () => { for (const one of chapters) one.hidden = choice.value !== "" && one.id !== choice.value; });
  chapters[0].before(make("label", { className: "gallery-filter" }, "Show ", choice));
})();

// Checks the numbers of the page, at its foot.
document.querySelector(".check button")?.addEventListener("click", async ({ currentTarget: { nextSibling: out } }) => {
  try {
    await durand.load("_static/check.js");
    await durand.check(out);
  } catch { out.textContent = "What checks could not be loaded. Check in a whole copy of the site."; }
});

// Explore: a button under each chart.
(() => {
  const { load, make } = durand;
  for (const figure of document.querySelectorAll("[data-explore]")) {
    const model = "controls" in figure.dataset, name = model ? "Set the values yourself" : "Explore";
    const button = make("button", { type: "button", className: "explore", textContent: name });
    const share = make("button", { type: "button", className: "share", textContent: "Copy a link to these values", hidden: true });
    const said = make("span", { role: "status" });
    button.addEventListener("click", async () => {
      try {
        await load("_static/explore.js");
        await durand.explore(figure, name, button, share, said);
      } catch (error) {
        console.error(error);
        said.textContent = "The chart could not be loaded. The picture and the data below hold the same.";
      }
    });
    figure.querySelector(".chart").after(make("p", { className: "explore-bar" }, button, " ", share, " ", said));
    const asked = location.search && location.hash === `#${figure.dataset.explore}`;
    if (model && (asked || parent !== window)) button.click(); // in another's page the frame has room for its controls alone
  }
})();
