/** An OpenAPI document of somebody else's, 3.0 or 3.1; of its content only what `openapiProblems` checked is certain. */
export type OpenapiDocument = Readonly<Record<string, unknown>>;

export type OpenapiObject = Record<string, unknown>;

/** A step of a place in a document: the name of a member, or the place in a list. */
export type Steps = readonly string[];

/** Notes a problem at its place. */
export type Say = (at: Steps, message: string) => void;

/** The members of a path that are operations, as OpenAPI 3.0 and 3.1 name them. */
export const operationMethods = ["get", "post", "put", "patch", "delete", "head", "options", "trace"] as const;

/** An operation with what its path says for all of them. */
export type OpenapiOperation = {
  /** In capitals. */
  method: string;
  path: string;
  operation: OpenapiObject;
  /** Those of its path that it does not name itself, then its own. */
  parameters: readonly OpenapiObject[];
  /** Addresses that paths are added to, with the default of each variable in them. */
  servers: readonly string[];
};

export function isObject(value: unknown): value is OpenapiObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member that the object itself has; undefined for anything else, such as what every object inherits. */
export function memberOf(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return /^\d{1,9}$/.test(name) ? (value as unknown[])[Number(name)] : undefined;
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The member as an object, and as a list; empty where it is none. */
export function objectIn(value: unknown, name: string): OpenapiObject {
  const member = memberOf(value, name);
  return isObject(member) ? member : {};
}

export function listIn(value: unknown, name: string): readonly unknown[] {
  const member = memberOf(value, name);
  return Array.isArray(member) ? (member as unknown[]) : [];
}

/** The member as a text; null where it is none. */
export function textIn(value: unknown, name: string): string | null {
  const member = memberOf(value, name);
  return typeof member === "string" ? member : null;
}

/** How many references may follow one another. */
const mostHops = 20;

/** What a JSON pointer within the document (RFC 6901, as `#/…`) names; undefined where there is nothing, and for other addresses. */
export function atPointer(document: OpenapiDocument, reference: string): unknown {
  if (!reference.startsWith("#/")) return undefined;
  let found: unknown = document;
  for (const step of reference.slice(2).split("/")) found = memberOf(found, unescaped(step));
  return found;
}

/** A pointer stands in an address: percent signs first, then its own. */
function unescaped(step: string): string {
  let plain = step;
  try {
    plain = decodeURIComponent(step);
  } catch {
    // A lone percent sign is a sign like any other.
  }
  return plain.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** The object that a value is or refers to; null where it is none, or its references go in a circle. */
export function resolved(document: OpenapiDocument, value: unknown): OpenapiObject | null {
  let found = value;
  for (let hop = 0; hop <= mostHops; hop += 1) {
    if (!isObject(found)) return null;
    const reference = textIn(found, "$ref");
    if (reference === null) return found;
    found = atPointer(document, reference);
  }
  return null;
}

/** Every operation of the document, in its own order. */
export function operationsOf(document: OpenapiDocument): OpenapiOperation[] {
  return Object.entries(objectIn(document, "paths")).flatMap(([path, given]) => {
    const item = resolved(document, given);
    return operationMethods.flatMap((method) => {
      const operation = memberOf(item, method);
      if (!path.startsWith("/") || !isObject(operation)) return [];
      const parameters = parametersOf(document, item, operation);
      const servers = [operation, item, document].map(serversOf).find((named) => named !== null) ?? [];
      return [{ method: method.toUpperCase(), path, operation, parameters, servers }];
    });
  });
}

function parametersOf(document: OpenapiDocument, item: unknown, operation: OpenapiObject): OpenapiObject[] {
  const found = new Map<string, OpenapiObject>();
  for (const given of [...listIn(item, "parameters"), ...listIn(operation, "parameters")]) {
    const parameter = resolved(document, given);
    if (parameter) found.set(`${textIn(parameter, "in")} ${textIn(parameter, "name")}`, parameter);
  }
  return [...found.values()];
}

function serversOf(holder: unknown): string[] | null {
  if (!Array.isArray(memberOf(holder, "servers"))) return null;
  return listIn(holder, "servers").flatMap((server) => serverAddress(server)?.replace(/\/+$/, "") ?? []);
}

/** The address of a server with the default of each variable in it; null where it names none. */
export function serverAddress(server: unknown): string | null {
  const variables = objectIn(server, "variables");
  const url = textIn(server, "url");
  if (url === null) return null;
  return url.replaceAll(/\{([^{}]+)\}/g, (_, name: string) => textIn(memberOf(variables, name), "default") ?? "");
}
