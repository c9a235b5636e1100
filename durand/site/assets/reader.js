// Sphinx keeps the words of the last search to mark them on the next page; the next search page is no place for them.
try { localStorage.removeItem("sphinx_highlight_terms"); } catch { /* no storage, no words */ }

// Marks in the table of contents the section that is being read.
(() => {
  const links = new Map();
  for (const link of document.querySelectorAll("#pst-secondary-sidebar a[href^='#']")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (section) links.set(section, link);
  }
  if (!links.size) return;
  const seen = new Set();
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) entry.isIntersecting ? seen.add(entry.target) : seen.delete(entry.target);
    const inner = [...links.keys()].filter((section) => seen.has(section)).pop(); // a section holds its own sections
    for (const [section, link] of links) {
      section === inner ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    }
  }, { rootMargin: "-15% 0px -80% 0px" });
  for (const section of links.keys()) observer.observe(section);
})();
