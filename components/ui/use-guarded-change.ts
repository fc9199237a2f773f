"use client";
import { useState } from "react";
import type { z } from "zod";
import { ChangedElsewhere, changeAsSeen } from "./change-as-seen";
import type { SettingElsewhere } from "./changed-elsewhere";
import type { FieldPath } from "./field-path";
import type { Saved } from "./form-dialog";
import type { FormProblems, FormWords } from "./form-problems";
import { useContractForm } from "./use-contract-form";
import { useValues } from "./use-field";

/** A setting that was changed elsewhere; `setting` is the form's field, and `fields` are all where it is typed in several. */
export type FieldElsewhere<V extends object> = SettingElsewhere & {
  setting: FieldPath<V> & keyof V;
  fields?: readonly (FieldPath<V> & keyof V)[];
};

/** How things of a kind `T` are changed by a form that holds `V` and sends a body of `S`. */
export type ChangeKind<T, V extends object, S extends z.ZodType> = {
  schema: S;
  words?: FormWords;
  /** The form as it opens. */
  draftOf: (thing: T) => V;
  /** What is sent: what differs from what the reader saw, and nothing else. */
  changeOf: (draft: V, seen: T) => object;
  /** What only the form can tell, such as a date that is missing. */
  check: (draft: V) => FormProblems;
  /** Whether the form holds something that is not complete yet, and is asked for when it is sent. */
  isBegun: (draft: V) => boolean;
  /** Whether readers see the same settings in two readings; what moves on by itself counts for nothing. */
  isSame: (one: T, other: T) => boolean;
  elsewhere: (draft: V, seen: T, now: T) => FieldElsewhere<V>[];
  /** What sets it back to what it was; null where that cannot be had again. */
  undoOf: (before: T, after: T) => z.output<S> | null;
  read: (thing: T) => Promise<{ result: T; tag: string | null }>;
  update: (thing: T, body: z.output<S>, ifMatch: string | null) => Promise<T>;
};

/**
 * The form of a thing's settings. What was changed elsewhere meanwhile is told beside what was typed, which stays, and no
 * change goes under unseen. `refresh` reads again what shows the thing; `onSend` hears of what is being saved, and of null
 * where that failed.
 */
export function useGuardedChange<T, V extends object, S extends z.ZodType>(
  thing: T,
  kind: ChangeKind<T, V, S>,
  { refresh, onSend = () => undefined }: { refresh: () => unknown; onSend?: (body: z.output<S> | null) => void },
) {
  const { draftOf, changeOf, words } = kind;
  const [seen, setSeen] = useState(thing);
  const [elsewhere, setElsewhere] = useState<readonly (FieldElsewhere<V> & { onTake: () => void })[]>([]);
  const change = (as: T, body: z.output<S>) =>
    changeAsSeen<T, T>({
      read: () => kind.read(as),
      isAsSeen: (now) => kind.isSame(now, as),
      change: (ifMatch) => kind.update(as, body, ifMatch),
    });
  const form = useContractForm<V, T, S>({
    values: draftOf(thing),
    schema: kind.schema,
    bodyOf: (draft) => changeOf(draft, seen),
    check: kind.check,
    ...(words ? { words } : {}),
    send: async (body) => {
      setElsewhere([]);
      onSend(body);
      return change(seen, body).catch((error: unknown) => {
        onSend(null);
        // What was read is what this call reads.
        if (error instanceof ChangedElsewhere) meet(error.now as T);
        throw error;
      });
    },
  });
  const { control } = form;
  const meet = (now: T) => {
    const rows = kind.elsewhere(control.getValues(), seen, now);
    const theirs = new Map(Object.entries(draftOf(now)));
    const put = ({ setting, fields = [setting] }: FieldElsewhere<V>) => {
      for (const field of fields) {
        // The same form's field, of which the compiler knows only that it is one of them.
        control.setValue(field, theirs.get(field) as Parameters<typeof control.setValue<typeof field>>[1]);
      }
    };
    const take = (row: FieldElsewhere<V>) => {
      put(row);
      setElsewhere((current) => current.filter(({ setting }) => setting !== row.setting));
    };
    for (const row of rows) if (row.yours === null) put(row);
    setSeen(now);
    setElsewhere(rows.map((row) => ({ ...row, onTake: () => take(row) })));
  };
  const saved = (after: T): Saved => {
    const back = kind.undoOf(seen, after);
    const undo = async () => {
      if (back) await change(after, back);
      await refresh();
    };
    return {
      title: "Changes saved",
      description: "They count from the next request.",
      ...(back ? { undo } : {}),
    };
  };
  const values = useValues(control);
  const isChanged = kind.isBegun(values) || Object.keys(changeOf(values, seen)).length > 0;
  return { form, seen, elsewhere, isChanged, saved };
}
