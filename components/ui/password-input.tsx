"use client";
import { type ComponentProps, useState } from "react";
import { classNames } from "./class-names";
import { Glyph } from "./glyph";
import { Input } from "./input";

/** A password field that can show what was typed; paste and password managers work as in any field. */
export function PasswordInput({ className, ...rest }: Omit<ComponentProps<"input">, "type">) {
  const [shown, setShown] = useState(false);
  // A form that asks for the password of now has a field for each, and a button beside each.
  const what = rest.autoComplete === "new-password" ? "new password" : "password";
  return (
    <div className="relative">
      <Input
        {...rest}
        type={shown ? "text" : "password"}
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className={classNames("pr-12", className)}
      />
      <button
        type="button"
        aria-label={`Show ${what}`}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="focus-ring absolute inset-y-0 right-0 flex w-11 items-center justify-center rounded-r-lg text-muted hover:text-foreground"
      >
        <Glyph of={shown ? "withoutEye" : "eye"} className="size-4" />
      </button>
    </div>
  );
}
