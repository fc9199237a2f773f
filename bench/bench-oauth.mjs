import { join } from "node:path";
import { startPeer } from "./peer-servers.mjs";
import { benchPaths, makeProductCopy, startProductCopy, throughNext } from "./product-copy.mjs";
import { measureRounds, ratioTable } from "./rounds.mjs";

/** Issuing tokens by client credentials, and introspection: in the production server, beside a bare Next handler there and the same library on node:http. */
export async function benchOAuth({ room, dataDir, secrets, database, progress, print, cleanups, quick }) {
  progress("Building a copy of the product …");
  const folder = join(room, "product-oauth");
  await makeProductCopy(folder);
  const product = await startProductCopy(folder, dataDir, { ...secrets, TRUSTED_PROXIES: "127.0.0.1/32" });
  cleanups.push(product.stop);
  const library = await startPeer("bench/oauth-library-server.mjs");
  cleanups.push(library.stop);

  const ours = { ...product, client: database.credentials.oauthApp };
  const theirs = { ...library, client: library.tokens };
  const ourToken = await issuedBy(ours);
  // The library knows a JWT by its identifier; ours finds that itself, after checking the token.
  const theirToken = identifierOf(await issuedBy(theirs));
  await requireActive(ours, ourToken);
  await requireActive(theirs, theirToken);

  progress("Comparing …");
  const variants = [
    { ...product, name: "a bare Next handler in the same server", requestOf: () => throughNext(benchPaths.bare) },
    { ...ours, name: "token by client credentials", requestOf: issuanceBy(ours) },
    { ...ours, name: "introspection", requestOf: introspectionBy(ours, ourToken) },
    { ...theirs, name: "the library on node:http, in memory: token", requestOf: issuanceBy(theirs) },
    {
      ...theirs,
      name: "the library on node:http, in memory: introspection",
      requestOf: introspectionBy(theirs, theirToken),
    },
  ];
  const figures = await measureRounds(variants, { connections: 16, seconds: quick ? 1 : 5, rounds: quick ? 2 : 7 });
  for (const { stop } of [product, library]) await stop();
  const [bare, token, introspection, theirIssuance, theirIntrospection] = figures;
  print("OAuth beside a bare handler", ratioTable([bare, token, introspection]));
  print("Issuing tokens beside the same library alone", ratioTable([theirIssuance, token]));
  print("Introspection beside the same library alone", ratioTable([theirIntrospection, introspection]));
}

const pathOf = { token: "/oauth/token", introspection: "/oauth/introspect" };
const credentials = ({ client }) => ({ client_id: client.clientId, client_secret: client.secret });
const issuanceForm = (server) => ({ grant_type: "client_credentials", scope: "prompts:read", ...credentials(server) });
const introspectionForm = (server, token) => ({ token, token_type_hint: "access_token", ...credentials(server) });

const issuanceBy = (server) => formRequests(pathOf.token, issuanceForm(server));
const introspectionBy = (server, token) => formRequests(pathOf.introspection, introspectionForm(server, token));

/** The endpoints are limited by address: as many take turns that none meets its limit. */
const addressCount = 4_096;

/** The same form each time, from the next address. */
function formRequests(path, form) {
  const body = new URLSearchParams(form).toString();
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
  const length = `Content-Length: ${body.length}\r\n`;
  return (n) => {
    const place = n % addressCount;
    return `${head}${length}X-Forwarded-For: 10.0.${place >> 8}.${place & 255}\r\n\r\n${body}`;
  };
}

async function issuedBy(server) {
  return (await ask(server, pathOf.token, issuanceForm(server))).access_token;
}

async function requireActive(server, token) {
  const answer = await ask(server, pathOf.introspection, introspectionForm(server, token));
  if (answer.active !== true) throw new Error(`not an active token: ${JSON.stringify(answer)}`);
}

async function ask({ port }, path, form) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body: new URLSearchParams(form) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

function identifierOf(token) {
  return JSON.parse(Buffer.from(token.split(".")[1], "base64url")).jti;
}
