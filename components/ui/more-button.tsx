"use client";
import { Button } from "./button";

/** Shows the rest of a long list below its beginning, or the beginning alone again; nothing where there is no rest. */
export function MoreButton({
  rest,
  isLong,
  setLong,
}: {
  rest: number;
  isLong: boolean;
  setLong: (isLong: boolean) => void;
}) {
  if (rest <= 0) return null;
  return (
    <Button size="sm" className="mt-3" aria-expanded={isLong} onClick={() => setLong(!isLong)}>
      {isLong ? "Show fewer" : `Show ${rest} more`}
    </Button>
  );
}
