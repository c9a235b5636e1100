// Finds chapters, figures, terms, ledger rows and sources, from this site alone.
(() => {
  const kinds = [["page", "Pages"], ["figure", "Figures"], ["term", "Glossary"], ["row", "Ledger"], ["source", "Sources"]];
  const shown = 8;
  const results = document.getElementById("search-results"), field = document.querySelector("main .search-field input");
  const make = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });

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
      results.append(Object.assign(make("p", found.length ? `${found.length} found for “${asked}”.` : `Nothing found for “${asked}”. Try fewer or other words.`), { role: "status" }));
      for (const [kind, label] of kinds) {
        const hits = found.filter((hit) => hit.kind === kind);
        if (!hits.length) continue;
        const list = document.createElement("ul");
        for (const [at, hit] of hits.entries()) {
          const item = document.createElement("li");
          item.append(Object.assign(make("a", hit.title), { href: hit.address }));
          if (hit.text) item.append(make("p", extract(hit.text, words)));
          item.hidden = at >= shown;
          list.append(item);
        }
        results.append(make("h2", `${label} (${hits.length})`), list);
        if (hits.length > shown) {
          const more = Object.assign(make("button", `Show all ${hits.length}`), { type: "button" });
          more.addEventListener("click", () => { for (const item of list.children) item.hidden = false; more.remove(); });
          results.append(more);
        }
      }
    }
    field.addEventListener("input", find);
    find();
  };

  // The records weigh more than a page: they are fetched when somebody searches.
  const records = new URL("../search-records.js", document.currentScript.src);
  function load() {
    field.removeEventListener("input", load);
    const script = Object.assign(document.createElement("script"), { src: records });
    results.replaceChildren(Object.assign(make("p", "Loading …"), { role: "status" }));
    script.onerror = () => results.replaceChildren(Object.assign(make("p", "The records could not be loaded. Try again later."), { role: "status" }));
    document.head.append(script);
  }
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) load();
  else field.addEventListener("input", load);
})();
