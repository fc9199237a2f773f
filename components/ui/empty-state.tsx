import type { ReactNode } from "react";

/** What a list shows before it holds anything: what it is for, and the way to begin. */
export function EmptyState({
  icon,
  title,
  body,
  action,
  compact = false,
}: {
  icon?: ReactNode;
  title: string;
  body: ReactNode;
  action?: ReactNode;
  /** Within a card: the sentence alone. */
  compact?: boolean;
}) {
  if (compact) {
    return (
      <div className="flex flex-col items-center gap-3 rounded-lg border border-dashed px-4 py-5 text-center text-sm text-muted">
        <p className="text-balance">{body}</p>
        {action}
      </div>
    );
  }
  return (
    <div className="flex flex-col items-center rounded-xl border border-dashed px-6 py-14 text-center">
      {icon && (
        <div
          aria-hidden
          className="mb-4 flex size-11 items-center justify-center rounded-xl bg-accent-soft text-accent-text [&_svg]:size-5"
        >
          {icon}
        </div>
      )}
      <h2 className="text-heading">{title}</h2>
      <div className="mt-1.5 max-w-md text-sm text-pretty text-muted">{body}</div>
      {action && <div className="mt-5">{action}</div>}
    </div>
  );
}
