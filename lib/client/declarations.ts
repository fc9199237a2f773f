import type { z } from "zod";
import { Verdict } from "@/lib/features/data-plane/contract";
import type { Contract } from "@/lib/http/contract";
import { type JsonSchema, jsonSchemaOf, nameOpenIds, openIds } from "@/lib/http/json-schema";
import { resources } from "./resources";

/** The parts of JSON Schema that a type is written from beyond what the reference shows. */
type Schema = Omit<JsonSchema, "type"> & {
  type?: JsonSchema["type"] | JsonSchema["type"][];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: Schema | boolean;
  prefixItems?: Schema[];
};

/** `type Verdict` for the package: what a verifier is told of a key. */
export function verdictDeclaration(): string {
  return `export type Verdict = ${typeOf(schemaOf(Verdict, "output"))};\n`;
}

/** `interface Client` for the package: every method with what it takes and answers, written out from its contract. */
export function clientDeclaration(): string {
  const members = Object.entries<Record<string, Contract>>(resources).map(([resource, contracts]) => {
    const methods = Object.entries(contracts).map(
      ([name, contract]) => `    /** ${contract.summary}. */\n    ${name}: ${methodType(contract)};`,
    );
    return `  ${resource}: {\n${methods.join("\n")}\n  };`;
  });
  return `export interface Client {\n${members.join("\n")}\n}\n`;
}

function methodType({ params, query, body, success }: Contract): string {
  const parts = [params, query, body].flatMap((schema) => (schema ? [schemaOf(schema, "input")] : []));
  const isOptional = parts.every(({ required = [] }) => required.length === 0);
  const input = parts.length > 0 ? parts.map(typeOf).join(" & ") : "Record<never, never>";
  return `(input${isOptional ? "?" : ""}: ${input}, options?: CallOptions) => Promise<${answerType(success)}>`;
}

function answerType({ media, body, framed }: Contract["success"]): string {
  if (media) return "string";
  if (!body) return "void";
  return typeOf(schemaOf(body, "output")) + (framed ? " & Frame" : "");
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Schema {
  return jsonSchemaOf(schema, io, nameOpenIds) as Schema;
}

/** A TypeScript type for a schema; `unknown` for what JSON Schema does not tell. */
function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) {
    const known = schema.enum.map((value) => JSON.stringify(value)).join(" | ");
    // Editors offer what is shipped, and the compiler takes what an operator adds.
    return schema.format === openIds ? `(${known} | (string & {}))` : known;
  }
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return `(${[...new Set(options.map((option) => typeOf(option as Schema)))].join(" | ")})`;
  if (schema.allOf) return schema.allOf.map(typeOf).join(" & ");
  // A nullable text is `["string", "null"]`.
  if (Array.isArray(schema.type)) return `(${schema.type.map((type) => typeOf({ ...schema, type })).join(" | ")})`;
  switch (schema.type) {
    case "string":
    case "number":
    case "boolean":
    case "null":
      return schema.type;
    case "integer":
      return "number";
    case "array":
      return listType(schema);
    case "object":
      return objectType(schema);
    default:
      return "unknown";
  }
}

function listType({ items, prefixItems }: Schema): string {
  if (prefixItems) return `[${prefixItems.map(typeOf).join(", ")}]`;
  return `Array<${items ? typeOf(items as Schema) : "unknown"}>`;
}

function objectType({ properties = {}, required = [], additionalProperties }: Schema): string {
  const names = Object.entries(properties);
  if (names.length === 0) {
    const others = typeof additionalProperties === "object" ? typeOf(additionalProperties) : "unknown";
    return additionalProperties === false ? "Record<never, never>" : `Record<string, ${others}>`;
  }
  const members = names.map(([name, member]) => {
    const type = typeOf(member as Schema);
    return required.includes(name)
      ? `${JSON.stringify(name)}: ${type}`
      : `${JSON.stringify(name)}?: ${type} | undefined`;
  });
  return `{ ${members.join("; ")} }`;
}
