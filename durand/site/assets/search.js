// Finds chapters, figures, terms, ledger rows and sources, from this site alone.
(() => {
  const kinds = [["page", "Pages"], ["figure", "Figures"], ["term", "Glossary"], ["row", "Ledger"], ["source", "Sources"]];
  const shown = 8;
  const results = document.getElementById("search-results"), field = document.querySelector("main .search-field input");
  const { load, make } = durand;

  function extract(text, words) {
    const at = Math.max(0, Math.min(...words.map((word) => text.toLowerCase().indexOf(word)).filter((n) => n >= 0), text.length) - 60);
    const start = at >= text.length - 60 ? 0 : at;
    return `${start ? "… " : ""}${text.slice(start, start + 160)}${text.length > start + 160 ? " …" : ""}`;
  }

  window.durandSearch = (records) => {
    const index = new MiniSearch({
      idField: "address", fields: ["title", "text"], storeFields: ["kind", "title", "text", "address"],
      searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: (word) => (word.length > 4 && !/\d/.test(word) ? 0.2 : 0), combineWith: "AND" },
    });
    index.addAll(records);

    function find() {
      const asked = field.value.trim();
      results.replaceChildren();
      if (!asked) return;
      const found = index.search(asked), words = asked.toLowerCase().split(/\s+/);
      results.append(make("p", { textContent: found.length ? `${found.length} found for “${asked}”.` : `Nothing found for “${asked}”. Try fewer or other words.`, role: "status" }));
      for (const [kind, label] of kinds) {
        const hits = found.filter((hit) => hit.kind === kind);
        if (!hits.length) continue;
        const list = make("ul");
        for (const [at, hit] of hits.entries()) {
          const item = make("li", {}, make("a", { textContent: hit.title, href: hit.address }));
          if (hit.text) item.append(make("p", { textContent: extract(hit.text, words) }));
          item.hidden = at >= shown;
          list.append(item);
        }
        results.append(make("h2", { textContent: `${label} (${hits.length})` }), list);
        if (hits.length > shown) {
          const more = make("button", { type: "button", textContent: `Show all ${hits.length}` });
          more.addEventListener("click", () => { for (const item of list.children) item.hidden = false; more.remove(); });
          results.append(more);
        }
      }
    }
    field.addEventListener("input", find);
    find();
  };

  // The records weigh more than a page: they are fetched when somebody searches.
  async function begin() {
    field.removeEventListener("input", begin);
    results.replaceChildren(make("p", { textContent: "Loading …", role: "status" }));
    try { await load("search-records.js"); } catch {
      results.replaceChildren(make("p", { textContent: "The records could not be loaded. Try again later." }));
    }
  }
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) begin();
  else field.addEventListener("input", begin);
})();
