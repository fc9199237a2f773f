import "server-only";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { nameIds } from "./json-schema";

export type Json = { [key: string]: unknown };

/** Collects the schemas that a document states once and refers to. */
export type SchemaStore = {
  /** The schema of what is sent (`input`) or received (`output`), fit for any place of the document. */
  schemaOf(schema: z.ZodType, io: "input" | "output"): Json;
  /** `components.schemas`, as far as they were needed. */
  components(): Record<string, Json>;
};

/** `fixed` are the components that the document names itself. Throws when two schemas claim one name. */
export function createSchemaStore(fixed: Readonly<Record<string, Json>>): SchemaStore {
  const components: Record<string, Json> = { ...fixed };
  return {
    schemaOf(schema, io) {
      // Inside an object no reference can point at the root, which is nothing's name in the document.
      const converted = z.toJSONSchema(z.object({ value: schema }), { io, unrepresentable: "any", override: nameIds });
      const names = new Map<string, string>();
      for (const [local, definition] of Object.entries(converted.$defs ?? {})) {
        names.set(local, nameIn(components, local, definition as Json));
      }
      for (const [local, definition] of Object.entries(converted.$defs ?? {})) {
        components[names.get(local) ?? local] = withReferences(definition as Json, names);
      }
      return withReferences((converted.properties?.value ?? {}) as Json, names);
    },
    components: () => components,
  };
}

/**
 * A schema with a name of its own keeps it. One without, which zod numbers anew in each conversion, is known by its
 * content.
 */
function nameIn(components: Record<string, Json>, local: string, definition: Json): string {
  const says = (name: string) => withReferences(definition, new Map([[local, name]]));
  if (!local.startsWith("__")) {
    const known = components[local];
    if (known && !isDeepStrictEqual(known, says(local))) throw new Error(`two schemas are called ${local}`);
    return local;
  }
  const recursive = Object.keys(components).filter((name) => /^Recursive\d+$/.test(name));
  return (
    recursive.find((name) => isDeepStrictEqual(components[name], says(name))) ?? `Recursive${recursive.length + 1}`
  );
}

/** The schema with its references pointing where the document keeps them. */
function withReferences(schema: Json, names: ReadonlyMap<string, string>): Json {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) => {
    if (key !== "$ref" || typeof value !== "string" || !value.startsWith(localPrefix)) return value;
    const local = value.slice(localPrefix.length);
    return `${componentPrefix}${names.get(local) ?? local}`;
  }) as Json;
}

const localPrefix = "#/$defs/";
const componentPrefix = "#/components/schemas/";

/** A reference to a component. */
export function refTo(name: string): Json {
  return { $ref: `${componentPrefix}${name}` };
}
