// Opens the card of a checked number, by mouse, touch or keyboard. Without this script the link leads to the ledger row.
(() => {
  const gap = 8;

  function place(card, link) {
    const box = link.getBoundingClientRect();
    const width = card.offsetWidth, height = card.offsetHeight;
    const left = Math.min(Math.max(box.left, gap), document.documentElement.clientWidth - width - gap);
    const below = box.bottom + gap + height <= window.innerHeight || box.top < height + gap;
    card.style.left = `${Math.max(left, gap) + window.scrollX}px`;
    card.style.top = `${(below ? box.bottom + gap : box.top - gap - height) + window.scrollY}px`;
  }

  for (const link of document.querySelectorAll("a.num")) {
    const card = document.getElementById("card-" + link.hash.slice(1));
    if (!card || !card.showPopover) continue;
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      if (card.matches(":popover-open")) { card.hidePopover(); return; }
      card.opener = link; // a card serves every number of its row on the page
      card.showPopover();
      place(card, link);
      if (event.detail === 0) card.querySelector("a.num-row").focus({ preventScroll: true });
    });
    link.addEventListener("keydown", (event) => {
      if (event.key === " ") { event.preventDefault(); link.click(); }
    });
    card.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.stopPropagation(); card.hidePopover(); }
    });
    // the browser gives the focus back to the number by itself
    card.addEventListener("beforetoggle", (event) => {
      if (card.opener === link || event.newState === "closed") {
        link.setAttribute("aria-expanded", String(event.newState === "open" && card.opener === link));
      }
    });
  }
})();
