// Before anything is drawn: the reader's choice of light or dark, and the fonts.
(() => {
  const page = document.documentElement.dataset, dark = matchMedia("(prefers-color-scheme: dark)");
  let mode = null;
  try { mode = localStorage.getItem("mode"); } catch { /* no storage: as the system */ }
  window.durandMode = (chosen) => {
    page.mode = chosen;
    page.theme = chosen !== "auto" ? chosen : dark.matches ? "dark" : "light";
  };
  window.durandMode(mode === "light" || mode === "dark" ? mode : "auto");
  dark.addEventListener("change", () => window.durandMode(page.mode));
  const faces = {
    "public-sans-regular": ["Public Sans", "400"], "public-sans-semibold": ["Public Sans", "600 700"],
    "source-serif-display": ["Source Serif Display", "600"], vazirmatn: ["Vazirmatn", "400 700"],
  };
  for (const font of (page.fonts ?? "public-sans-regular public-sans-semibold source-serif-display").split(" ")) {
    const href = `${page.content_root}_static/${font}.woff2`, [family, weight] = faces[font];
    if (location.protocol === "file:") { // a preload fails, and the sheet's font is always a moment late
      document.fonts.add(new FontFace(family, `url("${href}")`, { weight }));
    } else {
      document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href }));
    }
  }
})();
