"use client";
import { Button } from "@/components/ui/button";

const variants = ["primary", "secondary", "ghost", "danger", "danger-solid"] as const;

/** Every button at rest, at work, out of reach, and small. */
export function ButtonSamples() {
  return (
    <div className="flex flex-col gap-3">
      {variants.map((variant) => (
        <div key={variant} className="flex flex-wrap gap-2">
          <Button variant={variant}>{variant}</Button>
          <Button variant={variant} pending>
            {variant}
          </Button>
          <Button variant={variant} disabled>
            {variant}
          </Button>
          <Button variant={variant} size="sm">
            {variant}
          </Button>
        </div>
      ))}
    </div>
  );
}
