import "server-only";
import { externalAddress } from "@/lib/access/external-address";
import { runtime } from "@/lib/access/runtime";
import type { PrismaSession } from "@/lib/platform/database";
import { isLoopback } from "@/lib/platform/loopback";
import { randomBase62 } from "@/lib/platform/random";
import { inTransaction } from "@/lib/platform/transaction";

/** Noted once and for all, with the deployment's first administrator. */
const setUpFact = "first user registered";
/** Its value is the token's hash; a later start writes another one in its place. */
const tokenFact = "set-up token";
/** 238 bits, as every other token that comes by itself. */
const tokenLength = 40;

/**
 * A fresh link with which somebody becomes the first administrator, for the operator who starts the server. Earlier ones
 * are good for nothing any more. Null where an administrator is there, or where the first user becomes one anyway.
 */
export async function offerSetUp(): Promise<string | null> {
  const { settings, clock } = runtime();
  const token = randomBase62(tokenLength);
  const isOffered = await inTransaction(runtime(), async (tx) => {
    const isFirst = !(await hasUsers(tx));
    if ((await isSetUp(tx)) || (isFirst && settings.firstAdministrator === "anybody")) return false;
    const [value, establishedAt] = [runtime().peppers.hash(token), new Date(clock.now())];
    await tx.deploymentFact.upsert({
      where: { fact: tokenFact },
      create: { fact: tokenFact, value, establishedAt },
      update: { value, establishedAt },
    });
    return true;
  });
  return isOffered ? `${settings.publicUrl}/register#token=${token}` : null;
}

/** Takes the set-up token: of two who show it at once one does. False for any other, and once an administrator is there. */
export async function takeSetUpToken(tx: PrismaSession, token: string): Promise<boolean> {
  const taken = await tx.$executeRaw`
    DELETE FROM deployment_facts WHERE fact = ${tokenFact} AND value = ANY(${runtime().peppers.hashes(token)})
       AND NOT EXISTS (SELECT FROM users WHERE instance_admin)`;
  if (taken === 0) return false;
  await noteSetUp(tx);
  return true;
}

/** Offers the set-up token again from the next look on: whoever administered the deployment does so no more, and nobody else. */
export async function reopenSetUp(tx: PrismaSession): Promise<void> {
  await tx.deploymentFact.deleteMany({ where: { fact: setUpFact } });
}

/** Where somebody who registers is. */
export type Place = {
  address: string | null;
  /** Whether a page that is none of ours sent what they register with. */
  isForeignPage?: (() => boolean) | undefined;
};

/**
 * Whether somebody who registers from a place becomes the first administrator without a token. That is the first user of a
 * deployment, once and for all: after all were deleted none does, nor where others registered before. Of two at once the
 * second waits to see. A stranger's page in a browser on this machine is no one who is here.
 */
export async function isFirstAdministrator(tx: PrismaSession, { address, isForeignPage }: Place): Promise<boolean> {
  const { firstAdministrator } = runtime().settings;
  if (firstAdministrator === "token" || isForeignPage?.()) return false;
  if (firstAdministrator === "local" && (address === null || !isLoopback(address))) return false;
  return !(await hasUsers(tx)) && (await noteSetUp(tx));
}

/** True for the one who notes it first. */
async function noteSetUp(tx: PrismaSession): Promise<boolean> {
  const noted = await tx.$executeRaw`
    INSERT INTO deployment_facts (fact) VALUES (${setUpFact}) ON CONFLICT DO NOTHING`;
  return noted === 1;
}

async function isSetUp(tx: PrismaSession): Promise<boolean> {
  if ((await tx.deploymentFact.count({ where: { fact: setUpFact } })) > 0) return true;
  return (await tx.user.count({ where: { instanceAdmin: true }, take: 1 })) > 0;
}

/** Users of trusted issuers only use the API, and count as none. */
async function hasUsers(tx: PrismaSession): Promise<boolean> {
  return (await tx.user.count({ where: { NOT: { email: { endsWith: externalAddress("") } } }, take: 1 })) > 0;
}
