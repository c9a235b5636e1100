// Every pair of colour and ground on a page, for tests/contrast.py: words, placeholders, fields,
// icons, rings of focus and marks of charts, seen or folded away, wherever they stand. A pair on
// the same kind of element is told once, with how often it occurs.
//
// A ground is found by painting from the root to the element: translucent layers and groups are
// blended, each stop of a gradient is a ground, and so is each mark that a label stands on. What
// cannot be told so (a picture as a ground, a filter) is told as unknown, and never left out.
globalThis.contrast ??= (() => {
  const NO_WORDS = "script, style, template, noscript, head, option, title, desc, svg *";
  const FIELDS = "select, textarea, input:not([type=hidden], [type=range], [type=checkbox], [type=radio], [type=button], [type=submit], [type=reset])";
  const KNOBS = "input:is([type=range], [type=checkbox], [type=radio])";
  const FOCUS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const SHAPES = "path, rect, circle, ellipse, line, polyline, polygon";
  const STATES = { hover: ["hover"], focus: ["focus", "focus-visible", "focus-within"], active: ["hover", "active"], target: ["target"], visited: ["visited"] };
  const STRANGE = { filter: "none", backdropFilter: "none", mixBlendMode: "normal", maskImage: "none", backgroundClip: "border-box" };
  const STRIP = /^linear-gradient\(to right, (?:rgba?\([^)]*\)) ([\d.]+)px, (?:rgba?\([^)]*\)) \1px\)$/;
  const GRADIENTS = /^((repeating-)?(linear|radial|conic)-gradient\(([^()]|\([^()]*\))*\)(, )?)+$/;

  // Colours at once, and all laid out: both drawings of a chart, what is folded, and what a page lays out only where it is read,
  // whose styles a browser otherwise computes from the root again for each element that is asked.
  const quiet = new CSSStyleSheet();
  quiet.replaceSync(`*, ::before, ::after { transition: none !important; animation: none !important }
    svg[role=img]:not(#none#none) { display: block !important } *, ::details-content { content-visibility: visible !important }`);

  const CLEAR = [0, 0, 0, 0], THICK = 4; // px: a line so wide is a ground, a thinner one may cross a word

  let found, painted, plain, told;

  function colour(text) {
    const parts = /^(rgba?|color)\((srgb )?([^)]*)\)$/.exec(text);
    if (!parts || (parts[1] === "color") !== Boolean(parts[2])) throw new Error(`contrast.js cannot read the colour ‘${text}’`);
    const [red, green, blue, alpha = 1] = parts[3].split(/[\s,/]+/).map(Number);
    const full = parts[2] ? 255 : 1;
    return [red * full, green * full, blue * full, alpha];
  }
  const hex = (text) => text.slice(1).replace(/^(.)(.)(.)$/, "$1$1$2$2$3$3").match(/../g).map((pair) => parseInt(pair, 16));
  const faded = ([red, green, blue, alpha], share) => [red, green, blue, alpha * share];
  const mix = (under, top, share) => under.map((value, at) => value + (top[at] - value) * share);
  const over = (under, top) => mix(under, top, top[3]);
  const distinct = (options) => options.length < 2 ? options : [...new Map(options.map((one) => [JSON.stringify(one), one])).values()];

  function canvas() {
    const probe = document.createElement("i");
    probe.style.color = "Canvas";
    document.documentElement.append(probe);
    const rgb = colour(getComputedStyle(probe).color).slice(0, 3);
    probe.remove();
    return rgb;
  }

  // What is behind an element's words: its possible grounds, each with the translucent groups that
  // it and the words will fade in; none, if the element cannot be seen.
  function paint(options, style, element) {
    if (options.some((one) => one.strip)) {
      const { left, right } = element.getBoundingClientRect();
      if (right > left) options = options.filter(({ strip }) => !strip || (left < strip[1] && right > strip[0]));
    }
    const opacity = Number(style.opacity);
    const cut = style.clipPath === "inset(50%)" || /^rect\((0|1)px,? (0|1)px,? (0|1)px,? (0|1)px\)$/.test(style.clip);
    if (cut || opacity === 0) return [];
    if (opacity < 1) options = options.map((one) => ({ ...one, groups: [[one.ground, opacity], ...one.groups] }));
    const fill = colour(style.backgroundColor);
    if (fill[3]) options = options.map((one) => ({ ...one, ground: over(one.ground, fill), ...(fill[3] === 1 && { unknown: "", strip: undefined }) }));
    const picture = style.backgroundImage;
    if (picture !== "none") {
      if (!GRADIENTS.test(picture)) options = options.map((one) => ({ ...one, unknown: `on ${picture.slice(0, 60)}` }));
      const stops = (picture.match(/(rgba?|color)\([^)]*\)/g) ?? []).map(colour);
      const sides = STRIP.exec(picture); // one colour on the left, another on the right
      const edge = sides && element.getBoundingClientRect().left + Number(sides[1]);
      const strips = sides ? [[-Infinity, edge], [edge, Infinity]] : [];
      if (stops.length) options = options.flatMap((one) => stops.map((stop, at) => ({ ...one, ground: over(one.ground, stop), strip: strips[at] })));
    }
    for (const [name, usual] of Object.entries(STRANGE)) {
      if (style[name] !== usual) options = options.map((one) => ({ ...one, unknown: `${name}: ${style[name]}` }));
    }
    return distinct(options);
  }
  function grounds(element) {
    let here = painted.get(element);
    if (!here) painted.set(element, here = paint(grounds(element.parentElement), getComputedStyle(element), element));
    return here;
  }

  const called = (element) => element.localName
    + [...element.classList].filter((name) => !name.startsWith("state-")).map((name) => `.${name}`).join("");
  function where(element) {
    const near = element.closest("[id]");
    return near ? `#${near.id}${near === element ? "" : ` ${called(element)}`}` : called(element);
  }

  // kind: text, large (text), mark (of a picture, icon or control), tint (a pale mark with its words on it),
  // edge (of a field), ring (of focus).
  // One of the colours must stand out.
  function note(kind, element, colours, options, said = "", what = called(element)) {
    const pale = colours.every((one) => one[3] < 1);
    colours = colours.filter((one) => one[3] > 0);
    if (!colours.length && kind !== "ring" && kind !== "edge") return;
    for (const { ground, groups, unknown } of options) {
      let under = ground, seen = colours.map((one) => over(ground, one));
      for (const [behind, share] of groups) {
        under = mix(behind, under, share);
        seen = seen.map((one) => mix(behind, one, share));
      }
      const key = `${kind}|${what}|${pale}|${seen.join(";")}|${under}|${unknown}`;
      const row = found.get(key);
      if (row) row.count += 1;
      else found.set(key, { kind, what, colours: seen, ground: under, pale, unknown, count: 1, where: where(element), said: said.trim().slice(0, 40) });
    }
  }
  const size = (style) => parseFloat(style.fontSize) >= (Number(style.fontWeight) >= 700 ? 18.66 : 24) ? "large" : "text";

  // Words in the colour they have; in a state also in their plain colour, since what is around them
  // may be in that state without them.
  function words(element, style, said) {
    const options = grounds(element);
    const ink = style.webkitTextFillColor;
    note(size(style), element, [colour(ink)], options, said);
    const before = plain?.get(element) ?? ink;
    if (before !== ink) note(size(style), element, [colour(before)], options, said);
  }

  function made(element) { // what style sheets add: words before and after, markers
    for (const part of ["::before", "::after"]) {
      const style = getComputedStyle(element, part);
      const said = style.content;
      if (said === "none" || said === "normal" || !/["'][^"'\s]|url|counter/.test(said) || style.display === "none") continue;
      const unknown = said.includes("url(") ? `content: ${said.slice(0, 60)}` : "";
      const options = paint(grounds(element), style, element).map((one) => ({ ...one, unknown: one.unknown || unknown }));
      note(size(style), element, [colour(style.color)], options, said, `${called(element)}${part}`);
    }
  }

  function field(element, style) {
    const inner = grounds(element);
    note("text", element, [colour(style.webkitTextFillColor)], inner, element.value);
    if (element.placeholder) {
      const hint = getComputedStyle(element, "::placeholder");
      note("text", element, [faded(colour(hint.color), Number(hint.opacity))], inner, element.placeholder, `${called(element)}::placeholder`);
    }
    let box = element; // a field without a border of its own has that of what holds it
    const bare = (one) => one.borderTopStyle === "none" || !parseFloat(one.borderTopWidth);
    while (box.parentElement && bare(getComputedStyle(box)) && !colour(getComputedStyle(box).backgroundColor)[3]) box = box.parentElement;
    const edge = getComputedStyle(box);
    note("edge", element, [...(bare(edge) ? [] : [colour(edge.borderTopColor)]), colour(edge.backgroundColor)], grounds(box.parentElement));
  }

  // What shows the focus: an outline, or a shadow like one, of the element's own, of the box that a field stands in, or else
  // the browser's, which needs the real focus.
  function ring(element) {
    const drawn = (one) => {
      const style = getComputedStyle(one);
      if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) return colour(style.outlineColor);
      const around = /^(\S+\([^)]*\)) 0px 0px 0px [1-9][\d.]*px$/.exec(style.boxShadow);
      return around && colour(around[1]);
    };
    let box = element;
    for (let up = 0; up < 2 && element.matches(FIELDS) && !drawn(box); up += 1) box = box.parentElement;
    if (!drawn(box)) (box = element).focus({ preventScroll: true });
    const outline = drawn(box);
    note("ring", element, outline ? [outline] : [], grounds(box.parentElement));
  }

  function digest(text) {
    let one = 0xdeadbeef, two = 0x41c6ce57;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      one = Math.imul(one ^ code, 2654435761);
      two = Math.imul(two ^ code, 1597334677);
    }
    return `${(one >>> 0).toString(36)}-${(two >>> 0).toString(36)}-${text.length}`;
  }

  // Marks of a picture on its ground; labels on the ground and on every mark that they stand on.
  function picture(svg) {
    const ground = grounds(svg);
    const figure = (svg.closest("figure")?.id || svg.getAttribute("aria-labelledby") || "").replace(/(-wide|-narrow)?-title$/, "");
    const opacity = (element) => element === svg ? 1 : Number(getComputedStyle(element).opacity) * opacity(element.parentElement);
    const painted = (style, name, share) => {
      const paint = style[name];
      if (paint === "none") return CLEAR;
      return faded(colour(paint), Number(style[`${name}Opacity`]) * share);
    };
    const live = Boolean(svg.closest(".chart-live")), roles = new Map(); // a live drawing has no classes
    if (live) for (const role of ["grid", "paper"]) {
      const value = getComputedStyle(svg).getPropertyValue(`--fig-${role}`).trim();
      roles.set(hex(value).join(), `.f-${role}`);
    }
    const areas = [], labels = [], marks = [], named = new Set(); // in the order in which they are painted
    for (const element of svg.querySelectorAll(`${SHAPES}, text`)) {
      if (element.closest("defs, clipPath, mask, pattern")) continue;
      const style = getComputedStyle(element), share = opacity(element);
      const fill = painted(style, "fill", share);
      if (element.localName === "text") {
        if (element.textContent.trim()) labels.push([element, fill, areas.length]);
        continue;
      }
      const width = parseFloat(style.strokeWidth), stroke = width ? painted(style, "stroke", share) : CLEAR;
      marks.push([element, fill, stroke]);
      if (fill[3]) areas.push({ element, paint: fill, holds: "isPointInFill" });
      if (stroke[3] && width >= THICK) areas.push({ element, paint: stroke, holds: "isPointInStroke" });
    }
    const font = getComputedStyle(svg);
    const same = digest(JSON.stringify([svg.outerHTML.replace(/ (id|aria-\w+)="[^"]*"/g, ""), marks.map((mark) => mark.slice(1)),
      labels.map((label) => label.slice(1)), ground, font.fontFamily, font.fontSize]));
    if (told.has(same)) return; // the same drawing in the same colours, as most figures are on several pages
    told.add(same);
    for (const [element, fill, before] of labels) {
      const box = element.getBBox(), here = element.getScreenCTM();
      if (!here || !box.width) {
        note("text", element, [fill], ground.map((one) => ({ ...one, unknown: "is not laid out" })), element.textContent);
        continue;
      }
      const edge = element.getBoundingClientRect();
      const near = areas.map((area, at) => ({ ...area, above: at >= before, box: area.element.getBoundingClientRect() }))
        .filter(({ box }) => box.left < edge.right + THICK && box.right > edge.left - THICK && box.top < edge.bottom + THICK && box.bottom > edge.top - THICK)
        .map((area) => ({ ...area, into: area.element.getScreenCTM().inverse().multiply(here) }));
      const stacks = new Map();
      for (let across = 0; across <= 10; across += 1) for (const down of [0.3, 0.5, 0.7]) {
        const point = new DOMPoint(box.x + box.width * (0.02 + 0.096 * across), box.y + box.height * down);
        const stack = near.filter(({ element, holds, into }) => element[holds](point.matrixTransform(into)));
        for (const area of stack) named.add(area.element);
        stacks.set(stack.map(({ paint, above }) => `${paint} ${above}`).join(";"), stack);
      }
      for (const stack of stacks.values()) { // one for each ground that some of the label stands on
        const upon = (rgb, above) => stack.filter((area) => area.above === above).reduce((under, { paint }) => over(under, paint), rgb);
        for (const one of ground) {
          const under = upon(one.ground, false), word = upon(over(under, fill), true);
          note("text", element, [[...word, 1]], [{ ...one, ground: upon(under, true) }], element.textContent);
        }
      }
    }
    for (const [element, fill, stroke] of marks) {
      const tint = fill[3] < 1 && stroke[3] < 1 && named.has(element);
      const name = live ? element.localName + [fill, stroke].map((one) => roles.get(one.slice(0, 3).join()) ?? "").join("") : called(element);
      note(tint ? "tint" : "mark", element, [fill, stroke], ground, "", [figure, name].filter(Boolean).join(" "));
    }
  }

  function judge(element, state) {
    if (element.localName === "svg") return picture(element);
    if (element.matches(NO_WORDS)) return;
    const style = getComputedStyle(element);
    if (element.matches(FIELDS)) field(element, style);
    else if (element.matches(KNOBS)) note("mark", element, [colour(style.accentColor === "auto" ? style.color : style.accentColor)], grounds(element));
    else for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && node.data.trim()) { words(element, style, node.data); break; }
    }
    made(element);
    if (style.display === "list-item" && style.listStyleType !== "none" && element.localName === "li") {
      const bullet = ["disc", "circle", "square"].includes(style.listStyleType);
      note(bullet ? "mark" : "text", element, [colour(getComputedStyle(element, "::marker").color)], grounds(element), "", `${called(element)}::marker`);
    }
    if (state === "focus" && element.matches(FOCUS) && element.tabIndex >= 0) ring(element);
  }
  function look(elements, state) {
    painted = new Map([[null, [{ ground: canvas(), groups: [], unknown: "" }]]]);
    found = new Map();
    for (const element of elements) judge(element, state);
  }

  // A state that only a reader's hand brings about becomes one that the root's class brings about,
  // for all at once, at the same specificity; noted are the selectors that speak of each.
  let spoken;
  function prepare() {
    spoken = Object.fromEntries(Object.keys(STATES).map((state) => [state, new Set()]));
    const names = new RegExp(`:(${[...new Set(Object.values(STATES).flat())].sort((a, b) => b.length - a.length).join("|")})(?![\\w-])`, "g");
    const change = (rules) => {
      for (const rule of rules) {
        if (rule.selectorText?.match(names)) {
          rule.selectorText = rule.selectorText.replace(names, (_, name) => `:is(.state-${name}, .state-${name} *)${name === "target" ? ":where([id])" : ""}`);
          const whose = rule.selectorText.replace(/::[\w-]+(\([^)]*\))?/g, "");
          for (const [state, classes] of Object.entries(STATES)) {
            if (classes.some((name) => rule.selectorText.includes(`.state-${name}`))) spoken[state].add(whose);
          }
        }
        if (rule.cssRules) change(rule.cssRules);
      }
    };
    for (const sheet of document.styleSheets) change(sheet.cssRules);
  }

  // Return the pairs of a part of the page as it stands, or those that are otherwise in a state.
  // Drawings that were told before are left out; those that are told now are added to them.
  function pairs(selector = "html", state = "", before = "") {
    const within = document.querySelector(selector);
    if (!within) throw new Error(`nothing is ‘${selector}’ on this page`);
    document.adoptedStyleSheets.push(quiet);
    plain = null;
    told = new Set(before.split(" "));
    if (!state) look(within.querySelectorAll("*"));
    else {
      if (!spoken) prepare();
      plain = new Map();
      const names = STATES[state].map((name) => `state-${name}`);
      const root = document.documentElement.classList;
      const touched = new Set(); // with all that is in it, and inherits
      const add = () => {
        for (const whose of spoken[state]) for (const top of document.querySelectorAll(whose)) if (!touched.has(top)) {
          for (const one of [top, ...top.querySelectorAll("*")]) touched.add(one);
        }
        if (state === "focus") for (const one of document.querySelectorAll(FOCUS)) touched.add(one);
      };
      add();
      root.add(...names);
      add();
      root.remove(...names);
      const elements = [...touched].filter((element) => within.contains(element));
      for (const element of elements) plain.set(element, getComputedStyle(element).webkitTextFillColor);
      root.add(...names);
      look(elements, state);
      root.remove(...names);
    }
    document.adoptedStyleSheets.pop();
    return { rows: [...found.values()], told: [...told].join(" ") };
  }
  return { pairs, states: Object.keys(STATES) };
})();
