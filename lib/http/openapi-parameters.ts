import type { z } from "zod";
import type { Json, SchemaStore } from "./openapi-schemas";
import { parameterText } from "./parameter-text";

/** The parameters of a schema, each with a description: its own, or that of its name. */
export function parametersOf(
  store: SchemaStore,
  schema: z.ZodType | undefined,
  place: "path" | "query",
  path: string,
): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = store.schemaOf(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    description: description ?? parameterText(place, path, name),
    schema: property,
  }));
}
