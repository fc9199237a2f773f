import "server-only";
import type { EndpointDefinition } from "@/access.config";
import { type ProductId, productOf } from "./catalogue";
import { partsOf } from "./endpoint-template";

/** The endpoints of one product, ready for the hot path. */
export type EndpointTable = {
  byId(id: string): EndpointDefinition | null;
  /** The endpoint that a request calls; the path as it was sent, its query may follow. Null where none, or where routers could disagree. */
  match(method: string, path: string): EndpointDefinition | null;
};

/** By method; the empty one stands for any. */
type Methods = Map<string, EndpointDefinition>;
type Node = {
  literals: Map<string, Node>;
  /** The fixed parts as routers know them that do not tell capital letters apart. */
  folded: Set<string>;
  parameter: Node | null;
  here: Methods;
  below: Methods;
};

const newNode = (): Node => ({
  literals: new Map(),
  folded: new Set(),
  parameter: null,
  here: new Map(),
  below: new Map(),
});

/** What is found where a part is a fixed one but for its capital letters: one router takes it for that, another one does not. */
const unclear = Symbol("unclear");
type Found = EndpointDefinition | typeof unclear | null;

/** By the product's definition, which is another object in another state of the catalogue. */
const tables = new WeakMap<object, EndpointTable>();
const noEndpoints: EndpointTable = { byId: () => null, match: () => null };

/** The endpoints that the catalogue names for a product; none for one that names none. */
export function endpointTableOf(product: ProductId): EndpointTable {
  const definition = productOf(product);
  if (!definition.endpoints) return noEndpoints;
  const known = tables.get(definition);
  if (known) return known;
  const table = createEndpointTable(definition.endpoints);
  tables.set(definition, table);
  return table;
}

/** A table of templates, specific before general: a fixed part before a parameter, a parameter before `*`, a path before a method. */
export function createEndpointTable(templates: readonly EndpointDefinition[]): EndpointTable {
  const root = newNode();
  for (const template of templates) insert(root, template);
  const ids = new Map(templates.map((template) => [template.id, template]));
  return {
    byId: (id) => ids.get(id) ?? null,
    match(method, path) {
      const segments = segmentsOf(path);
      const found = segments && find(root, segments, 0, method);
      return found === unclear ? null : found;
    },
  };
}

function insert(root: Node, template: EndpointDefinition): void {
  const { method = "", path } = template;
  let node = root;
  for (const part of partsOf(path)) {
    if (part === "*") {
      node.below.set(method, template);
      return;
    }
    node = part === null ? parameterOf(node) : childOf(node, part);
  }
  node.here.set(method, template);
}

function parameterOf(node: Node): Node {
  node.parameter ??= newNode();
  return node.parameter;
}

function childOf({ literals, folded }: Node, part: string): Node {
  const known = literals.get(part);
  if (known) return known;
  const made = newNode();
  literals.set(part, made);
  folded.add(fold(part));
  return made;
}

/** Both ways, because some letters have but one of them: the Kelvin sign is a k in small letters alone. */
function fold(part: string): string {
  return part.toLowerCase().toUpperCase();
}

/** Each node is looked at once at most for each way that leads to it: there are as many as the document has parts. */
function find(node: Node, segments: readonly string[], at: number, method: string): Found {
  const segment = segments[at];
  if (segment === undefined) return pick(node.here, method) ?? pick(node.below, method);
  const fixed = node.literals.get(segment);
  if (!fixed && node.folded.size > 0 && node.folded.has(fold(segment))) return unclear;
  return (
    (fixed && find(fixed, segments, at + 1, method)) ??
    (node.parameter && find(node.parameter, segments, at + 1, method)) ??
    pick(node.below, method)
  );
}

/** HEAD asks for what GET answers. */
function pick(methods: Methods, method: string): EndpointDefinition | null {
  return methods.get(method) ?? (method === "HEAD" ? methods.get("GET") : undefined) ?? methods.get("") ?? null;
}

const mostCharacters = 8_192;

/**
 * The decoded parts of a request's path, a slash at the end left out. Null for one that another router could read in another way: dot
 * segments, empty parts, encoded slashes, parameters after a semicolon, a fragment, what is encoded twice.
 */
function segmentsOf(target: string): string[] | null {
  const end = target.indexOf("?");
  const path = end === -1 ? target : target.slice(0, end);
  if (!/^\/[\x21\x22\x24-\x3a\x3c-\x5b\x5d-\x7e]*$/.test(path) || path.length > mostCharacters) return null;
  const parts = path.slice(1).split("/");
  if (parts.at(-1) === "") parts.pop();
  if (!path.includes("%")) return parts.every(isNamed) ? parts : null;
  const segments = parts.map(decoded);
  return segments.every(isPlain) ? segments : null;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ambiguous = /[/\\\x00-\x1f\x7f]|%[0-9a-f]{2}/i;

function isPlain(segment: string): boolean {
  return isNamed(segment) && !ambiguous.test(segment);
}

/** Whether a part is neither empty nor a dot segment: all that there is to know of one whose path holds no percent sign. */
function isNamed(segment: string): boolean {
  return segment !== "" && segment !== "." && segment !== "..";
}
