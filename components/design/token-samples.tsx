const grounds = ["bg-background", "bg-surface", "bg-surface-raised", "bg-surface-sunken", "bg-hover"];
const states = [
  ["accent", "bg-accent text-on-accent", "bg-accent-soft text-accent-text"],
  ["danger", "bg-danger text-on-accent", "bg-danger-soft text-danger-text"],
  ["warning", "bg-warning", "bg-warning-soft text-warning-text"],
  ["success", "bg-success", "bg-success-soft text-success-text"],
] as const;
const series = [
  ["1", "bg-chart-1"],
  ["2", "bg-chart-2"],
  ["3", "bg-chart-3"],
  ["4", "bg-chart-4"],
  ["5", "bg-chart-5"],
  ["6", "bg-chart-6"],
  ["rest", "bg-chart-rest"],
  ["succeeded", "bg-chart-succeeded"],
  ["limited", "bg-chart-limited"],
  ["refused", "bg-chart-refused"],
  ["failed", "bg-chart-failed"],
] as const;
const type = [
  ["text-hero", "Keys, limits and sign-in"],
  ["text-lead text-muted", "What a page is about, in a sentence that invites."],
  ["text-display", "Plans and limits"],
  ["text-title", "API keys"],
  ["text-heading", "Requests of the last week"],
  ["text-figure tabular-nums", "128,403"],
  ["text-sm", "The interface: labels, rows, buttons."],
  ["text-xs text-muted", "What stands beside it: hints of a row, axes."],
  ["font-mono text-code", "hb_prod_abc1…9f3d"],
] as const;

/** The colours by their meaning, in the theme of the page. */
export function ColourSamples() {
  return (
    <div className="flex flex-col gap-4 text-xs">
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-5">
        {grounds.map((ground) => (
          <li key={ground} className={`rounded-lg border p-3 text-muted ${ground}`}>
            {ground}
          </li>
        ))}
      </ul>
      <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {states.map(([name, solid, soft]) => (
          <li key={name} className="overflow-hidden rounded-lg border">
            <span aria-hidden className={`block h-8 ${solid}`} />
            <span className={`block p-2 ${soft}`}>{name}</span>
          </li>
        ))}
      </ul>
      <ul className="flex flex-wrap gap-x-4 gap-y-2 text-muted">
        {series.map(([name, colour]) => (
          <li key={name} className="flex items-center gap-2">
            <span aria-hidden className={`size-4 rounded-md ${colour}`} />
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The type scale, each step with the class that sets it. */
export function TypeSamples() {
  return (
    <ul className="flex flex-col gap-4">
      {type.map(([look, text]) => (
        <li key={look}>
          <span className="block text-xs text-muted">{look}</span>
          <span className={`block ${look}`}>{text}</span>
        </li>
      ))}
    </ul>
  );
}
