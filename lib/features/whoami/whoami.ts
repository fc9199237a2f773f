import "server-only";
import { countedProductIds, type ProductId, productOfScope } from "@/lib/access/catalogue";
import type { CredentialRecord } from "@/lib/access/credential-record";
import { isCredits } from "@/lib/access/credits";
import { scopesOf } from "@/lib/access/held-scopes";
import { type Principal, planFor, tenantIdOf } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";
import { slotsHeld } from "@/lib/access/slot-leases";
import { invalidToken } from "@/lib/http/bearer";
import { creditsLeft, refillOf } from "@/lib/http/credits-left";
import { tightest } from "@/lib/http/limit-headers";
import { bucketsOf, callsAtOnce } from "@/lib/http/request-buckets";
import type { PrismaSession } from "@/lib/platform/database";
import { wholeSecond } from "@/lib/platform/whole-second";
import { toldKinds, type Whoami } from "./contract";

/** Tells the holder of a credential what it is and may do; 401 where what it belongs to has ended meanwhile. */
export async function whoami(record: CredentialRecord, address: string | null): Promise<{ data: Whoami }> {
  const { principal } = record;
  const { prisma } = runtime().database;
  const [organization, user, name, left, concurrency] = await Promise.all([
    prisma.organization.findUnique({ where: { id: principal.organizationId }, select: { id: true, name: true } }),
    readUser(prisma, principal),
    readName(prisma, record),
    readLeft(record, address),
    readCallsAtOnce(record),
  ]);
  // What our own pages show calls no endpoint of the API.
  const kind = toldKinds.find((told) => told === principal.kind);
  if (!organization || !kind) throw invalidToken("unknown");
  const product = record.product ?? null;
  const { customer } = principal;
  return {
    data: {
      kind,
      id: principal.credentialId,
      name,
      organization,
      tenantId: tenantIdOf(principal),
      user,
      customer: customer ? { id: customer.id, external_id: customer.externalId } : null,
      environment: principal.environment,
      product,
      managed_products: principal.managedProducts ? [...principal.managedProducts] : null,
      scopes: [...scopesOf(record)],
      roles: [...(record.roles ?? [])],
      plan: planFor(principal, product),
      expires_at: record.expiresAtMs === null ? null : wholeSecond(new Date(record.expiresAtMs)),
      ...left,
      concurrency,
    },
  };
}

async function readUser(prisma: PrismaSession, { kind, userId, role }: Principal): Promise<Whoami["user"]> {
  if (userId === null || role === null) return null;
  if (kind === "oauth-token") return { id: userId, name: null, email: null, role };
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { name: true, email: true } });
  return { id: userId, name: user?.name ?? null, email: user?.email ?? null, role };
}

/** A key's name comes with its record; that of a token or an app is read. */
async function readName(prisma: PrismaSession, { name, principal }: CredentialRecord): Promise<string | null> {
  const { kind, credentialId: id, userId } = principal;
  if (name !== undefined) return name;
  if (kind === "pat" && userId !== null) {
    const token = await prisma.personalAccessToken.findUnique({ where: { id, userId }, select: { name: true } });
    return token?.name ?? null;
  }
  if (kind !== "oauth-token") return null;
  return (await prisma.oAuthApp.findUnique({ where: { id }, select: { name: true } }))?.name ?? null;
}

/** The products whose limits a credential counts on: its own, or those of its scopes, or all of them; and the account's, which this counts on. */
function countedOn({ product, principal: { scopes } }: CredentialRecord): ProductId[] {
  const counted = countedProductIds();
  if (product !== undefined) return counted.filter((id) => id === product || id === "account");
  if (scopes === "all") return counted;
  const owners = new Set(scopes.map(productOfScope));
  return counted.filter((id) => owners.has(id) || id === "account");
}

async function readLeft(record: CredentialRecord, address: string | null): Promise<Pick<Whoami, "limits" | "credits">> {
  const { limiter } = runtime();
  const told = await Promise.all(
    countedOn(record).map(async (product) => {
      const buckets = bucketsOf(product, record, address);
      return { product, windows: buckets.length === 0 ? [] : tightest((await limiter.peek(buckets)).windows) };
    }),
  );
  const credits = creditsLeft({ windows: told.flatMap(({ windows }) => windows) });
  return {
    limits: told.flatMap(({ product, windows }) =>
      windows
        .filter((window) => !isCredits(window))
        .map(({ name, limit, remaining, resetAtMs }) => {
          return { product, window: name, limit, remaining, resets_at: new Date(resetAtMs).toISOString() };
        }),
    ),
    credits: credits && { remaining: credits.remaining, refills_at: refillOf(credits) },
  };
}

/** Calls at once of the products on which they are limited; costs no query where none are. */
async function readCallsAtOnce(record: CredentialRecord): Promise<Whoami["concurrency"]> {
  const limited = countedOn(record).flatMap((product) => {
    const calls = callsAtOnce(product, record.principal);
    return calls ? [{ product, ...calls }] : [];
  });
  if (limited.length === 0) return [];
  const held = await slotsHeld(
    record.principal.organizationId,
    limited.map(({ identifier }) => identifier),
  );
  return limited.map(({ product, identifier, limit }) => ({ product, limit, held: held.get(identifier) ?? 0 }));
}
