import { expect, it } from "vitest";
import { z } from "zod";
import { contractTable } from "@/lib/contract-table";
import { endpointOf } from "./contract";
import { timestampFields } from "./timestamp";

type Schema = z.core.JSONSchema.JSONSchema;

/** The fields of these names in a schema, at any depth, with what is said of each. */
function fieldsIn(schema: z.core.JSONSchema._JSONSchema): Schema[] {
  if (typeof schema === "boolean") return [];
  const own = Object.entries(schema.properties ?? {});
  const named = own.filter(([name]) => timestampFields.some((field) => field === name));
  const below = [...own.map(([, field]) => field), ...(schema.anyOf ?? []), ...[schema.items ?? []].flat()];
  return [...named.flatMap(([, field]) => (typeof field === "boolean" ? [] : [field])), ...below.flatMap(fieldsIn)];
}

it("what says when something was created, ends or was used last is in whole seconds in every answer of the table", () => {
  const shown = contractTable.flatMap((contract) => {
    const { body } = contract.success;
    const schema = body ? z.toJSONSchema(body, { io: "input", unrepresentable: "any" }) : {};
    return fieldsIn(schema).map((field) => ({ endpoint: endpointOf(contract), parser: z.fromJSONSchema(field) }));
  });
  expect(shown.length).toBeGreaterThan(60);
  const others = shown.filter(({ parser }) => {
    const takes = (text: string) => parser.safeParse(text).success;
    return !takes("2026-06-10T12:00:20Z") || takes("2026-06-10T12:00:20.123Z") || takes("2026-06-10T12:00Z");
  });
  expect(others.map(({ endpoint }) => endpoint)).toEqual([]);
});
