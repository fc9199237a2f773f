import type { ReactNode } from "react";
import { classNames } from "./class-names";

/** A list that scrolls in its place where it is long: the keyboard gets there too, and hears what it is. */
export function ScrollList({
  label,
  className,
  children,
}: {
  label: string;
  /** Its greatest height, and how its rows look. */
  className: string;
  children: ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a place in the tab order the keyboard could not scroll it
    <ul aria-label={label} tabIndex={0} className={classNames("focus-ring overflow-y-auto", className)}>
      {children}
    </ul>
  );
}
