import {
  isObject,
  listIn,
  memberOf,
  type OpenapiDocument,
  type OpenapiObject,
  objectIn,
  operationMethods,
  resolved,
  type Say,
  type Steps,
  serverAddress,
  textIn,
} from "./openapi-document";
import { checkSchema, isListOfTexts } from "./openapi-schema-problems";

const mostOperations = 500;
/** What addresses are written in without being encoded, and braces for parameters. */
const pathForm = /^\/[A-Za-z0-9._~!$&'()*+,;=:@%/{}-]{0,299}$/;
/** A header's name (RFC 9110, section 5.6.2). */
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const status = /^([1-5](\d\d|XX)|default)$/;

/** What goes along: many places may refer to one parameter or answer, whose schemas are looked at once. */
type Walk = { document: OpenapiDocument; say: Say; isNew: (holder: object) => boolean };

/** Says what of the paths and their operations cannot be told as pages of a reference. */
export function checkPaths(document: OpenapiDocument, say: Say): void {
  const paths = memberOf(document, "paths");
  if (!isObject(paths)) {
    say(["paths"], "must be paths with their operations");
    return;
  }
  const ids = new Set<string>();
  const seen = new WeakSet<object>();
  const isNew = (holder: object) => {
    const wasSeen = seen.has(holder);
    seen.add(holder);
    return !wasSeen;
  };
  const walk: Walk = { document, say, isNew };
  let operations = 0;
  for (const [path, given] of Object.entries(paths)) {
    if (path.startsWith("x-")) continue;
    const at = ["paths", path];
    if (!pathForm.test(path)) say(at, "must be a path such as /albums/{album}, of at most 300 characters");
    const item = resolved(document, given);
    if (!item) {
      say(at, "must be operations by their methods");
      continue;
    }
    checkServers(item, at, say);
    for (const method of operationMethods) {
      const operation = memberOf(item, method);
      if (operation === undefined) continue;
      operations += 1;
      if (operations > mostOperations) {
        say(["paths"], `must have at most ${mostOperations} operations`);
        return;
      }
      const place = [...at, method];
      if (!isObject(operation)) say(place, "must be an operation");
      else checkOperation(walk, { item, path, operation, at: place, ids });
    }
  }
  if (operations === 0) say(["paths"], "must have at least one operation");
}

type Checked = {
  item: OpenapiObject;
  path: string;
  operation: OpenapiObject;
  at: Steps;
  ids: Set<string>;
};

function checkOperation(walk: Walk, { item, path, operation, at, ids }: Checked): void {
  const { document, say } = walk;
  const id = memberOf(operation, "operationId");
  if (typeof id === "string" && ids.has(id)) say([...at, "operationId"], `names ${id.slice(0, 60)} twice`);
  if (typeof id === "string") ids.add(id);
  checkServers(operation, at, say);
  checkSecurity(operation, at, say);
  const inPath = [...checkParameters(walk, item, at.slice(0, -1)), ...checkParameters(walk, operation, at)];
  const wanted = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
  const untold = wanted.find((name) => !inPath.includes(name));
  if (untold !== undefined) say([...at, "parameters"], `must tell of {${untold}}, which the path holds`);
  const body = memberOf(operation, "requestBody");
  if (body !== undefined) checkContent(walk, body, [...at, "requestBody"]);
  const responses = memberOf(operation, "responses");
  if (!isObject(responses)) {
    say([...at, "responses"], "must be answers by their status");
    return;
  }
  for (const [code, answer] of Object.entries(responses)) {
    if (code.startsWith("x-")) continue;
    const place = [...at, "responses", code];
    if (!status.test(code)) say(place, "must be a status such as 200 or 4XX, or default");
    if (!resolved(document, answer)) say(place, "must be an answer");
    else checkContent(walk, answer, place);
  }
}

/** It gives the names of those in the path. */
function checkParameters({ document, say, isNew }: Walk, holder: OpenapiObject, at: Steps): string[] {
  const given = memberOf(holder, "parameters");
  if (given !== undefined && !Array.isArray(given)) say([...at, "parameters"], "must be a list");
  const seen = new Set<string>();
  const inPath: string[] = [];
  for (const [index, entry] of listIn(holder, "parameters").entries()) {
    const place = [...at, "parameters", String(index)];
    const parameter = resolved(document, entry);
    const [name, where] = [textIn(parameter, "name"), textIn(parameter, "in")];
    if (!parameter || !name || !where || !["path", "query", "header", "cookie"].includes(where)) {
      say(place, "must have a name, and be in path, query, header or cookie");
      continue;
    }
    if (name.length > 100) say(place, "must have a name of at most 100 characters");
    if (where === "header" && !headerName.test(name)) say(place, "must have the name of a header");
    if (seen.has(`${where} ${name}`)) say(place, `names ${name.slice(0, 60)} twice`);
    seen.add(`${where} ${name}`);
    if (where === "path") inPath.push(name);
    if (parameter.schema !== undefined && isNew(parameter)) checkSchema(parameter.schema, [...place, "schema"], say);
  }
  return inPath;
}

function checkContent({ document, say, isNew }: Walk, given: unknown, at: Steps): void {
  const holder = resolved(document, given);
  if (holder && !isNew(holder)) return;
  const content = memberOf(holder, "content");
  if (content !== undefined && !isObject(content)) {
    say([...at, "content"], "must be bodies by their media type");
    return;
  }
  for (const [type, media] of Object.entries(objectIn(holder, "content"))) {
    const schema = memberOf(media, "schema");
    if (schema !== undefined) checkSchema(schema, [...at, "content", type, "schema"], say);
  }
}

/** A server is where people send their keys: it is of the web, whole or beginning at the document's own host. */
export function checkServers(holder: unknown, at: Steps, say: Say): void {
  const servers = memberOf(holder, "servers");
  if (servers === undefined) return;
  if (!Array.isArray(servers) || servers.length > 20) {
    say([...at, "servers"], "must be a list of at most 20");
    return;
  }
  for (const [index, server] of servers.entries()) {
    const url = serverAddress(server);
    const isWeb = url !== null && /^(https?:\/\/[^\s"'<>\\`@]+|\/[^\s"'<>\\`@]*)$/.test(url) && url.length <= 300;
    if (!isWeb)
      say([...at, "servers", String(index), "url"], "must begin with https://, http:// or /, without a password");
  }
}

export function checkSecurity(holder: unknown, at: Steps, say: Say): void {
  const security = memberOf(holder, "security");
  if (security === undefined) return;
  const isFine =
    Array.isArray(security) && security.every((one) => isObject(one) && Object.values(one).every(isListOfTexts));
  if (!isFine) say([...at, "security"], "must be a list of schemes, each with a list of scopes");
}
