/** How long a page may take to show a part of it, in milliseconds. */
const patienceMs = 10_000;

/** Scrolls to the part of a page that a link names, once the router has drawn it: the router itself gives up at a page that loads. */
export function scrollOnceThere(href: string): void {
  const { pathname, hash } = new URL(href, window.location.href);
  if (!hash) return;
  const scrolls = () => {
    const part = window.location.pathname === pathname ? document.getElementById(hash.slice(1)) : null;
    part?.scrollIntoView();
    return part !== null;
  };
  if (scrolls()) return;
  const watcher = new MutationObserver(() => scrolls() && watcher.disconnect());
  watcher.observe(document.body, { childList: true, subtree: true });
  setTimeout(() => watcher.disconnect(), patienceMs);
}
