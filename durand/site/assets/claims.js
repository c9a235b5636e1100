// Explore: draws and lists the claims that a reader chooses. The rows come in one script, so that it works from disk too.
// A view is what stands in the form, and the address holds it; the table is the text of the drawing.
(() => {
  const { load, make } = durand;
  const form = document.querySelector(".explore-view"), box = form?.nextElementSibling;
  if (!form) return;
  const said = form.querySelector("[role=status]"), fields = form.elements, counters = form.querySelector(".counters");
  const series = ["year", "fiscal year", "half-year", "quarter", "month"], slug = (text) => text.toLowerCase().replace(/[^a-z]+/g, "-").replace(/-$/, "");
  const empty = () => ({ q: [], what: "", place: "", time: "", by: [], pair: [], rows: [] });
  let data, known, view = empty(), shown = [], half = ""; // of a pair, the first, while the second is not chosen

  window.durandClaims = (told) => {
    const [questions, places, counters, read, periods] = ["questions", "places", "counters", "sources_read", "periods"].map((name) => told[name].map((one) => one));
    const what = told.indicators.map(([id, q, label, said, unit, colour, whole, axis]) => ({ id, q: questions[q], label, said, unit, colour, whole, axis }));
    for (const one of what) one.whole = what[one.whole];
    const times = periods.map(([id, said, first, last, kind]) => ({ id, said, first, last, kind }));
    const rows = told.rows.map(([id, n, place, time, value, low, high, number, who, by, source, status, least, noted]) => ({
      id, what: what[n], place: places[place], time: times[time], value, low, high, number, who: told.who[who], by: counters[by], source: read[source], status, least, noted,
    }));
    // The order of all that is drawn: a whole before its parts, then by place and time, the counters as the ledger has them.
    const family = (one) => (one.whole ? family(one.whole) : one), at = (one) => what.indexOf(one), row = new Map(rows.map((one, n) => [one, n]));
    const order = (one) => [questions.indexOf(one.what.q), at(family(one.what)), one.what.whole ? 1 : 0, at(one.what), places.indexOf(one.place), one.time.first, one.time.last, row.get(one)];
    const keys = new Map(rows.map((one) => [one, order(one)]));
    rows.sort((one, other) => {
      const n = keys.get(one).findIndex((key, at) => key !== keys.get(other)[at]);
      return keys.get(one)[n] < keys.get(other)[n] ? -1 : 1;
    });
    data = { ...told, questions, places, counters, what, times, rows };
    const ids = (list) => new Set(list.map((one) => one.id ?? one[0]));
    const axes = what.map((one) => `in-${slug(one.axis)}`);
    known = { q: ids(questions), what: new Set([...ids(what), ...axes]), place: ids(places), by: ids(counters), pair: ids(counters), rows: ids(rows), row: ids(rows),
      time: new Set([...ids(times), ...series.map((kind) => `every-${slug(kind)}`)]) };
  };

  // ---- a view and its address; of what the ledger has not, nothing is taken

  function read(hash) {
    const found = empty();
    let strange = false;
    for (const [name, text] of hash.includes("=") ? new URLSearchParams(hash.slice(1)) : []) {
      const wanted = text.split(","), there = wanted.filter((one) => Object.hasOwn(known, name) && known[name].has(one));
      if (there.length < wanted.length) strange = true;
      if (name === "row" && there.length) { // where a card leads: all that is claimed of what its row counts
        const { what, place, time } = data.rows.find((one) => one.id === there[0]);
        Object.assign(found, { q: [what.q[0]], what: what.id, place: place[0], time: time.id });
      } else if (Array.isArray(found[name])) found[name] = [...new Set(there)];
      else if (Object.hasOwn(found, name)) found[name] = there[0] ?? "";
    }
    if (found.pair.length !== 2) found.pair = [];
    return [found, strange];
  }

  const address = (one) => Object.entries(one).filter(([, value]) => value.length).map(([name, value]) => `${name}=${value}`).join("&");

  const asks = {
    q: (row, q) => q.includes(row.what.q[0]), what: (row, what) => row.what.id === what || `in-${slug(row.what.axis)}` === what, place: (row, place) => row.place[0] === place,
    time: (row, time) => row.time.id === time || `every-${slug(row.time.kind)}` === time, by: (row, by) => by.includes(row.by[0]), pair: (row, pair) => pair.includes(row.by[0]), rows: (row, rows) => rows.includes(row.id),
  };
  function matching(one) {
    const wanted = Object.entries(one).filter(([, value]) => value.length);
    return wanted.length ? data.rows.filter((row) => wanted.every(([name, value]) => asks[name](row, value))) : [];
  }

  // ---- the form: each choice with how many rows it would leave

  const option = (text, value, chosen) => new Option(text, value, false, chosen);
  function fill(select, groups, chosen) {
    select.length = 1;
    for (const old of [...select.querySelectorAll("optgroup")]) old.remove();
    for (const [label, options] of groups) {
      const listed = options.filter(([, value, count]) => count || value === chosen).map(([text, value, count]) => option(`${text} (${count.toLocaleString("en-GB")})`, value, value === chosen));
      if (label && listed.length) {
        const group = make("optgroup", { label }, ...listed);
        select.append(group);
      } else select.append(...listed);
    }
    select.value = chosen;
  }

  function furnish() {
    const count = (rows, fits) => rows.filter(fits).length, every = data.rows;
    const listed = (taken) => data.questions.filter(([id]) => !taken.includes(id)).map(([id, text]) => [text, id, count(every, (row) => row.what.q[0] === id)]);
    fill(fields.q, [["", listed(view.q.slice(1))]], view.q[0] ?? "");
    fill(fields.also, [["", view.q.length ? listed([view.q[0]]) : []]], view.q[1] ?? "");
    const some = (...names) => { // the rows that all other choices leave
      const others = { ...view, by: [], pair: [], ...Object.fromEntries(names.map((name) => [name, ""])) };
      return Object.values(others).some((one) => one.length) ? matching(others) : every;
    };
    let rows = some("what");
    const axes = [...new Set(rows.map((row) => row.what.axis))];
    fill(fields.what, [["By unit", axes.length > 1 || view.what.startsWith("in-") ? axes.map((axis) => [`All in ${axis}`, `in-${slug(axis)}`, count(rows, (row) => row.what.axis === axis)]) : []],
      ["One thing", data.what.map((one) => [one.label, one.id, count(rows, (row) => row.what === one)])]], view.what);
    rows = some("place");
    fill(fields.place, [["", data.places.map(([id, name, depth]) => [`${"– ".repeat(depth)}${name}`, id, count(rows, (row) => row.place[0] === id)])]], view.place);
    rows = some("time");
    const over = series.map((kind) => [`Every ${kind}`, `every-${slug(kind)}`, new Set(rows.filter((row) => row.time.kind === kind).map((row) => row.time)).size > 1 ? count(rows, (row) => row.time.kind === kind) : 0]);
    const sorted = [...data.times].sort((one, other) => (one.first + one.last < other.first + other.last ? 1 : -1));
    fill(fields.time, [["Over time", over], ...[...series, "day", "span"].map((kind) => [`One ${kind}`, sorted.filter((one) => one.kind === kind).map((one) => [one.said, one.id, count(rows, (row) => row.time === one)])])], view.time);
    rows = some();
    const by = data.counters.map((one) => [one[1], one[0], count(rows, (row) => row.by === one)]).sort(([one], [other]) => one.localeCompare(other, "en-GB"));
    const one = view.pair[0] ?? half;
    fill(fields.a, [["", by]], one);
    fill(fields.b, [["", one ? by.filter(([, id]) => id !== one) : []]], view.pair[1] ?? "");
    const list = counters.querySelector("fieldset");
    for (const old of list.querySelectorAll("label")) old.remove();
    for (const [name, id, n] of by) if (n || view.by.includes(id)) list.append(make("label", {}, make("input", { type: "checkbox", name: "by", value: id, checked: view.by.includes(id) }), ` ${name} (${n})`));
    counters.querySelector("b").textContent = view.by.length ? by.filter(([, id]) => view.by.includes(id)).map(([name]) => name).join(", ") : "all";
  }

  // What a question begins with: its fullest place and year, if all of it is more than can be taken in.
  function begun(question) {
    const first = { ...empty(), q: [question] }, rows = matching(first);
    if (rows.length < 30) return first;
    const most = (list) => list.reduce((best, one) => (list.filter((other) => other === one).length > list.filter((other) => other === best).length ? one : best), list[0]);
    first.place = most(rows.map((row) => row.place[0]));
    first.time = most(matching(first).filter((row) => row.time.kind === "year").map((row) => row.time.id)) ?? "";
    return first;
  }

  // ---- the drawing

  const face = getComputedStyle(document.body).fontFamily, pen = document.createElement("canvas").getContext("2d");
  const wide = (text, weight = 400) => { pen.font = `${weight} 13px ${face}`; return pen.measureText(text).width; };
  function wrapped(text, most, weight) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
      wide(longer, weight) > most && lines.at(-1) ? lines.push(word) : (lines[lines.length - 1] = longer);
    }
    return lines;
  }
  function put(parent, tag, given, text) {
    const part = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, to] of Object.entries(given)) part.setAttribute(name, to);
    if (text !== undefined) part.textContent = text;
    parent.append(part);
    return part;
  }
  const middle = (row) => row.value ?? (row.low + row.high) / 2, bounded = (row) => row.low !== null && row.high !== null;
  const open = (row) => row.status !== "reported";

  function scale(rows, from, to) { // linear, with zero in it, and a handful of round marks
    const all = rows.flatMap((row) => [row.value, row.low, row.high]).filter((one) => one !== null), least = Math.min(0, ...all), most = Math.max(0, ...all);
    const span = most - least || 1, rough = span / (Math.abs(to - from) < 260 ? 3 : 5), power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= rough), marks = [];
    for (let n = Math.ceil(least / step - 1e-9); n * step <= most + step * 1e-9; n += 1) marks.push(n * step || 0);
    return { at: (value) => +(from + ((to - from) * (value - least)) / span).toFixed(2), marks };
  }
  const tick = (value) => (Math.abs(value) >= 1e6 ? `${(value / 1e6).toLocaleString("en-GB")}m` : value.toLocaleString("en-GB", { maximumSignificantDigits: 6 })).replace("-", "−");
  const dot = (parent, row, x, y) => put(put(parent, "circle", { class: `s-${row.what.colour} ${open(row) ? "f-paper" : `f-${row.what.colour}`}`, cx: x, cy: y, r: 5, "stroke-width": 2, "data-row": row.id }), "title", {}, `${row.number} ${row.what.unit}, ${row.who}`);
  function bar(parent, row, places) { // a range; where nobody gives a best value it is the mark itself
    put(parent, "line", { class: `s-${row.what.colour}`, ...(row.value === null ? { "stroke-width": 7, "data-row": row.id } : { "stroke-width": 3, "stroke-opacity": .7 }), ...places });
  }
  const contested = { class: "contested", "stroke-width": 1.5, "stroke-dasharray": "4 3", fill: "none" };
  const heading = (row, alike) => [row.what.label, [...(alike.place ? [] : [row.place[1]]), ...(alike.time ? [] : [row.time.said])].join(", "), row.what.whole ? `part of: ${row.what.whole.label}` : ""];

  function groups(rows, key) {
    const found = new Map();
    for (const row of rows) found.set(key(row), [...(found.get(key(row)) ?? []), row]);
    return [...found.values()];
  }
  const quantity = (row) => `${row.what.id} ${row.place[0]} ${row.time.id}`;

  // Dots with ranges on one axis from zero: a line a claim, each quantity by itself, its rivals joined.
  function dots(svg, rows, width, alike) {
    const narrow = width < 560, label = narrow ? 0 : Math.min(250, Math.max(...rows.map((row) => wide(row.who))) + 14);
    const right = narrow ? 8 : Math.max(...rows.map((row) => wide(row.number))) + 14, { at, marks } = scale(rows, label + 8, width - right);
    const grid = put(svg, "g", {}), axis = put(svg, "g", {});
    let y = 24;
    for (const group of groups(rows, quantity)) {
      const part = put(svg, "g", { "data-group": quantity(group[0]) }), [what, where, whole] = heading(group[0], alike);
      y += 10;
      for (const [text, look] of [[what, 600], [[where, whole].filter(Boolean).join("; "), 400]]) for (const line of text ? wrapped(text, width, look) : []) {
        y += 17;
        put(part, "text", { x: 0, y, class: `headed ${look === 600 ? "f-ink" : "f-muted"}`, "font-weight": look }, line);
      }
      const lines = group.map((row) => {
        const first = narrow ? wrapped(row.who, width - wide(row.number, 600) - 12) : wrapped(row.who, label - 14), high = Math.max(24, first.length * 16 + 8 + (narrow ? 20 : 0));
        const here = { row, first, top: y, y: narrow ? y + first.length * 16 + 14 : y + high / 2 };
        y += high;
        return here;
      });
      for (let n = 1; n < lines.length; n += 1) {
        const [one, other] = [lines[n - 1], lines[n]];
        if (one.row.by !== other.row.by) put(part, "line", { ...contested, x1: at(middle(one.row)), y1: one.y, x2: at(middle(other.row)), y2: other.y });
      }
      for (const { row, first, top, y } of lines) {
        const line = put(part, "g", {}), base = narrow ? top + 16 : y + 4.5 - (first.length - 1) * 8;
        first.forEach((text, n) => put(line, "text", { x: 0, y: base + 16 * n, class: "f-ink headed" }, text));
        if (bounded(row)) bar(line, row, { x1: at(row.low), x2: at(row.high), y1: y, y2: y });
        if (row.value !== null) dot(line, row, at(row.value), y);
        put(line, "text", narrow ? { x: width, y: base, class: "f-ink headed", "text-anchor": "end", "font-weight": 600 } : { x: Math.max(at(middle(row)), at(row.high ?? middle(row))) + 11, y: y + 4.5, class: "f-ink headed" }, row.number);
      }
    }
    for (const mark of marks) {
      put(grid, "line", { class: mark ? "s-grid" : "s-muted", x1: at(mark), x2: at(mark), y1: 24, y2: y });
      put(axis, "text", { x: at(mark), y: 16, class: "f-muted", "text-anchor": mark ? "middle" : "start" }, tick(mark));
    }
    return y + 6;
  }

  // Over time: a panel for each thing and place, all on one axis from zero; a line joins what one counter counted alike.
  function panels(svg, rows, width, alike) {
    const narrow = width < 560, parts = groups(rows, (row) => `${row.what.id} ${row.place[0]}`), times = [...new Set(rows.map((row) => row.time))].sort((one, other) => (one.first < other.first ? -1 : 1));
    const day = (text) => Date.parse(text) / 864e5, centre = (time) => (day(time.first) + day(time.last)) / 2;
    const named = Math.min(narrow ? 96 : 190, Math.max(...rows.map((row) => wide(row.who))) + 14), left = 52, first = centre(times[0]), last = centre(times.at(-1));
    const x = (time) => left + 8 + ((width - named - left - 16) * (centre(time) - first)) / (last - first || 1);
    const brief = (time) => ({ year: time.first.slice(0, 4), "fiscal year": `${time.first.slice(0, 4)}/${time.last.slice(2, 4)}` }[time.kind] ?? time.said.replace(/([A-Z][a-z]{2})[a-z]+/g, "$1"));
    let y = 0;
    for (const group of parts) {
      const part = put(svg, "g", { "data-group": `${group[0].what.id} ${group[0].place[0]}` }), [what, , whole] = heading(group[0], alike);
      for (const [text, look] of [[what, 600], [[alike.place ? "" : group[0].place[1], whole].filter(Boolean).join("; "), 400]]) for (const line of text ? wrapped(text, width, look) : []) {
        y += 17;
        put(part, "text", { x: 0, y, class: `headed ${look === 600 ? "f-ink" : "f-muted"}`, "font-weight": look }, line);
      }
      const lines = groups(group, (row) => row.who.replace(/, published .*/, "")), tall = Math.max(170, lines.length * 15), top = y + 14, foot = top + tall, { at, marks } = scale(rows, foot, top);
      for (const mark of marks) {
        put(part, "line", { class: mark ? "s-grid" : "s-muted", x1: left, x2: width - named, y1: at(mark), y2: at(mark) });
        put(part, "text", { x: left - 6, y: at(mark) + 4.5, class: "f-muted", "text-anchor": "end" }, tick(mark));
      }
      let clear = Infinity; // from the last one back, as many as there is room for
      for (const time of [...times].reverse()) if (x(time) + wide(brief(time)) / 2 + 8 < clear) {
        put(part, "text", { x: x(time), y: foot + 20, class: "f-muted", "text-anchor": "middle" }, brief(time));
        clear = x(time) - wide(brief(time)) / 2;
      }
      for (const rivals of groups(group, (row) => row.time.id)) if (new Set(rivals.map((row) => row.by)).size > 1) {
        const all = rivals.map(middle);
        put(part, "line", { ...contested, x1: x(rivals[0].time), x2: x(rivals[0].time), y1: at(Math.min(...all)), y2: at(Math.max(...all)) });
      }
      const ends = [];
      for (const line of lines) {
        const all = [...line].sort((one, other) => (one.time.first < other.time.first ? -1 : 1));
        for (let n = 1; n < all.length; n += 1) { // only from one time to the next: a gap stays one
          const [one, other] = [all[n - 1], all[n]];
          if (day(other.time.first) - day(one.time.last) === 1 && one.value !== null && other.value !== null) put(part, "line", { class: `s-${one.what.colour}`, "stroke-width": 1.5, x1: x(one.time), x2: x(other.time), y1: at(middle(one)), y2: at(middle(other)) });
        }
        for (const row of all) {
          if (bounded(row)) bar(part, row, { x1: x(row.time), x2: x(row.time), y1: at(row.low), y2: at(row.high) });
          if (row.value !== null) dot(part, row, x(row.time), at(row.value));
        }
        ends.push({ text: line[0].who.replace(/, published .*/, ""), y: at(middle(all.at(-1))) });
      }
      ends.sort((one, other) => one.y - other.y);
      let free = -Infinity;
      for (const end of ends) {
        free = Math.max(free + 15, end.y + 4.5);
        const lines = wrapped(end.text, named - 12);
        lines.forEach((text, n) => put(part, "text", { x: width - named + 12, y: free + 14 * n, class: "f-ink" }, text));
        free += 14 * (lines.length - 1);
      }
      y = Math.max(foot + 26, free) + 24;
    }
    return y;
  }

  const alikeIn = (rows) => ({ place: new Set(rows.map((row) => row.place)).size < 2, time: new Set(rows.map((row) => row.time)).size < 2, what: new Set(rows.map((row) => row.what)).size < 2 });
  function drawn(rows, width) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), over = view.time.startsWith("every-");
    const high = Math.ceil((over ? panels : dots)(svg, rows, width, alikeIn(rows)));
    for (const [name, to] of Object.entries({ viewBox: `0 0 ${width} ${high}`, width, height: high, role: "img", "aria-label": `${titled()}: ${rows.length} claims, as the table below lists them`, "font-size": 13 })) svg.setAttribute(name, to);
    return svg;
  }

  // ---- two counters beside each other: the arithmetic and the differences as `durand.ledger.comparisons` has them, word for word

  const digits = (value) => (Math.abs(value) < 1e6 ? Number(value.toPrecision(6)) : Math.round(value)).toLocaleString("en-GB", { maximumFractionDigits: 12 }).replace("-", "−");
  function arithmetic(one, other) {
    const [left, right] = [middle(one), middle(other)], difference = `${digits(left)} − ${digits(right)} = ${digits(left - right)}`;
    return right ? `${difference}; ${digits(left)} ÷ ${digits(right)} = ${Number((left / right).toPrecision(3))}` : difference;
  }
  const lasting = ({ time }) => Math.floor((Date.parse(time.last) - Date.parse(time.first)) / 864e5 / 3);
  function differences(one, other) {
    const found = [], differ = (what, ...each) => { if (each[0] !== each[1]) found.push(`${what}: ${each.sort().join(", ")}`); };
    differ("what is counted", one.what.label, other.what.label);
    differ(Math.abs(lasting(one) - lasting(other)) > 1 ? "length of time" : "period", one.time.said, other.time.said);
    return found;
  }
  function doubt(one, other) {
    const [[low, high], [otherLow, otherHigh]] = [one, other].map((row) => (bounded(row) ? [row.low, row.high] : [row.value, row.value]));
    if ((low !== high || otherLow !== otherHigh) && low <= otherHigh && otherLow <= high) return "The bounds overlap: it holds for the best values.";
    return one.least || other.least ? "A count is a lower limit: it holds for the numbers as printed." : "";
  }
  // Every row of one beside those of the other that are of its question, place and time: the same thing if there is one, else
  // what differs in the thing or in the time, not in both.
  function paired([first, second], rows) {
    const [left, right] = [first, second].map((id) => rows.filter((row) => row.by[0] === id)), same = (one, other) => quantity(one) === quantity(other);
    const near = (one, other) => one.what.q === other.what.q && one.what.axis === other.what.axis && one.place === other.place && one.time.first <= other.time.last && other.time.first <= one.time.last && (one.what === other.what || one.time === other.time);
    const pairs = left.flatMap((one) => right.filter((other) => near(one, other)).map((other) => [one, other])), like = pairs.filter((pair) => same(...pair)), known = new Set(like.flat());
    return [...like, ...pairs.filter((pair) => !pair.some((row) => known.has(row)))];
  }
  function compared(pairs) {
    const names = view.pair.map((id) => data.counters.find(([one]) => one === id)[1]), title = make("h3", { textContent: `${names.join(" and ")}, side by side` });
    if (!pairs.length) return [title, make("p", { textContent: "In this view the two count nothing of the same question, place and time in the same unit." })];
    const head = make("tr", {}, ...["What, where, when", ...names, "Difference and ratio", "What differs"].map((text) => make("th", { scope: "col", textContent: text })));
    const linked = (row, n) => cell(make("span", { className: "head", textContent: `${names[n]}: ` }), make("a", { href: `${way(data.ledger)}#${row.id}`, textContent: row.number }), ...(row.who === row.by[1] ? [] : [make("br"), note(row.who)]));
    const rows = pairs.map(([one, other]) => {
      const unlike = differences(one, other), more = one.what === other.what ? [] : [one, other].map(({ what }) => `${what.label}: ${what.said}.`);
      return make("tr", {}, cell(make("b", { textContent: one.what.label }), make("br"), note(`${one.place[1]}, ${one.time.said}`)), linked(one, 0), linked(other, 1), cell(unlike.length ? "None: it would be of unlike things." : arithmetic(one, other)),
        cell(...[unlike.join("; ") || "The counter alone: the ledger has both as one thing, place and time.", ...more, unlike.length ? "" : doubt(one, other)].filter(Boolean).flatMap((text, n) => (n ? [make("br"), note(text)] : [text]))));
    });
    return [title, make("div", { className: "stacked" }, make("div", { className: "table-scroll", tabIndex: 0, role: "region", ariaLabel: title.textContent }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows))))];
  }
  // ---- what stands under the form

  function titled() {
    const what = data.what.find((one) => one.id === view.what), alike = alikeIn(shown), name = (list, id) => list.find(([one]) => one === id)?.[1];
    const asked = what ? what.label : view.q.map((id) => name(data.questions, id)).join(" · ") || "Chosen rows";
    const over = series.find((kind) => view.time === `every-${slug(kind)}`), when = over ? `by ${over}` : alike.time && shown.length ? shown[0].time.said : "";
    return [asked + (asked.endsWith("?") ? "" : ","), [alike.place && shown.length ? shown[0].place[1] : "", when].filter(Boolean).join(", ")].join(" ").replace(/,? *$/, "");
  }

  const told = ({ what }) => `In ${what.axis}, from zero. Each mark is one claim; open marks are derived or assumed; a dashed line joins rivals: the same thing, counted by others.`;

  const cell = (...inside) => make("td", {}, ...inside), note = (text) => make("span", { className: "note", textContent: text });
  function table(rows) {
    const head = make("tr", {}, ...["Number", "What", "Where, when", "Claimed by", "Source", "Status"].map((text) => make("th", { scope: "col", textContent: text })));
    let before;
    const bodies = groups(rows, quantity).map((group) => make("tbody", {}, ...group.map((row) => {
      const what = cell(row.what.label);
      if (row.what !== before) what.append(make("br"), note(row.what.said + (row.what.whole ? ` Part of: ${row.what.whole.label}.` : "")));
      before = row.what;
      const source = row.source[0] ? make("a", { href: `${way(data.sources)}#${row.source[0]}`, textContent: row.source[1] }) : row.source[1];
      const tr = make("tr", {}, cell(make("strong", { textContent: row.number }), make("br"), note(row.what.unit)), what, cell(`${row.place[1]}, ${row.time.said}`),
        cell(row.who, ...(row.by[2] ? [make("br"), note("counted by a party to the conflict")] : [])), cell(source),
        cell(row.status, make("br"), make("a", { className: "note", href: `${way(data.ledger)}#${row.id}`, textContent: row.noted ? "row, with a note" : "row", ariaLabel: `${row.noted ? "Row, with a note" : "Row"}: ${row.id} of the ledger` })));
      Object.assign(tr.dataset, { status: row.status, row: row.id });
      return tr;
    })));
    return make("div", { className: "table-scroll", tabIndex: 0, role: "region", ariaLabel: titled() }, make("table", {}, make("thead", {}, head), ...bodies));
  }
  const way = (page) => new URL(`${page}.html`, durand.root).href;

  function refused(axes) {
    const names = [...axes.keys()], listed = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
    return make("div", { className: "refused" }, make("p", {}, `No drawing: ${listed} cannot share an axis, for a length along it would mean two things. Choose one of them; the table has all.`),
      make("p", {}, ...names.flatMap((axis) => [make("button", { type: "button", textContent: `Only ${axis} (${axes.get(axis)})`, onclick: () => go({ ...view, what: `in-${slug(axis)}` }) }), " "])));
  }

  // To cite or to take: the parts that do it are loaded when somebody asks.
  function quoted(rows, drawable) {
    const hash = address(view), key = `explore-${hash.replace(/\b[a-z]+=/g, "").replace(/[^a-z0-9]+/g, "-").slice(0, 60)}`, panel = make("details", { className: "quote" }, make("summary", { textContent: "Cite, link or take this view" }));
    const button = (textContent, onclick) => make("button", { type: "button", textContent, onclick });
    panel.addEventListener("toggle", async () => {
      if (!panel.open || panel.querySelector(".num-tools")) return;
      for (const name of ["card.js", "take.js"]) await load(`_static/${name}`);
      durand.view(key, `${titled()} (${rows.length} ${rows.length === 1 ? "claim" : "claims"}, explored)`, `rows ${rows.map((row) => row.id).join(", ")}`, hash);
      const here = make("a", { href: `#${hash}`, textContent: "Link to this view" });
      here.addEventListener("click", async (event) => {
        event.preventDefault();
        here.textContent = (await durand.copy(here.href, here)) ? "Link copied" : "The address of this page leads here";
      });
      const pictures = drawable ? ["svg", "png"].map((form) => button(form.toUpperCase(), async () => {
        const drawing = poster(await durand.edition());
        await durand.take[form](drawing, `${key}.${form}`);
        drawing.remove();
      })) : [];
      panel.append(durand.tools(key, hash, false, here, "Take", button("CSV", () => durand.take.rows(rows.map((row) => row.id), `${key}.csv`)), ...pictures));
    });
    return panel;
  }

  // The drawing as it goes elsewhere: as wide on every screen, with its title above and where it is from below. There
  // another font may stand in, a fifth wider.
  function poster(edition) {
    const drawing = drawn(shown, 680), { height } = drawing.viewBox.baseVal, inner = put(drawing, "g", {}), from = [...new Set(shown.map((row) => row.by[1]))];
    inner.append(...[...drawing.childNodes].filter((one) => one !== inner));
    let y = 8;
    const lines = (text, look, given) => { for (const line of wrapped(text, 570, 600)) put(drawing, "text", { x: 16, y: (y += 18), class: look, ...given }, line); };
    lines(titled(), "f-ink", { "font-weight": 600, "font-size": 15 });
    lines(told(shown[0]), "f-muted");
    inner.setAttribute("transform", `translate(16 ${y + 10})`);
    y += height + 16;
    lines(`Counted by ${from.join(", ")}. ${edition}; each row with its source: ${document.querySelector("link[rel=canonical]")?.href ?? ""}#${address(view)}`, "f-muted", { "font-size": 11 });
    const size = { width: 712, height: y + 16 };
    drawing.prepend(put(drawing, "rect", { class: "f-paper", ...size }));
    for (const [name, to] of Object.entries({ viewBox: `0 0 ${size.width} ${size.height}`, ...size })) drawing.setAttribute(name, to);
    box.append(drawing); // so that it has a look
    return drawing;
  }

  function picture() {
    const old = box.querySelector(":scope > svg"), width = Math.floor(box.clientWidth);
    if (old && old.viewBox.baseVal.width !== width) old.replaceWith(drawn(shown, width));
  }

  // What the choice of a time alone leaves out: of a year its months and spans, of a series all that is of another length.
  function beside() {
    const time = data.times.find((one) => one.id === view.time), other = view.time ? matching({ ...view, time: "" }).filter((row) => !shown.includes(row)) : [];
    return time ? other.filter((row) => row.time.first <= time.last && row.time.last >= time.first) : other;
  }

  function show(strange = false) {
    shown = matching(view);
    furnish();
    const counts = shown.length.toLocaleString("en-GB"), of = data.rows.length.toLocaleString("en-GB");
    const left = shown.length ? beside().length : 0, such = view.time.startsWith("every-") ? "are of other lengths of time" : "are of a time that overlaps with it";
    said.textContent = `${counts} of ${of} rows.${left ? ` ${left.toLocaleString("en-GB")} more ${such}: choose Period, All.` : ""}${strange ? " Part of this address is nothing that the ledger has, and is left out." : ""}`;
    const parts = [];
    if (shown.length) {
      const axes = new Map();
      for (const row of shown) axes.set(row.what.axis, (axes.get(row.what.axis) ?? 0) + 1);
      parts.push(make("h2", { textContent: titled() }), ...(view.pair.length ? compared(paired(view.pair, shown)) : []));
      if (axes.size === 1) parts.push(make("p", { className: "axis-of", textContent: told(shown[0]) }));
      parts.push(axes.size > 1 ? refused(axes) : drawn(shown, Math.floor(box.clientWidth)), quoted(shown, axes.size === 1), table(shown));
    } else parts.push(make("p", { textContent: Object.values(view).some((one) => one.length) ? "No row is all of this. Set one of the choices back to All." : "Choose a question, or one of the views above." }));
    box.replaceChildren(...parts);
  }

  function go(next, strange) {
    view = next;
    box.hidden = false;
    const hash = address(view);
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname);
    durand.series?.arrive(); // it goes, since the address has none
    keeping(form, () => show(strange));
  }

  // Whoever works by key stays where they were, although what they pressed is made anew or gone.
  function keeping(form, work) {
    const { name, value, type } = document.activeElement ?? {}, held = document.activeElement;
    work();
    if (held.isConnected) return;
    const again = [...form.elements].find((one) => one.name === name && name && (type !== "checkbox" || one.value === value));
    (again ?? form.nextElementSibling).focus({ preventScroll: true });
  }

  const chosen = document.querySelector(".series-view [name=series]"), isSeries = () => location.hash.startsWith("#series=");
  async function follow() { // a series is drawn by its own script, when somebody asks
    await load("_static/series.js");
    durand.series.arrive();
  }
  chosen?.addEventListener("change", () => { history.replaceState(null, "", chosen.value ? `#series=${chosen.value}` : location.pathname); follow(); });

  function arrive(first) {
    box.hidden = isSeries(); // the reader is further down
    if (isSeries()) { view = empty(); follow(); return show(); }
    const begin = document.querySelector(".ready-views a")?.hash ?? ""; // who asks for nothing gets the first view
    const [found, strange] = read(first && !location.hash ? begin : location.hash);
    if (!location.hash.includes("=") && location.hash.length > 1) return show();
    go(found, strange);
    if (shown.length && !first) form.scrollIntoView();
  }

  durand.claims = { paired: (pair) => paired(pair, data.rows), differences, arithmetic, doubt, // what the tests compare with the ledger
    put, wide, wrapped, scale, tick, slug, groups, cell, note, way, keeping, sources: () => data.sources }; // what series are drawn with

  form.addEventListener("change", ({ target: { name, value } }) => {
    const next = { ...view };
    if (name === "q") return go(value ? begun(value) : empty());
    if (name === "also") next.q = value ? [...new Set([view.q[0], value, ...view.q.slice(2)])] : view.q.slice(0, 1);
    else if (name === "by") next.by = [...form.querySelectorAll(":checked[name=by]")].map((one) => one.value);
    else if (name === "a" || name === "b") {
      half = fields.a.value;
      next.pair = half && fields.b.value && fields.b.value !== half ? [half, fields.b.value] : [];
    } else next[name] = value;
    go(next);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("p button").addEventListener("click", () => { half = ""; go(empty()); fields.q.focus(); });
  addEventListener("hashchange", () => data && arrive());
  addEventListener("resize", picture);

  Promise.all([load("explore-records.js"), document.fonts.ready]).then(() => arrive(true), () => { said.textContent = "The rows could not be loaded. The ledger page has them all."; });
})();
