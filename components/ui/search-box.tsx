"use client";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Input } from "./input";
import { typingPauseMs } from "./use-settled";

/** What a search must not carry on, such as a credential: it would stand in the address, in logs and in the history. */
export type SecretSearch = {
  /** The secret in a text, or null. */
  secretIn: (text: string) => string | null;
  onSecret: (secret: string) => void;
};

/**
 * Searches when the typing pauses; follows `value` when that changes otherwise. A secret is handed to `secrets`, and leaves
 * the field.
 */
export function SearchBox({
  value,
  onValueChange,
  label,
  placeholder,
  secrets,
}: {
  value: string;
  onValueChange: (value: string) => void;
  label: string;
  placeholder: string;
  secrets?: SecretSearch | undefined;
}) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const change = useRef(onValueChange);
  const guard = useRef(secrets);
  useEffect(() => {
    change.current = onValueChange;
    guard.current = secrets;
  });

  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);

  useEffect(() => {
    const wanted = text.trim();
    if (wanted === sent.current) return;
    const timer = setTimeout(() => {
      const secret = guard.current?.secretIn(wanted) ?? null;
      if (secret !== null) {
        setText("");
        guard.current?.onSecret(secret);
        return;
      }
      sent.current = wanted;
      change.current(wanted);
    }, typingPauseMs);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <div className="relative w-full sm:w-72">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
      <Input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        maxLength={100}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="pl-9"
      />
    </div>
  );
}
