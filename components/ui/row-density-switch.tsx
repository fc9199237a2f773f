"use client";
import { Rows2, Rows3 } from "lucide-react";
import { Button } from "./button";
import { type RowDensity, rowDensityCookie } from "./row-density";

const yearSeconds = 31_536_000;

/** Gives the rows of lists more room or less, and remembers it; phones show cards, which have their own. */
export function RowDensitySwitch({ value, onChange }: { value: RowDensity; onChange: (value: RowDensity) => void }) {
  const isCompact = value === "compact";
  const choose = () => {
    const next = isCompact ? "comfortable" : "compact";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API does not exist on plain HTTP
    document.cookie = `${rowDensityCookie}=${next}; path=/; max-age=${yearSeconds}; samesite=lax`;
    onChange(next);
  };
  const Icon = isCompact ? Rows3 : Rows2;
  return (
    <Button
      variant="ghost"
      size="sm"
      aria-pressed={isCompact}
      aria-label="Compact rows"
      title={isCompact ? "Compact rows: on" : "Compact rows: off"}
      onClick={choose}
      className="px-2 max-sm:hidden"
    >
      <Icon aria-hidden className="size-4" />
    </Button>
  );
}
