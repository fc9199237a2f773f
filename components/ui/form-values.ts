import { type FieldPath, type FieldValue, valueAt, withValueAt } from "./field-path";
import type { FormProblems } from "./form-problems";

/** What a form's fields hold, and what is wrong with them. It tells each change to those who listen. */
export class FormValues<V extends object> {
  #values: V;
  #initial: V;
  #problems: FormProblems = {};
  /** A number for each row of a list, which stays with it when rows before it go. */
  readonly #rowIds = new Map<string, string[]>();
  #lastRowId = 0;
  readonly #listeners = new Set<() => void>();
  /** Called with the field that changed, once the form was sent in vain: what was wrong may be right now. */
  onChanged: (path: string) => void = () => undefined;

  constructor(initial: V, values: V = initial) {
    this.#initial = initial;
    this.#values = values;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  getValues(): V;
  getValues<P extends FieldPath<V>>(path: P): FieldValue<V, P>;
  getValues(path?: string): unknown {
    return path === undefined ? this.#values : valueAt(this.#values, path);
  }

  /** Sets a field, by its user or by what they chose elsewhere. */
  readonly setValue = <P extends FieldPath<V>>(path: P, value: FieldValue<V, P>): void => {
    if (Object.is(valueAt(this.#values, path), value)) return;
    this.#values = withValueAt(this.#values, path, value);
    this.#tell();
    this.onChanged(path);
  };

  /** Sets all fields at once, as a choice that fills the form in does. */
  setValues(values: V): void {
    this.#values = values;
    this.#tell();
  }

  readonly problems = (): FormProblems => this.#problems;

  /** Sets what is wrong with the whole form. */
  setProblems(problems: FormProblems): void {
    this.#problems = problems;
    this.#tell();
  }

  /** Sets what is wrong with one field; null: nothing. */
  setProblem(path: string, message: string | null): void {
    const { [path]: _, ...others } = this.#problems;
    this.setProblems(message === null ? others : { ...others, [path]: message });
  }

  /** Whether anything differs from what the form began with. */
  readonly isDirty = (): boolean => JSON.stringify(this.#values) !== JSON.stringify(this.#initial);

  /** Begins anew, with these values. */
  reset(values: V): void {
    this.#initial = values;
    this.#values = values;
    this.#rowIds.clear();
    this.setProblems({});
  }

  /** The names of a list's rows, for React's keys; the same array until the list changes. */
  rowIds(path: string): string[] {
    const rows = valueAt(this.#values, path);
    const count = Array.isArray(rows) ? rows.length : 0;
    const known = this.#rowIds.get(path) ?? [];
    if (known.length === count) return this.#named(path, known);
    return this.#named(
      path,
      Array.from({ length: count }, (_, place) => known[place] ?? this.#newRowId()),
    );
  }

  /** Sets a list; `ids` say which of its rows were there before. */
  setRows(path: string, rows: readonly unknown[], ids: readonly (string | undefined)[]): void {
    this.#named(
      path,
      rows.map((_, place) => ids[place] ?? this.#newRowId()),
    );
    this.#values = withValueAt(this.#values, path, rows);
    // The rows have moved, so what was said of one may stand beside another.
    this.setProblems(Object.fromEntries(Object.entries(this.#problems).filter(([at]) => !at.startsWith(`${path}.`))));
  }

  #named(path: string, ids: string[]): string[] {
    if (this.#rowIds.get(path) !== ids) this.#rowIds.set(path, ids);
    return ids;
  }

  #newRowId(): string {
    this.#lastRowId += 1;
    return String(this.#lastRowId);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
