import type { ComponentProps } from "react";
import { classNames } from "./class-names";

/*
 * A table that becomes a list of cards on phones. The explicit roles keep the table's meaning where `display` changes,
 * which browsers would otherwise drop.
 */

const edges = {
  // `relative`: what is only read aloud is placed absolutely, and would widen the page instead of scrolling in here
  scrolls: "sm:overflow-x-auto",
  // Headings stay in view only where nothing between them and the page scrolls.
  clips: "sm:overflow-clip",
};

/** With `edge="clips"` the table is as wide as its place and does not scroll sideways, so that its headings can stick. */
export function Table({
  className,
  edge = "scrolls",
  reachable = false,
  ...rest
}: ComponentProps<"table"> & {
  edge?: keyof typeof edges;
  /** Nothing in it takes the focus, so that the keyboard scrolls it by a place of its own. */
  reachable?: boolean;
}) {
  return (
    <div
      {...(reachable ? { tabIndex: 0, role: "region", "aria-label": rest["aria-label"] } : {})}
      className={classNames("min-w-0 sm:relative sm:rounded-xl sm:border sm:bg-surface sm:shadow-panel", edges[edge])}
    >
      <table
        // biome-ignore lint/a11y/noRedundantRoles: `display: block` on phones removes the implied role
        role="table"
        {...rest}
        className={classNames("block w-full text-sm tabular-nums sm:table", className)}
      />
    </div>
  );
}

export function THead({ className, ...rest }: ComponentProps<"thead">) {
  return <thead {...rest} className={classNames("hidden bg-surface-sunken sm:table-header-group", className)} />;
}

export function TBody({ className, ...rest }: ComponentProps<"tbody">) {
  return (
    <tbody
      // biome-ignore lint/a11y/noRedundantRoles: `display: block` on phones removes the implied role
      role="rowgroup"
      {...rest}
      className={classNames("flex flex-col gap-3 sm:table-row-group", className)}
    />
  );
}

export function TR({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      // biome-ignore lint/a11y/noRedundantRoles: `display: block` on phones removes the implied role
      role="row"
      {...rest}
      className={classNames(
        "relative block rounded-xl border bg-surface p-3 shadow-panel sm:table-row sm:shadow-none sm:rounded-none sm:border-0 sm:bg-transparent sm:p-0 sm:[tbody_&]:border-t sm:[tbody_&]:hover:bg-hover/50",
        className,
      )}
    />
  );
}

export function TH({ className, scope = "col", ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope={scope}
      {...rest}
      className={classNames("px-4 py-2.5 text-left text-xs font-medium whitespace-nowrap text-muted", className)}
    />
  );
}

/** A cell; `label` names it on phones, where the column's heading is not in view. */
export function TD({ label, className, children, ...rest }: ComponentProps<"td"> & { label?: string }) {
  return (
    <td
      // biome-ignore lint/a11y/noRedundantRoles: `display: block` on phones removes the implied role
      role="cell"
      {...rest}
      className={classNames(
        "py-1 sm:table-cell sm:px-4 sm:py-3 sm:align-middle",
        label ? "flex items-center justify-between gap-4 max-sm:text-right" : "block",
        className,
      )}
    >
      {label && <span className="shrink-0 text-muted sm:hidden">{label}</span>}
      {children}
    </td>
  );
}
