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
  if (location.protocol === "file:") return; // from disk a preload fails, and the fonts are there anyway
  for (const font of (page.fonts ?? "public-sans-regular public-sans-semibold source-serif-display").split(" ")) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: `${page.content_root}_static/${font}.woff2` });
    document.head.append(link);
  }
})();
