import type { ReactNode } from "react";

/** A page's title row. */
export function PageHeader({
  title,
  description,
  actions,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <h1 className="text-title wrap-anywhere">
          <bdi>{title}</bdi>
        </h1>
        {description && (
          <div className="mt-1 max-w-2xl text-sm text-pretty wrap-anywhere text-muted">{description}</div>
        )}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
