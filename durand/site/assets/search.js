// Finds chapters, figures, terms, ledger rows and sources, from this site alone: on the search page, and while somebody
// types into the field over another page. A question that rows of the ledger answer gets them, as each counter claims them.
(() => {
  const kinds = { page: "Sections", figure: "Figures", term: "Glossary", question: "Questions", row: "Ledger", source: "Sources" };
  const spoken = new Map(); // languages of pages that are not English, by the kind of their records
  const shown = 5, wide = 28, most = 6; // hits of a kind at first, words of an extract, and rows of an answer for a year, unless rivals are more
  const months = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
  const { load, make, root } = durand;

  // ---- words: of each the one form by which it is kept and sought

  const isYear = (term) => /^[12]\d{3}$/.test(term);
  const alike = { ي: "ی", ى: "ی", ې: "ی", ۍ: "ی", ك: "ک", ګ: "گ", ہ: "ه", ھ: "ه", ة: "ه", ۀ: "ه" };
  const plain = (text) => text.normalize("NFKD").replace(/[\p{M}\u200c\u200d]/gu, "").toLowerCase().replace(/['’]s?\b/g, "")
    .replace(/[يىېۍكګہھةۀ]/g, (letter) => alike[letter]).replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt(0) & 15);
  const single = (word) => (word.length > 3 ? word.replace(/ies$/, "y").replace(/([^sui])s$/, "$1") : word);
  const split = (text) => (plain(text).match(/[\p{L}\p{N}]+(?:[.,]\p{N}+)*/gu) ?? []).map(single);

  const mode = (all) => all.reduce((most, one, at) => (all.filter((other) => other === one).length > all.filter((other) => other === most).length ? one : most), all[0]);

  function reader(words, vocabulary) { // of what a text says, in the words of the table; a phrase goes before its words
    const known = new Map();
    for (const [means, spellings] of words) for (const spelling of spellings) {
      const parts = split(spelling), others = known.get(parts[0]) ?? [];
      known.set(parts[0], [...others, [parts, split(means)]].sort(([one], [other]) => other.length - one.length));
    }
    const begun = (part) => part?.length > 2 && !known.has(part) && !vocabulary.has(part) && [...known.keys()].find((word) => word.startsWith(part));
    return (text, typing = false) => {
      const parts = split(text), said = [];
      if (typing && begun(parts.at(-1))) parts.push(begun(parts.pop()));
      for (let at = 0; at < parts.length;) {
        const [found, means] = known.get(parts[at])?.find(([phrase]) => phrase.every((part, n) => parts[at + n] === part)) ?? [[0], [parts[at]]];
        said.push(...means);
        at += found.length;
      }
      return said;
    };
  }

  // ---- the index, one a kind: a word may be rare in sections and common in rows

  function engine({ words, places, languages, records }) {
    for (const one of languages) {
      spoken.set(one.kind, one);
      kinds[one.kind] = one.name;
    }
    for (const one of records) one.said = one.kind === "row" ? `${one.value} ${one.title}, ${one.where}, ${one.when} (${one.who})` : one.page ? `${one.page}: ${one.title}` : one.title;
    const vocabulary = new Set(), terms = reader(words, vocabulary), byAddress = new Map(records.map((one) => [one.address, one]));
    const id = (record) => record.address.split("#")[1] ?? "";
    const options = {
      tokenize: (asked) => asked.split(" "), boost: { title: 2, where: 2, id: 0.5 }, boostDocument: (address) => byAddress.get(address).boost ?? 1,
      // A word that the book has is sought as it is; the last may be half typed, and any other is misspelt.
      prefix: (term, at, all) => term.length > 2 && (at === all.length - 1 || !vocabulary.has(term)),
      boostTerm: (term) => (isYear(term) ? 0.5 : 1), // a year is in most of the book
      fuzzy: (term) => (term.length > 3 && !/\d/.test(term) && !vocabulary.has(term) ? 0.25 : 0),
    };
    const indexes = new Map();
    for (const kind of Object.keys(kinds)) {
      const index = new MiniSearch({
        idField: "address", fields: ["title", "text", "page", "question", "where", "when", "who", "id"], searchOptions: options, processTerm: (term) => term,
        extractField: (record, field) => (field === "id" ? id(record) : record[field]),
        tokenize: (text) => {
          const said = terms(text);
          for (const term of said) vocabulary.add(term);
          return said;
        },
      });
      index.addAll(records.filter((one) => one.kind === kind));
      indexes.set(kind, index);
    }
    function seek(kind, asked, how) {
      if (!asked.length) return [];
      return indexes.get(kind).search(asked.join(" "), how).map(({ id: address, score, match }) => ({ ...byAddress.get(address), score, match }));
    }
    const longest = (one, other) => other.length - one.length, said = (name) => terms(name).join(" ");
    const names = new Map(places.map((name) => [said(name), name]));

    // ---- an answer: rows of one question of the ledger that say all that was asked, beside them whoever counts otherwise

    const rows = records.filter((one) => one.kind === "row" && !one.who.startsWith("rejected"));
    const claimants = [...new Set(rows.flatMap((row) => row.who.split(/, from |derived from /)))].map(said);
    const usual = mode(rows.filter((row) => row.front).map((row) => row.span[0].slice(0, 4))); // the year that the front page tells of
    const outermost = (row) => [row.where, ...row.around].at(-1), tops = new Set(rows.map(outermost));
    const lands = [...tops].filter((one) => ![...tops].some((other) => other !== one && one.includes(other))); // no two together
    const holds = (text, other) => ` ${terms(text).join(" ")} `.includes(` ${terms(other).join(" ")} `);
    const like = (one, other) => one.title === other.title && one.where === other.where && one.when === other.when;

    function taken(text, phrases) { // which of some phrases a text holds, and what is left of it
      const found = [];
      let rest = ` ${text} `;
      for (const phrase of phrases.filter(Boolean).sort(longest)) if (rest.includes(` ${phrase} `)) {
        found.push(phrase);
        rest = rest.replace(` ${phrase} `, " ");
      }
      return [found, rest.trim()];
    }

    // Whether a row is of the time that was asked: in a year, or within months and on a day; and whether it is all of it.
    function time(asked) {
      const at = asked.map((term) => months.indexOf(term) + 1).filter(Boolean), two = (n) => String(n).padStart(2, "0");
      const day = at.length === 1 ? asked.find((term) => /^\d\d?$/.test(term) && term > 0 && term < 32) : undefined;
      const [first, last] = at.length ? [two(Math.min(...at)), two(Math.max(...at))] : ["01", "12"];
      const ends = (from, year = from.slice(0, 4)) => [`${year}-${first}-01`, `${year}-${last}-31`, `${year}-${first}-${two(day ?? 1)}`];
      return {
        named: asked.filter(isYear),
        words: [day, ...asked.filter((term) => months.includes(term)).map((term) => term[0].toUpperCase() + term.slice(1))].filter(Boolean).join(" "),
        rest: asked.filter((term) => term !== day && !months.includes(term) && !isYear(term)).join(" "),
        then({ span: [from, to] }, year) {
          const [start, end, on] = ends(from, year);
          if (!at.length) return !year || (from <= end && to >= start);
          return from >= start && to <= end && (!day || (from <= on && on <= to && to.slice(8) - from.slice(8) < 10)); // a month is no answer for a day
        },
        whole({ span: [from, to] }, year) {
          const [start, end, on] = ends(from, year);
          return day ? from === on && to === on : from === start && to <= end && to >= end.replace("31", "28");
        },
      };
    }

    function answer(asked) {
      const { named, words, rest, then, whole } = time(asked);
      let best, found, where, claimed, years, there, fits;
      // The first reading with rows of all of the time, else with rows of it, else with any. Who names no time asks of the book's.
      const readings = sought(rest).map((one) => {
        // A place holds what lies in it, or is one of those that it names (Pakistan and Afghanistan); what is counted may name it too.
        const there = (row) => one.where.every((name) => row.around.includes(name) || holds(name, row.where) || holds(`${row.title} ${id(row)}`, name))
          && one.claimed.every((name) => holds(row.who, name));
        const years = named.length || words || !one.found.some((row) => there(row) && then(row, usual)) ? (named.length ? named : [undefined]) : [usual];
        return { ...one, years, there, fits: (row) => there(row) && years.some((year) => then(row, year)) };
      });
      for (const fit of [(one) => (row) => one.fits(row) && one.years.some((year) => whole(row, year)), (one) => one.fits, () => () => true]) for (const one of readings) {
        // A question that says all of it comes before one whose rows do, the one with the most rows first.
        const asks = one.asks.map((title) => one.found.filter((row) => row.question === title)).sort(longest);
        best ??= [...asks, one.found].map((some) => some.find(fit(one))).find(Boolean);
        if (best && !found) ({ found, where, claimed, years, there, fits } = one);
      }
      if (!best) return null;
      const all = found.filter((row) => row.question === best.question);
      const shown = new Map(), of = new Set();
      for (const year of years) {
        let some = all.filter((row) => there(row) && then(row, year));
        for (const better of [ // all of the time before parts of it, the front page's and their rivals, a whole place or count before its parts
          (row) => row.score / row.boost > best.score / best.boost / 2,
          year || words ? (row) => whole(row, year) : (row) => row.when === best.when,
          (row) => row.full,
          (row) => where.includes(row.where),
          (row) => !some.some((other) => other.front && other.where === row.where && other.when === row.when) || some.some((other) => other.front && like(row, other)),
          (row) => !row.part,
          (row) => !some.some((other) => other.when === row.when && row.around.includes(other.where)),
        ]) if (some.some(better)) some = some.filter(better);
        const before = shown.size;
        for (const row of some) {
          of.add(outermost(row));
          if (shown.size - before >= most && ![...shown.values()].some((one) => like(row, one))) continue; // rivals are shown all or none
          for (const one of [row, ...rows.filter((other) => like(row, other))]) { // who repeats a count is not another counter
            const count = [one.title, one.where, one.when, one.origin].join();
            if (!shown.has(count)) shown.set(count, one);
          }
        }
      }
      const told = [...shown.values()];
      const heading = (title) => records.find((one) => one.kind === "question" && one.title === title);
      const alone = !where.length && of.size === 1 && lands.length > 1 ? lands.find((one) => of.has(one)) : undefined;
      return {
        all, rows: told, question: heading(best.question), alone,
        lacking: told.length ? years.filter((year) => year && !told.some((row) => then(row, year))) : [...where, [words, ...years].filter(Boolean).join(" ")].filter(Boolean),
        parted: years.filter((year) => year && !words && told.some((row) => then(row, year)) && !told.some((row) => row.span[0] <= `${year}-01-01` && row.span[1] >= `${year}-12-31`)),
        elsewhere: alone ? [...new Set(found.filter((row) => fits(row) && row.question !== best.question && outermost(row) !== alone && lands.includes(outermost(row))).map((row) => row.question))].map(heading) : [],
      };
    }

    // Rows whose title or question says what was asked, and the places and claimants that were asked for. A name that what
    // is counted has, too (the TTP), is no claimant; who belongs to a place is sought there if no row counts them by name.
    function sought(what) {
      const strict = { combineWith: "AND", prefix: false, fuzzy: (term) => (term.length > 4 && !vocabulary.has(term) ? 1 : 0) };
      const [places, rest] = taken(what, [...names.keys()]);
      const [claimed, counted] = taken(rest, claimants);
      const people = counted.split(" ").filter((term) => term !== "people"), land = (term) => term.length > 4 && [...names.keys()].find((name) => name.startsWith(term));
      const where = places.map((name) => names.get(name));
      const readings = [[rest, [], where], [counted, claimed, where], [people.join(" "), claimed, where],
        [people.filter((term) => !land(term)).join(" "), claimed, [...where, ...people.filter(land).map((term) => names.get(land(term)))]]];
      return readings.filter(([said], n) => said && readings.findIndex(([other]) => other === said) === n).map(([said, claimed, where]) => ({
        where, claimed, asks: seek("question", said.split(" "), { ...strict, fields: ["title"] }).map((one) => one.title),
        found: seek("row", said.split(" "), { ...strict, fields: ["title", "question"] }).filter((row) => !row.who.startsWith("rejected")
          && (!row.question.includes(" or ") || Object.values(row.match).every((fields) => fields.includes("title")))), // the injured are not the killed or injured
      }));
    }

    function find(typed) {
      const asked = [...new Set(terms(typed, true))], exact = records.filter((one) => !["page", "question"].includes(one.kind) && !spoken.has(one.kind) && id(one) === typed.trim());
      const defined = seek("term", asked, { combineWith: "AND", fields: ["title"] }).length;
      const lists = new Map(), arabic = /\p{Script=Arabic}/u.test(typed), english = Object.keys(kinds).filter((kind) => !spoken.has(kind));
      // Who asks in a language's script reads its pages first: of two, the one whose own letters are typed, or that has none.
      const meant = ({ letters }) => ([...letters].some((letter) => typed.includes(letter)) ? 2 : letters ? 0 : 1);
      const own = arabic ? [...spoken.keys()].sort((one, other) => meant(spoken.get(other)) - meant(spoken.get(one))) : [];
      for (const kind of [...own, ...(defined ? ["term"] : []), ...english]) {
        const hits = seek(kind, asked), near = hits.filter((hit) => hit.score > hits[0].score / 4); // the rest shares a common word
        if (near.length) lists.set(kind, near);
      }
      return { exact, lists, answer: exact.length || defined ? null : answer(asked) };
    }
    return { find, terms };
  }

  let made = null;
  window.durandSearch = (told) => { made = engine(told); };
  async function ready() { // the records weigh more than a page: they are fetched when somebody searches
    if (!made) await load("search-records.js");
    return made;
  }

  // ---- the search page

  const spelt = (kind) => { // how a text of a kind is read, and which way it runs
    const { lang, dir } = spoken.get(kind) ?? {};
    return lang ? { lang, dir } : {};
  };
  const link = (hit, text = hit.said) => make("a", { textContent: text, href: new URL(hit.address, root) });

  // The words around most of what was found, whole; what was found is marked.
  function extract({ text, match }, terms) {
    const words = text.split(" "), found = words.map((word) => terms(word).some((term) => match[term]));
    let at = 0, most = 0;
    for (let end = 0, inside = 0; end < words.length; end += 1) {
      inside += found[end] - (found[end - wide] ?? 0);
      if (inside > most) [most, at] = [inside, Math.max(0, end - wide + 1)];
    }
    const said = make("p", {}, at ? "… " : "");
    for (let n = at; n < Math.min(at + wide, words.length); n += 1) said.append(n > at ? " " : "", found[n] ? make("mark", { textContent: words[n] }) : words[n]);
    if (at + wide < words.length) said.append(" …");
    return said;
  }

  function runs(years) { // 2015–2025, 2027
    const said = [];
    for (const year of [...new Set(years)].sort()) year === said.at(-1)?.[1] + 1 ? (said.at(-1)[1] = year) : said.push([year, year]);
    return said.map(([first, last]) => (first === last ? first : `${first}–${last}`)).join(", ");
  }

  function answered({ all, rows, lacking, parted, alone, elsewhere, question }) {
    const box = make("section", { className: "answer", ariaLabel: "From the ledger" }, make("h2", { textContent: question.title }));
    const groups = new Map();
    for (const row of rows) {
      const said = `${row.title}, ${row.where}, ${row.when}`;
      if (!groups.has(said)) groups.set(said, make("ul"));
      groups.get(said).append(make("li", {}, link(row, row.value), ` ${row.who}`));
    }
    for (const [said, list] of groups) box.append(make("h3", { textContent: said }), list);
    const said = [];
    if (rows.length) said.push("Each number with who claims it; none are added up or averaged here.");
    if (rows.some((row) => row.who.startsWith("derived"))) said.push("Derived: computed by this book, and printed by nobody.");
    for (const year of parted) said.push(`None of these is of the whole of ${year}.`);
    if (alone) said.push(`All of these are of ${alone}.`);
    const places = [...new Set(all.map((row) => row.where))].slice(0, shown).join("; ");
    if (lacking.length) said.push(`The ledger has no such row for ${lacking.join(", ")}. It has rows for ${runs(all.flatMap((row) => row.span.map((day) => Number(day.slice(0, 4)))))} (${places}).`);
    box.append(make("p", { className: "note" }, said.join(" "), " ", link(question, "All rows of this question")));
    if (elsewhere.length) box.append(make("p", { className: "note" }, "Elsewhere: ", ...elsewhere.flatMap((one, n) => [n ? " · " : "", link(one)])));
    return box;
  }

  function list(hits, terms) {
    const items = make("ul", spelt(hits[0].kind));
    for (const [at, hit] of hits.entries()) {
      const item = make("li", { hidden: at >= shown }, link(hit));
      if (hit.text && hit.match) item.append(extract(hit, terms));
      items.append(item);
    }
    if (hits.length <= shown) return [items];
    const more = make("button", { type: "button", textContent: `Show all ${hits.length}` });
    more.addEventListener("click", () => { for (const item of items.children) item.hidden = false; more.remove(); });
    return [items, more];
  }

  function show(asked, { find, terms }) {
    const { exact, lists, answer } = find(asked), parts = [];
    if (exact.length) parts.push(make("h2", { textContent: "By this id" }), ...list(exact, terms));
    const listed = (own) => [...lists].filter(([kind]) => spoken.has(kind) === own)
      .flatMap(([kind, hits]) => [make("h2", { textContent: `${kinds[kind]} (${hits.length})`, ...spelt(kind) }), ...list(hits, terms)]);
    parts.push(...listed(true));
    if (answer) parts.push(answered(answer));
    parts.push(...listed(false));
    const count = [...lists.values()].reduce((sum, hits) => sum + hits.length, 0);
    const said = answer ? `From the ledger, and ${count} more` : count;
    return [parts.length ? `${said} found for “${asked}”.` : `Nothing found for “${asked}”. Try other words.`, ...parts];
  }

  const results = document.getElementById("search-results");
  if (results) {
    const field = document.querySelector("main .search-field input"), status = make("p", { role: "status" }); // one that stays is read out
    results.append(status);
    const tell = (said, ...parts) => {
      status.textContent = said;
      while (status.nextSibling) status.nextSibling.remove();
      results.append(...parts);
    };
    const search = async () => {
      const asked = field.value.trim();
      tell(""); // whatever goes wrong, no answer stays under another question
      if (!asked) return;
      if (!made) tell("Loading …");
      try { await ready(); } catch { return tell("The records could not be loaded. Try again later."); }
      if (asked === field.value.trim()) tell(...show(asked, made));
    };
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    field.addEventListener("input", search);
    search();
  }

  // ---- suggestions under a field, by the ARIA pattern of a combobox with a list; Enter without a choice asks the search page

  durand.suggest = async (field) => {
    const options = make("ul", { id: "suggestions", role: "listbox", ariaLabel: "Suggestions", hidden: true });
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false" })) field.setAttribute(name, value);
    field.form.after(options);
    let at = -1;
    function choose(to) {
      options.children[at]?.setAttribute("aria-selected", "false");
      at = to;
      const option = options.children[at];
      option?.setAttribute("aria-selected", "true");
      option?.scrollIntoView({ block: "nearest" });
      option ? field.setAttribute("aria-activedescendant", option.id) : field.removeAttribute("aria-activedescendant");
    }
    function open(hits) {
      choose(-1);
      options.replaceChildren(...hits.map((hit, n) => {
        const option = make("li", { id: `suggestion-${n}`, role: "option", ariaSelected: "false", ...spelt(hit.kind) }, make("span", { textContent: hit.said }), " ", make("small", { textContent: kinds[hit.kind].replace(/s$/, "") }));
        option.addEventListener("click", () => follow(hit));
        return option;
      }));
      options.hidden = !hits.length;
      field.setAttribute("aria-expanded", String(Boolean(hits.length)));
    }
    function follow(hit) {
      field.closest("dialog")?.close();
      location.assign(new URL(hit.address, root));
    }
    async function suggest() {
      const asked = field.value.trim();
      try { await ready(); } catch { return; }
      if (asked !== field.value.trim()) return;
      const { exact, lists, answer } = made.find(asked);
      const firsts = (own) => [...lists].filter(([kind]) => spoken.has(kind) === own).flatMap(([kind, hits]) => hits.slice(0, { page: 3, figure: 2, term: 1 }[kind] ?? (spoken.has(kind) ? 3 : 0)));
      open([...exact, ...firsts(true), ...(answer ? [answer.question] : []), ...firsts(false)].slice(0, 7));
    }
    options.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    field.addEventListener("input", suggest);
    field.addEventListener("keydown", (event) => {
      const count = options.hidden ? 0 : options.children.length, step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!count) return;
      if (step) choose(at + step >= count ? -1 : at + step < -1 ? count - 1 : at + step);
      else if (event.key === "Enter" && at >= 0) options.children[at].click();
      else if (event.key === "Escape") open([]);
      else return;
      event.preventDefault();
    });
    await suggest();
  };
})();
