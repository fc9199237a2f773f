"use client";
import { type ReactNode, useState } from "react";
import { CopyButton } from "./copy-button";
import { ExactTime } from "./exact-time";
import { ReasonedButton } from "./reasoned-button";
import { RelativeTime } from "./relative-time";

/** One thing of a list of settings, by its name. */
export function SettingRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-1 py-3 first:pt-0 last:pb-0 sm:grid-cols-[10rem_1fr] sm:gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

/** An identifier, ready to copy. */
export function IdRow({ name, id }: { name: string; id: string }) {
  return (
    <SettingRow name={name}>
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-mono text-code break-all">{id}</span>
        <CopyButton text={id} size="sm" variant="ghost" />
      </span>
    </SettingRow>
  );
}

/** Which of several settings is being edited, and where the focus goes back to after it. `prepare` loads the forms. */
export function useSettingRows<S extends string>(prepare: () => Promise<void>) {
  const [{ editing, left }, setPlace] = useState<{ editing: S | null; left: S | null }>({ editing: null, left: null });
  const go = (setting: S | null) => setPlace((before) => ({ editing: setting, left: before.editing }));
  return {
    editing,
    left,
    close: () => go(null),
    // The button, and with it the focus, stays until the form can take its place.
    open: (setting: S) =>
      void prepare().then(
        () => go(setting),
        () => go(setting),
      ),
  };
}

/** A setting that is changed in its row: what it is with a way in, or its form. */
export function EditableRow<S extends string>({
  setting,
  name,
  rows: { editing, left, open },
  changeable,
  reason,
  form,
  children,
}: {
  setting: S;
  name: string;
  rows: ReturnType<typeof useSettingRows<S>>;
  /** False for what has ended. */
  changeable: boolean;
  /** Why its reader may not change it; null: they may. */
  reason: string | null;
  form: ReactNode;
  children: ReactNode;
}) {
  if (editing === setting) return <SettingRow name={name}>{form}</SettingRow>;
  return (
    <SettingRow name={name}>
      <div className="flex items-start justify-between gap-4">
        <div className="min-w-0 flex-1">{children}</div>
        {changeable && (
          <ReasonedButton
            size="sm"
            variant="ghost"
            className="-my-1.5"
            autoFocus={left === setting && editing === null}
            reason={reason}
            onClick={() => open(setting)}
          >
            Edit
            <span className="sr-only"> {name}</span>
          </ReasonedButton>
        )}
      </div>
    </SettingRow>
  );
}

/** An instant, exact and how far away; null in words. */
export function Moment({ at, otherwise = "" }: { at: string | null; otherwise?: string }) {
  if (at === null) return otherwise;
  return (
    <span>
      <ExactTime at={at} />{" "}
      <span className="text-muted">
        (<RelativeTime at={at} />)
      </span>
    </span>
  );
}
