/** The first stop of the Tab key: jumps over the navigation to `<main id="main">`. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-60 rounded-lg border bg-surface-raised px-4 py-2 text-sm font-medium shadow-overlay focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
    >
      Skip to content
    </a>
  );
}
