// Whether limits and sources of figures, and claimant, source and marks of cards, can be seen: for
// tests/test_seen.py. Returns how many figures and cards there are, and what cannot be seen, and why.
([least, clear, skip, cards]) => {
  const faults = [];
  const parse = (text) => { const n = text.match(/[\d.]+/g).map(Number); return text.startsWith("color(") ? [...n.slice(0, 3).map((v) => v * 255), n[3] ?? 1] : [n[0], n[1], n[2], n[3] ?? 1]; };
  const over = (top, under) => top.slice(0, 3).map((v, at) => under[at] + (v - under[at]) * top[3]);
  const light = (rgb) => rgb.map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0);
  const wide = document.documentElement.clientWidth;

  function look(element, name) {
    if (!element || !element.textContent.trim()) return faults.push(`${name}: is not there`);
    const path = [];
    for (let at = element; at; at = at.parentElement) path.push([at, getComputedStyle(at)]);
    const range = document.createRange();
    range.selectNodeContents(element);
    let boxes = [...range.getClientRects()].filter((box) => box.width >= 2 && box.height >= 2);
    const style = path[0][1];
    if (style.visibility !== "visible") return faults.push(`${name}: visibility ${style.visibility}`);
    for (const [at, { overflowX, overflowY, clipPath, clip, opacity, filter }] of path) {
      if (clipPath !== "none" || clip !== "auto") return faults.push(`${name}: clipped`);
      if (Number(opacity) < 1 || filter !== "none") return faults.push(`${name}: opacity ${opacity}, filter ${filter}`);
      const edge = at.getBoundingClientRect();
      if (overflowX !== "visible" && at !== document.body && at !== document.documentElement) boxes = boxes.filter((box) => box.right > edge.left && box.left < edge.right);
      if (["hidden", "clip"].includes(overflowY) && at !== document.body && at !== document.documentElement) boxes = boxes.filter((box) => box.top < edge.bottom - 1 && box.bottom > edge.top + 1);
    }
    if (!boxes.length) return faults.push(`${name}: has no box`);
    const out = boxes.find((box) => box.left < 0 || box.right > wide + 0.5 || box.bottom + scrollY <= 0);
    if (out) return faults.push(`${name}: lies outside the page`);
    const size = Math.min(...[element, ...element.querySelectorAll("*")].filter((one) => one.textContent.trim()).map((one) => parseFloat(getComputedStyle(one).fontSize)));
    if (size < least) return faults.push(`${name}: ${size} px`);
    let ground = document.documentElement.dataset.theme === "dark" && matchMedia("screen").matches ? [18, 18, 18] : [255, 255, 255];
    for (const [, { backgroundColor }] of path.reverse()) ground = over(parse(backgroundColor), ground);
    for (const one of [element, ...element.querySelectorAll("*")]) {
      if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
      const { webkitTextFillColor: ink, backgroundColor } = getComputedStyle(one);
      const own = one === element ? ground : over(parse(backgroundColor), ground);
      const pair = [light(own), light(over(parse(ink), own))].sort((a, b) => a - b);
      const ratio = (pair[1] + 0.05) / (pair[0] + 0.05);
      if (ratio < clear) return faults.push(`${name}: contrast ${ratio.toFixed(1)}`);
    }
  }

  let count = 0;
  for (const figure of document.querySelectorAll("figure.durand-figure")) {
    count += 1;
    const under = (title) => [...(figure.closest(".figure-landing")?.querySelectorAll("h2") ?? [])].find((one) => one.textContent === title)?.nextElementSibling;
    const sources = figure.querySelector(".figure-sources") ?? under("Sources");
    look(sources, `${figure.id}, sources`);
    if (/with its limits/.test(sources?.textContent)) continue; // shown again elsewhere, with a link to them
    look(figure.querySelector(".figure-caveats") ?? under("What it does not show"), `${figure.id}, caveats`);
  }
  for (const [id, marks, sourced] of cards.filter(([id]) => !skip.includes(id))) {
    const card = document.getElementById(`card-${id}`);
    if (!card) { faults.push(`card ${id}: is not there`); continue; }
    card.showPopover();
    count += 1;
    look(card.querySelector(".num-head strong"), `card ${id}, value`);
    look(card.querySelector(".num-said"), `card ${id}, claimant`); // of a comparison: the arithmetic
    const said = [...card.querySelectorAll(".num-mark")];
    for (const mark of marks) look(said.find((one) => one.textContent === mark), `card ${id}, mark ${mark}`);
    if (sourced) {
      const term = [...card.querySelectorAll("dt")].find((one) => one.textContent === "Source");
      look(term, `card ${id}, Source`);
      look(term?.nextElementSibling, `card ${id}, what stands at Source`);
    }
    for (const one of card.querySelectorAll(".values li span")) look(one, `card ${id}, a value compared`);
    card.hidePopover();
  }
  return [count, faults];
}
