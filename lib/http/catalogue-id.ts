import { z } from "zod";

/** Which ids a schema takes at the time, for what describes it. */
const idsOf = new WeakMap<z.core.$ZodType, () => readonly string[]>();

/**
 * One of the ids that the catalogue names when it is asked: unlike an enum's, they change while the process runs. `accepts` takes
 * what is written in other ways too, such as a scope of a single resource.
 */
export function catalogueId(ids: () => readonly string[], accepts: (value: string) => boolean = () => false) {
  const schema = z.string().check((context) => {
    if (accepts(context.value)) return;
    const known = ids();
    if (!known.includes(context.value))
      context.issues.push({ code: "invalid_value", values: [...known], input: context.value });
  });
  idsOf.set(schema, ids);
  return schema;
}

/** The ids that a schema takes now; null for one that does not ask the catalogue. */
export function catalogueIdsOf(schema: z.core.$ZodType): readonly string[] | null {
  return idsOf.get(schema)?.() ?? null;
}
