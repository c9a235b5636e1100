// Files that a reader takes: rows of the ledger as a table, a drawing as a picture. Loaded when somebody asks for one.
(() => {
  const { load, make } = durand;
  let table;
  window.durandLedger = (...said) => { table = said; };

  function file(name, data) {
    const url = URL.createObjectURL(data);
    make("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // A drawing that needs no sheet: each part bears the look that it has on the page.
  const looks = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity", "paint-order", "font-size", "font-weight", "font-family", "text-anchor"];
  function alone(svg) {
    const copy = svg.cloneNode(true), parts = [svg, ...svg.querySelectorAll("*")];
    [copy, ...copy.querySelectorAll("*")].forEach((part, n) => {
      const seen = getComputedStyle(parts[n]);
      for (const look of looks) part.setAttribute(look, seen.getPropertyValue(look));
      part.removeAttribute("class");
    });
    return new XMLSerializer().serializeToString(copy);
  }

  durand.take = {
    async rows(ids, name) { // with labels and a mark for Excel; not fetched: it must work from disk too
      await load("data/ledger.js");
      const [head, lines] = table;
      file(name, new Blob(["\ufeff", [head, ...ids.map((id) => lines[id])].join("\n") + "\n"], { type: "text/csv" }));
    },
    svg: (drawing, name) => file(name, new Blob([alone(drawing)], { type: "image/svg+xml" })),
    async png(drawing, name) {
      const { width, height } = drawing.viewBox.baseVal, fine = Math.min(2, 16000 / height), picture = new Image();
      picture.src = `data:image/svg+xml,${encodeURIComponent(alone(drawing))}`;
      await picture.decode();
      const sheet = make("canvas", { width: width * fine, height: height * fine });
      sheet.getContext("2d").drawImage(picture, 0, 0, sheet.width, sheet.height);
      file(name, await new Promise((done) => sheet.toBlob(done)));
    },
  };
})();
