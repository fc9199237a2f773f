/** How long a page may take to show a part of it, and how long that is held in view while what stands above it loads, in milliseconds. */
const [patienceMs, heldMs] = [10_000, 3_000];
/** What the reader does themselves ends it. */
const acts = ["wheel", "touchmove", "pointerdown", "keydown"];

/** Scrolls to the part of a page that a link names, once the router has drawn it: the router itself gives up at a page that loads. */
export function scrollOnceThere(href: string): void {
  const { pathname, hash } = new URL(href, window.location.href);
  if (!hash) return;
  const scrolls = () => {
    const part = window.location.pathname === pathname ? document.getElementById(hash.slice(1)) : null;
    // What React has not put in its place yet waits in a hidden one.
    if (!part || part.closest("[hidden]")) return false;
    part.scrollIntoView();
    holdInView(part);
    return true;
  };
  if (scrolls()) return;
  const watcher = new MutationObserver(() => scrolls() && watcher.disconnect());
  watcher.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watcher.disconnect(), patienceMs);
}

function holdInView(part: HTMLElement): void {
  const grown = new ResizeObserver(() => part.scrollIntoView());
  const end = () => grown.disconnect();
  grown.observe(document.body);
  for (const act of acts) window.addEventListener(act, end, { once: true, passive: true });
  setTimeout(end, heldMs);
}
