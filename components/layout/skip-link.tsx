/** The first stop of the Tab key: jumps over the navigation to `<main id="main">`. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="sr-only z-60 rounded-lg border bg-surface-raised text-sm font-medium shadow-overlay focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:px-4 focus:py-2"
    >
      Skip to content
    </a>
  );
}
