(() => {
  const page = document.documentElement.dataset;
  let mode = null;
  try { mode = localStorage.getItem("mode"); } catch { /* no storage: as the system */ }
  page.mode = mode === "light" || mode === "dark" ? mode : "auto";
  page.theme = page.mode !== "auto" ? page.mode : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  if (location.protocol === "file:") return; // from disk a preload fails, and the fonts are there anyway
  for (const weight of ["regular", "semibold"]) {
    const link = document.createElement("link");
    Object.assign(link, { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href: `${page.content_root}_static/public-sans-${weight}.woff2` });
    document.head.append(link);
  }
})();
