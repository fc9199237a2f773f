import type { SnippetRequest } from "@/components/ui/snippet-request";
import { type ProductId, planOf, productIds, productOf, roleLabelOf, roleOfScope } from "@/lib/access/catalogue";
import { callerWords } from "@/lib/http/caller-words";
import type { Contract, Method } from "@/lib/http/contract";
import { givesTag, isPublic, statePathOf } from "@/lib/http/contract";
import { headerParametersOf } from "@/lib/http/header-parameters";
import { type JsonSchema, jsonSchemaOf } from "@/lib/http/json-schema";
import { parameterText } from "@/lib/http/parameter-text";
import { endpointSlug, type ReferenceMethod, referencePathOf } from "@/lib/http/reference-address";
import { exampleOf } from "@/lib/http/schema-example";
import type { ToldError } from "@/lib/http/told-error";
import { type SchemaField, schemaFields } from "./schema-fields";
import { snippetOf } from "./snippet-of";
import { summaryParts } from "./summary-parts";
import { type Trial, trialOf } from "./trial";

/** An endpoint as the reference shows it. */
export type ReferenceEntry = {
  /** How addresses name it. */
  id: string;
  /** The address of its page. */
  href: string;
  product: ProductId;
  method: ReferenceMethod;
  path: string;
  summary: string;
  /** What its page is called. */
  title: string;
  /** What its page says below the title; null where there is nothing to add. */
  lead: string | null;
  callers: readonly string[];
  scope: string | null;
  /** What else it takes to be let in, as sentences. */
  conditions: readonly string[];
  request: readonly { title: string; fields: readonly SchemaField[] }[];
  response: ReferenceAnswer;
  errors: readonly EntryError[];
  /** How it is called. */
  snippet: SnippetRequest;
  /** How it is tried from its page; null where the page sends nothing, because another server answers. */
  trial: Trial | null;
  /** The servers that an OpenAPI document names, and the names that a search finds it by; null for our own endpoints. */
  described: {
    servers: readonly string[];
    parameters: readonly string[];
  } | null;
};

export type ReferenceAnswer = {
  /** A number, or as OpenAPI documents write several: `2XX`, `default`. */
  status: number | string;
  fields: readonly SchemaField[];
  /** A whole body, as JSON; null where there is none. */
  example: string | null;
  media: readonly string[];
  /** In which case, where that is told. */
  meaning: string | null;
};

/** An error as `ToldError`; one from an OpenAPI document may have no code and no body. */
export type EntryError = Omit<ToldError, "status"> & { status: number | string };

export type ReferenceGroup = {
  product: ProductId;
  label: string;
  description: string;
  entries: readonly ReferenceEntry[];
};

/** The errors of an endpoint; `conditional` where it evaluates `If-Match`. The server's own code knows them. */
export type ErrorsOf = (contract: Contract, conditional: boolean) => readonly ToldError[];

/**
 * The public endpoints by product, in the catalogue's order; products without any are left out. `describedOf` gives those that a
 * product's own document tells of. Every schema is read, which takes a while: `pace` is awaited between endpoints.
 */
export async function referenceGroups(
  table: readonly Contract[],
  origin: string,
  errorsOf: ErrorsOf,
  describedOf: (product: ProductId) => readonly ReferenceEntry[] = () => [],
  pace: () => Promise<void> = () => Promise.resolve(),
): Promise<ReferenceGroup[]> {
  const open = table.filter(isPublic);
  const tagged = new Set(open.filter(givesTag).map(({ path }) => path));
  const groups: ReferenceGroup[] = [];
  for (const product of productIds()) {
    const { label, description, hidden } = productOf(product);
    if (hidden) continue;
    const entries: ReferenceEntry[] = [];
    for (const contract of open.filter((one) => one.product === product).sort(byPath)) {
      await pace();
      const conditional = statePathOf(contract, tagged) !== null;
      entries.push(entryOf(contract, { origin, conditional, errors: errorsOf(contract, conditional) }));
    }
    entries.push(...describedOf(product));
    if (entries.length > 0) groups.push({ product, label, description, entries });
  }
  return groups;
}

const methodOrder: readonly Method[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** A collection before what is in it, reading before writing. */
function byPath(a: Contract, b: Contract): number {
  return a.path.localeCompare(b.path) || methodOrder.indexOf(a.method) - methodOrder.indexOf(b.method);
}

/** The endpoints that take a session token and refuse a personal access token: they change who the user is. */
export function sessionOnlyEntries(groups: readonly ReferenceGroup[]): ReferenceEntry[] {
  const { "session-jwt": session, pat } = callerWords;
  const entries = groups.flatMap((group) => group.entries);
  return entries.filter(({ callers }) => callers.includes(session) && !callers.includes(pat));
}

type Known = { origin: string; conditional: boolean; errors: readonly ToldError[] };

function entryOf(contract: Contract, { origin, conditional, errors }: Known): ReferenceEntry {
  const { method, path, product, summary, allow, form, scope } = contract;
  return {
    id: endpointSlug(contract),
    href: referencePathOf(contract),
    product,
    method,
    path,
    summary,
    ...summaryParts(summary),
    // Apps say who they are in the form, or by HTTP Basic.
    callers: form ? ["OAuth app"] : allow.map((caller) => callerWords[caller]),
    scope: scope ?? null,
    conditions: conditionsOf(contract),
    request: requestParts(contract, conditional),
    response: responseOf(contract),
    errors,
    snippet: snippetOf(contract, origin),
    trial: trialOf(contract, conditional),
    described: null,
  };
}

/** What it takes beside the kind of credential and its scope. */
function conditionsOf({ scope, minimumRole, instanceAdmin, minimumPlan, recentSignIn }: Contract): string[] {
  const role = minimumRole ?? (scope ? roleOfScope(scope) : "member");
  const conditions = [
    role !== "member" && `A user needs the role ${roleLabelOf(role)} in the organization.`,
    instanceAdmin && "Only administrators of the deployment may call.",
    minimumPlan && `From the plan ${planOf(minimumPlan).label} upwards.`,
    recentSignIn && "A session token must be of a sign-in within the last ten minutes.",
  ];
  return conditions.filter((condition): condition is string => typeof condition === "string");
}

function requestParts(contract: Contract, conditional: boolean): ReferenceEntry["request"] {
  const { path, params, query, body, form } = contract;
  const headers: JsonSchema = {
    properties: Object.fromEntries(
      headerParametersOf(contract, conditional).map(({ name, description, schema }) => [
        name,
        { ...schema, description },
      ]),
    ),
  };
  const parts = [
    { title: "In the path", schema: params && described(jsonSchemaOf(params, "input"), "path", path) },
    { title: "In the query", schema: query && described(jsonSchemaOf(query, "input"), "query", path) },
    { title: "In the headers", schema: headers },
    { title: "In the body, as JSON", schema: body && jsonSchemaOf(body, "input") },
    { title: "In the body, as a form", schema: form && jsonSchemaOf(form, "input") },
  ];
  return parts.flatMap(({ title, schema }) => {
    const fields = schema ? schemaFields(schema).map((field) => withExample(field, schema)) : [];
    return fields.length > 0 ? [{ title, fields }] : [];
  });
}

/** The field with a value for it, unless its choices or its default show one already. */
function withExample(field: SchemaField, { properties = {} }: JsonSchema): SchemaField {
  const property = properties[field.path];
  if (!property || property.default !== undefined || property.enum || property.const !== undefined) return field;
  const example = exampleOf(property, { name: field.path });
  if (typeof example !== "string" && typeof example !== "number") return field;
  // An ellipsis stands where nothing is known of a text but that it is one.
  if (String(example).includes("…")) return field;
  return { ...field, notes: [...field.notes, `for example ${example}`] };
}

/** The schema of parameters, each with a description: its own, or that of its name. */
function described(schema: JsonSchema, place: "path" | "query", path: string): JsonSchema {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const description = property.description ?? parameterText(place, path, name);
    return [name, description === undefined ? property : { ...property, description }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** What the flat envelope puts around an answer. */
const frame = {
  success: true,
  metadata: {
    request_id: "5f0c1f0e-8b1d-4f0a-a6b1-0c3f8f1d2e4a",
    timestamp: "2026-11-22T09:14:00.000Z",
    version: "v1",
  },
};

function responseOf({ success: { status, body, framed, media = [] } }: Contract): ReferenceEntry["response"] {
  if (!body) return { status, fields: [], example: null, media, meaning: null };
  const schema = jsonSchemaOf(body, "output");
  const example = exampleOf(schema) as object;
  const whole = framed ? { success: frame.success, ...example, metadata: frame.metadata } : example;
  return { status, fields: schemaFields(schema), example: JSON.stringify(whole, null, 2), media, meaning: null };
}
