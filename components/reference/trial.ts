import type { z } from "zod";
import { keyProductIds, productOf, productOfScope } from "@/lib/access/catalogue";
import type { Environment } from "@/lib/generated/prisma/enums";
import type { Contract } from "@/lib/http/contract";
import { headerParametersOf } from "@/lib/http/header-parameters";
import { type JsonSchema, jsonSchemaOf } from "@/lib/http/json-schema";
import { exampleOf } from "@/lib/http/schema-example";

export type TrialPlace = "path" | "query" | "header" | "form";
export type TrialField = { place: TrialPlace; name: string; required: boolean; choices: readonly string[] };

/** A key with just the rights that an endpoint asks for. */
export type KeyWish = { product: string; environment: Environment; scopes: readonly string[] };

/** What a page needs to send a request to an endpoint. */
export type Trial = {
  method: string;
  path: string;
  fields: readonly TrialField[];
  /** The body to begin with, as JSON; null where it takes none. */
  body: string | null;
  /** What the credential is called; null where it needs none. */
  credential: "API key" | "Token" | null;
  /** The key that opens it; null where no key that a user makes does. */
  wish: KeyWish | null;
};

/** How an endpoint is tried from its page; `conditional` where it evaluates `If-Match`. */
export function trialOf(contract: Contract, conditional: boolean): Trial {
  const { method, path, allow, params, query, body, form } = contract;
  const isOpen = allow.every((caller) => caller === "anonymous");
  const takesKey = allow.some((caller) => caller === "api-key" || caller === "user-key");
  const headers: JsonSchema = {
    properties: Object.fromEntries(headerParametersOf(contract, conditional).map(({ name, schema }) => [name, schema])),
  };
  return {
    method,
    path,
    fields: [
      ...fieldsOf("path", schemaOf(params), true),
      ...fieldsOf("query", schemaOf(query)),
      ...fieldsOf("header", headers),
      ...fieldsOf("form", form ? withAppCredentials(schemaOf(form)) : {}),
    ],
    body: body ? JSON.stringify(exampleOf(jsonSchemaOf(body, "input"), { minimal: true }), null, 2) : null,
    credential: isOpen || form ? null : takesKey ? "API key" : "Token",
    wish: wishOf(contract),
  };
}

function schemaOf(schema: z.ZodType | undefined): JsonSchema {
  return schema ? jsonSchemaOf(schema, "input") : {};
}

function withAppCredentials(schema: JsonSchema): JsonSchema {
  return {
    properties: { ...schema.properties, client_id: { type: "string" }, client_secret: { type: "string" } },
    required: [...(schema.required ?? []), "client_id"],
  };
}

function fieldsOf(place: TrialPlace, { properties = {}, required = [] }: JsonSchema, all = false): TrialField[] {
  return Object.entries(properties).map(
    ([name, { const: only, enum: choices = only === undefined ? [] : [only] }]) => ({
      place,
      name,
      required: all || required.includes(name),
      choices: choices.map(String),
    }),
  );
}

/** A test key where the product has such and it would do, with the endpoint's own scope, or the first that its product has. */
function wishOf({ allow, scope, product }: Contract): KeyWish | null {
  const made = keyProductIds().filter((id) => !productOf(id).instanceAdminOnly);
  const withScopes = made.filter((id) => productOf(id).scopes.length > 0);
  const wanted = allow.includes("api-key")
    ? scope
      ? made.find((id) => id === productOfScope(scope))
      : (withScopes.find((id) => id === product) ?? withScopes[0])
    : allow.includes("user-key")
      ? made.find((id) => productOf(id).scopes.length === 0)
      : undefined;
  if (wanted === undefined) return null;
  const { keys, scopes } = productOf(wanted);
  const asked = scopes.find(({ id }) => id === scope) ?? scopes[0];
  // A test key administers nothing: what it would change is no test data.
  const takesTestKey = keys?.development !== undefined && asked?.access !== "admin";
  return {
    product: wanted,
    environment: takesTestKey ? "development" : "production",
    scopes: asked === undefined ? [] : [asked.id],
  };
}
