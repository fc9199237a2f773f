"use client";
import { type ChangeEvent, useSyncExternalStore } from "react";
import { type FieldPath, type FieldPathByValue, type FieldValue, valueAt } from "./field-path";
import type { FormValues } from "./form-values";

/** What fields need of their form. */
export type Control<V extends object> = FormValues<V>;

/** A field's value and what changes it, as inputs take them, and what is wrong with it. */
export type BoundField<T> = {
  field: { name: string; value: T; onChange: (next: T | ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void };
  problem: string | undefined;
};

/** The field at a path. */
export function useField<V extends object, P extends FieldPath<V>>({
  control,
  name,
}: {
  control: Control<V>;
  name: P;
}): BoundField<FieldValue<V, P>> {
  const value = useValue(control, name);
  const problem = useSyncExternalStore(
    control.subscribe,
    () => control.problems()[name],
    () => undefined,
  );
  const onChange = (next: FieldValue<V, P> | ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
    // What an input holds is the text that its field's type says.
    control.setValue(name, (isChange(next) ? next.target.value : next) as FieldValue<V, P>);
  return { field: { name, value, onChange }, problem };
}

/** The same in a component for forms of every shape: `T` is what its caller's path was checked to hold. */
export function useFieldOf<T, V extends object>(control: Control<V>, name: FieldPathByValue<V, T>): BoundField<T> {
  // The compiler cannot follow the path through a form of unknown shape.
  return useField<V, FieldPath<V>>({ control, name }) as unknown as BoundField<T>;
}

/** What one field holds now. */
export function useValue<V extends object, P extends FieldPath<V>>(control: Control<V>, name: P): FieldValue<V, P> {
  const read = () => valueAt(control.getValues(), name) as FieldValue<V, P>;
  return useSyncExternalStore(control.subscribe, read, read);
}

/** What all fields hold now. */
export function useValues<V extends object>(control: Control<V>): V {
  const read = () => control.getValues();
  return useSyncExternalStore(control.subscribe, read, read);
}

/** Whether anything was changed. */
export function useIsDirty<V extends object>(control: Control<V>): boolean {
  return useSyncExternalStore(control.subscribe, control.isDirty, () => false);
}

/** The rows of a list, each under a name that stays its own. */
export function useRows<Row, V extends object>(control: Control<V>, name: FieldPathByValue<V, Row[]>) {
  const read = () => valueAt(control.getValues(), name) as Row[];
  const rows = useSyncExternalStore(control.subscribe, read, read);
  const ids = control.rowIds(name);
  return {
    rows,
    ids,
    append: (row: Row) => control.setRows(name, [...read(), row], control.rowIds(name)),
    remove: (place: number) =>
      control.setRows(name, read().toSpliced(place, 1), control.rowIds(name).toSpliced(place, 1)),
    replace: (next: Row[]) => control.setRows(name, next, []),
  };
}

function isChange(next: unknown): next is ChangeEvent<HTMLInputElement> {
  return typeof next === "object" && next !== null && "target" in next && "nativeEvent" in next;
}
