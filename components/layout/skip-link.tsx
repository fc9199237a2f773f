/** The first stop of the Tab key: jumps over the navigation to `<main id="main">`. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-60 -translate-y-16 rounded-lg border bg-surface-raised px-4 py-2 text-sm font-medium shadow-overlay focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}
