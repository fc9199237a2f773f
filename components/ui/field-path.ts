/** Where a value stands in `V`, with dots: `name`, `invitations.0.email`. */
export type FieldPath<V> = V extends readonly (infer Item)[]
  ? `${number}` | `${number}.${FieldPath<Item>}`
  : V extends object
    ? { [K in keyof V & string]: K | `${K}.${FieldPath<V[K]>}` }[keyof V & string]
    : never;

/** What stands there. */
export type FieldValue<V, P> = V extends readonly (infer Item)[]
  ? P extends `${number}.${infer Rest}`
    ? FieldValue<Item, Rest>
    : Item
  : P extends keyof V
    ? V[P]
    : P extends `${infer K}.${infer Rest}`
      ? K extends keyof V
        ? FieldValue<V[K], Rest>
        : never
      : never;

/** The places of `V` that hold a `T`. */
export type FieldPathByValue<V, T> = {
  [P in FieldPath<V>]: FieldValue<V, P> extends T ? P : never;
}[FieldPath<V>];

/** What stands at a path, undefined where nothing does. */
export function valueAt(values: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (place, step) =>
        typeof place === "object" && place !== null ? (place as Record<string, unknown>)[step] : undefined,
      values,
    );
}

/** The same values with another one at a path; what is not on the way there stays the same object. */
export function withValueAt<T>(values: T, path: string, value: unknown): T {
  const [step = "", ...rest] = path.split(".");
  const next = rest.length > 0 ? withValueAt((values as Record<string, unknown>)[step], rest.join("."), value) : value;
  if (Array.isArray(values)) return values.with(Number(step), next) as T;
  return { ...values, [step]: next };
}
