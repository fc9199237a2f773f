import type { ComponentProps } from "react";
import { Input } from "./input";

/** A control that takes a file, with its button in the look of the others. */
export function FileInput(props: Omit<ComponentProps<"input">, "type" | "className">) {
  return (
    <Input
      {...props}
      type="file"
      className="py-1.5 file:mr-3 file:cursor-pointer file:rounded file:border-0 file:bg-hover file:px-2 file:py-0.5 file:text-foreground"
    />
  );
}
