import { classNames } from "./class-names";

/** A grey block in the place and size of what is loading. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classNames("animate-pulse rounded-md bg-border/70", className)} />;
}
