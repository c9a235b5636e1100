// Light, dark, or as the system: the choice is kept.
(() => {
  const button = document.querySelector(".mode-button"), page = document.documentElement.dataset;
  const modes = matchMedia("(prefers-color-scheme: dark)").matches ? ["auto", "light", "dark"] : ["auto", "dark", "light"];
  button.addEventListener("click", () => {
    const mode = modes[(modes.indexOf(page.mode) + 1) % modes.length];
    window.durandMode(mode);
    try { localStorage.setItem("mode", mode); } catch { /* no storage: for this page alone */ }
  });
})();

// Search in a field over the page, by its button or Ctrl K; without this script the button leads to the search page.
(() => {
  const dialog = document.getElementById("search-dialog");
  const here = document.querySelector("main .search-field input");
  const open = () => {
    if (here) here.focus();
    else if (!dialog.open) dialog.showModal();
    (here ?? dialog.querySelector("input")).select();
  };
  document.querySelector(".find").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("input", async ({ target }) => { // who searches gets suggestions, which weigh more than a page
    try { for (const name of ["minisearch.js", "search.js"]) await durand.load(`_static/${name}`); } catch { return; }
    durand.suggest(target);
  }, { once: true });
})();

// A list over the page closes when one of its links is followed within the page.
for (const list of document.querySelectorAll("nav[popover]")) {
  list.addEventListener("click", (event) => { if (event.target.closest("a") && list.matches(":popover-open")) list.hidePopover(); });
}

// Marks in the table of contents the section that is being read.
(() => {
  const links = new Map();
  for (const link of document.querySelectorAll("#contents a[href^='#']")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  if (!links.size) return;
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
    const inner = [...links.keys()].filter((section) => seen.has(section)).pop(); // a section holds its own sections
    for (const [section, link] of links) {
      section === inner ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  for (const section of links.keys()) observer.observe(section);
})();
