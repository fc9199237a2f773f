const gapPixels = 6;
const marginPixels = 8;

/** Puts a panel below what it belongs to, or above where there is more room, and within the window. */
export function placeBeside(anchor: HTMLElement, panel: HTMLElement, align: "start" | "center" | "end"): void {
  panel.style.maxHeight = "";
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const below = window.innerHeight - at.bottom - gapPixels - marginPixels;
  const above = at.top - gapPixels - marginPixels;
  const isBelow = height <= below || below >= above;
  const room = Math.max(isBelow ? below : above, 0);
  const wanted = { start: at.left, center: at.left + (at.width - width) / 2, end: at.right - width }[align];
  const left = Math.max(marginPixels, Math.min(wanted, window.innerWidth - width - marginPixels));
  const top = isBelow ? at.bottom + gapPixels : at.top - gapPixels - Math.min(height, room);
  Object.assign(panel.style, { left: `${left}px`, top: `${top}px`, maxHeight: `${room}px` });
}

/** Keeps it there while the page scrolls or the window changes; returns how to stop. */
export function keepBeside(...place: Parameters<typeof placeBeside>): () => void {
  const again = () => placeBeside(...place);
  again();
  window.addEventListener("resize", again);
  document.addEventListener("scroll", again, { capture: true, passive: true });
  return () => {
    window.removeEventListener("resize", again);
    document.removeEventListener("scroll", again, { capture: true });
  };
}
