import {
  isScopeId,
  type KeyPlaces,
  type ProductId,
  productOf,
  type Role,
  roleLabelOf,
  roleOfScope,
} from "@/lib/access/catalogue";
import { isOpen, scopesOf } from "@/lib/access/openapi-scopes";
import { callerWords } from "@/lib/http/caller-words";
import { describedEndpoints, type ReferenceMethod } from "@/lib/http/reference-address";
import {
  memberOf,
  type OpenapiDocument,
  type OpenapiObject,
  type OpenapiOperation,
  objectIn,
  resolved,
  textIn,
} from "@/lib/platform/openapi/openapi-document";
import { bodyOf, type DescribedBody } from "./openapi-body";
import { writtenOut } from "./openapi-schema";
import { openapiSnippet } from "./openapi-snippet";
import { plainText } from "./openapi-text";
import type { EntryError, ReferenceAnswer, ReferenceEntry } from "./reference-entry";
import { type SchemaField, schemaFields } from "./schema-fields";

/** The endpoints of a company's own API as the reference shows them, from the OpenAPI document of their product. */
export function openapiEntries(product: ProductId): ReferenceEntry[] {
  const { openapi } = productOf(product);
  if (!openapi) return [];
  return describedEndpoints(product).map(({ slug, href, described }) =>
    entryOf({ product, slug, href, openapi, described }),
  );
}

type Known = { product: ProductId; slug: string; href: string; openapi: OpenapiDocument; described: OpenapiOperation };

/**
 * Lists and navigation read what is named here. Bodies and their examples are made when a page shows them, because documents
 * may be long.
 */
function entryOf({ product, slug, href, openapi, described }: Known): ReferenceEntry {
  const definition = productOf(product);
  const { method, path, operation, servers } = described;
  const scopes = scopesOf(described, definition);
  const needsKey = definition.keys !== undefined && (scopes.length > 0 || !isOpen(operation, openapi));
  const summary = summaryOf(operation) ?? `${method} ${path}`;
  let made: Detail | null = null;
  const detail = () => {
    made ??= detailOf(openapi, described, { keysIn: definition.keysIn, needsKey });
    return made;
  };
  return {
    id: slug,
    href,
    product,
    method: method as ReferenceMethod,
    path,
    summary,
    title: summary,
    lead: descriptionOf(operation),
    callers: [needsKey ? callerWords["api-key"] : callerWords.anonymous],
    scope: scopes.length > 0 ? scopes.join(", ") : null,
    conditions: conditionsOf(operation, scopes),
    get request() {
      return detail().request;
    },
    get response() {
      return detail().response;
    },
    get errors() {
      return detail().errors;
    },
    get snippet() {
      return detail().snippet;
    },
    trial: null,
    described: { servers, parameters: parameterNames(openapi, described) },
  };
}

type Detail = Pick<ReferenceEntry, "request" | "response" | "errors" | "snippet">;

function detailOf(
  openapi: OpenapiDocument,
  described: OpenapiOperation,
  key: { keysIn: KeyPlaces | undefined; needsKey: boolean },
): Detail {
  const { operation } = described;
  const body = bodyOf(openapi, resolved(openapi, memberOf(operation, "requestBody")), "input");
  const { response, errors } = answersOf(openapi, operation);
  const answer = response.example !== null ? "json" : response.media.length > 0 ? "text" : "nothing";
  const snippet = openapiSnippet(described, { ...key, body, answer });
  return { request: requestParts(openapi, described, body), response, errors, snippet };
}

/** What the search finds an endpoint by: its parameters, and the members of its body. */
function parameterNames(openapi: OpenapiDocument, { parameters, operation }: OpenapiOperation): string[] {
  const body = resolved(openapi, memberOf(operation, "requestBody"));
  const members = Object.values(objectIn(body, "content")).flatMap((media) =>
    Object.keys(objectIn(resolved(openapi, memberOf(media, "schema")), "properties")),
  );
  return [...new Set([...parameters.flatMap((one) => textIn(one, "name") ?? []), ...members])];
}

function summaryOf(operation: OpenapiObject): string | null {
  return (
    plainText(operation.summary, 120) ?? plainText(operation.operationId, 120) ?? plainText(operation.description, 120)
  );
}

/** What stands beside the summary, unless it is all that there is. */
function descriptionOf(operation: OpenapiObject): string | null {
  const description = plainText(operation.description);
  return description === summaryOf(operation) ? null : description;
}

function conditionsOf(operation: OpenapiObject, scopes: readonly string[]): string[] {
  const roles = [...new Set(scopes.map(roleFor))].filter((role) => role !== "member");
  return [
    ...(memberOf(operation, "deprecated") === true ? ["Deprecated: new programs use something else."] : []),
    ...roles.map((role) => `A user needs the role ${roleLabelOf(role)} in the organization to make a key for it.`),
  ];
}

/** A document may name a scope of resources without any, or with what it calls them. */
function roleFor(scope: string): Role {
  const base = scope.replace(/:(\{.*\}|\*)$/, "");
  return roleOfScope(isScopeId(base) ? base : `${base}:*`);
}

const places = [
  { place: "path", title: "In the path" },
  { place: "query", title: "In the query" },
  { place: "header", title: "In the headers" },
  { place: "cookie", title: "In cookies" },
];

function requestParts(openapi: OpenapiDocument, { parameters }: OpenapiOperation, body: DescribedBody | null) {
  const parts = places.map(({ place, title }) => ({
    title,
    fields: parameters.filter((one) => textIn(one, "in") === place).flatMap((one) => parameterField(openapi, one)),
  }));
  const inBody = body ? [{ title: `In the body, as ${bodyWord(body.media)}`, fields: bodyFields(body) }] : [];
  return [...parts, ...inBody].filter(({ fields }) => fields.length > 0);
}

/** A parameter says beside its schema what it means and whether it must be there. */
function parameterField(openapi: OpenapiDocument, parameter: OpenapiObject): SchemaField[] {
  const name = textIn(parameter, "name");
  if (name === null) return [];
  const [inContent] = Object.values(objectIn(parameter, "content"));
  const schema = writtenOut(openapi, memberOf(parameter, "schema") ?? memberOf(inContent, "schema"), "input");
  const description = plainText(parameter.description, 400) ?? schema.description;
  const whole = { ...schema, ...(description ? { description } : {}) };
  const isNeeded = memberOf(parameter, "required") === true || textIn(parameter, "in") === "path";
  const fields = schemaFields({ properties: { [name]: whole }, required: isNeeded ? [name] : [] });
  const example = memberOf(parameter, "example") ?? schema.examples?.[0];
  if (typeof example !== "string" && typeof example !== "number") return fields;
  const shown = plainText(String(example), 100);
  return fields.map((field) =>
    field.path === name ? { ...field, notes: [...field.notes, `for example ${shown}`] } : field,
  );
}

function bodyFields({ fields, schema }: DescribedBody): readonly SchemaField[] {
  return fields.length > 0 ? fields : schemaFields({ properties: { body: schema } });
}

function bodyWord(media: string): string {
  if (/json/i.test(media)) return "JSON";
  return /form/i.test(media) ? `a form (${media})` : media;
}

function answersOf(
  openapi: OpenapiDocument,
  operation: OpenapiObject,
): { response: ReferenceAnswer; errors: EntryError[] } {
  const all = Object.entries(objectIn(operation, "responses"))
    .filter(([status]) => !status.startsWith("x-"))
    .map(([status, given]) => answerOf(openapi, status, resolved(openapi, given)));
  const response =
    all.find(({ status }) => /^[23]/.test(String(status))) ?? all.find(({ status }) => status === "default");
  const errors = all
    .filter((one) => one !== response)
    .map(({ status, meaning, example }) => ({
      status: status === "default" ? "Other" : status,
      code: "",
      meaning: meaning ?? "",
      example: example ?? "",
    }));
  return { response: response ?? { status: 200, fields: [], example: null, media: [], meaning: null }, errors };
}

function answerOf(openapi: OpenapiDocument, status: string, given: OpenapiObject | null): ReferenceAnswer {
  const body = bodyOf(openapi, given, "output");
  const isNumber = /^\d+$/.test(status);
  return {
    status: isNumber ? Number(status) : status,
    fields: body?.fields ?? [],
    example: body?.example === undefined ? null : JSON.stringify(body.example, null, 2),
    media: body ? [body.media] : [],
    meaning: plainText(given?.description, 400),
  };
}
