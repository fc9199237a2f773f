import { type PlanId, type ProductId, planOf, productIds, productOf } from "@/lib/access/catalogue";
import { callerWords } from "@/lib/http/caller-words";
import type { Contract, Method } from "@/lib/http/contract";
import { isPublic } from "@/lib/http/contract";
import { jsonSchemaOf } from "@/lib/http/json-schema";
import { exampleOf } from "@/lib/http/schema-example";
import { curlOf } from "./curl";
import { type SchemaField, schemaFields } from "./schema-fields";

/** An endpoint as the reference shows it. */
export type ReferenceEntry = {
  /** The fragment of its address. */
  id: string;
  method: Method;
  path: string;
  summary: string;
  callers: readonly string[];
  scope: string | null;
  minimumPlan: string | null;
  request: readonly { title: string; fields: readonly SchemaField[] }[];
  response: { status: number; fields: readonly SchemaField[]; example: string | null };
  curl: string;
  /** Everything that the filter looks in, in lower case. */
  searchText: string;
};

export type ReferenceGroup = {
  product: ProductId;
  label: string;
  description: string;
  entries: readonly ReferenceEntry[];
};

/** The public endpoints by product, in the catalogue's order; products without any are left out. */
export function referenceGroups(table: readonly Contract[], origin: string): ReferenceGroup[] {
  const open = table.filter(isPublic);
  return productIds()
    .filter((product) => !productOf(product).hidden)
    .map((product) => {
      const { label, description } = productOf(product);
      const own = open.filter((contract) => contract.product === product).sort(byPath);
      const entries = own.map((contract) => entryOf(contract, origin));
      return { product, label, description, entries };
    })
    .filter(({ entries }) => entries.length > 0);
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

function entryOf(contract: Contract, origin: string): ReferenceEntry {
  const { method, path, summary, allow, form, scope, minimumPlan } = contract;
  return {
    id: `${method}${path}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/-$/, ""),
    method,
    path,
    summary,
    // Apps say who they are in the form, or by HTTP Basic.
    callers: form ? ["OAuth app"] : allow.map((caller) => callerWords[caller]),
    scope: scope ?? null,
    minimumPlan: planLabel(minimumPlan),
    request: requestParts(contract),
    response: responseOf(contract),
    curl: curlOf(contract, origin),
    searchText: [method, path, summary, scope].join(" ").toLowerCase(),
  };
}

function planLabel(plan: PlanId | undefined): string | null {
  return plan ? planOf(plan).label : null;
}

function requestParts({ params, query, body, form }: Contract): ReferenceEntry["request"] {
  const parts = [
    { title: "In the path", schema: params },
    { title: "In the query", schema: query },
    { title: "In the body, as JSON", schema: body },
    { title: "In the body, as a form", schema: form },
  ];
  return parts.flatMap(({ title, schema }) => {
    const fields = schema ? schemaFields(jsonSchemaOf(schema, "input")) : [];
    return fields.length > 0 ? [{ title, fields }] : [];
  });
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

function responseOf({ success }: Contract): ReferenceEntry["response"] {
  if (!success.body) return { status: success.status, fields: [], example: null };
  const schema = jsonSchemaOf(success.body, "output");
  const example = exampleOf(schema) as object;
  const whole = success.framed ? { success: frame.success, ...example, metadata: frame.metadata } : example;
  return { status: success.status, fields: schemaFields(schema), example: JSON.stringify(whole, null, 2) };
}
