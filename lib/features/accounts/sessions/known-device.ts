import "server-only";
import { runtime } from "@/lib/access/runtime";
import { recordAccountEvent } from "@/lib/features/accounts/account-events";
import type { Client } from "@/lib/http/route";
import type { PrismaSession } from "@/lib/platform/database";
import { deviceOf } from "@/lib/platform/user-agent";
import { networkOf } from "@/lib/watch/network";
import { mailNewDevice } from "./new-device-mail";

type Account = { id: string; email: string };

/**
 * What an account knows a device by: a browser by its own cookie, a program by its name and network. A keyed hash of both
 * names, so that the table tells nobody's devices, and one browser is another for each of its users.
 */
function nameOf(userId: string, { device, userAgent, address }: Client): string {
  const name = device ?? `${deviceOf(userAgent).name}\n${networkOf(address) ?? ""}`;
  return `device\n${userId}\n${name}`;
}

/** A Prisma condition for the device that an account knows a client by, if it does. */
export function deviceOfAccount(userId: string, client: Client) {
  return { userId, deviceHash: { in: [...runtime().peppers.hashes(nameOf(userId, client))] } };
}

/** Remembers the device of a sign-in, or of a registration, which is no news; whether it was known. The caller holds the user. */
export async function rememberDevice(tx: PrismaSession, userId: string, client: Client): Promise<boolean> {
  const now = new Date(runtime().clock.now());
  const deviceHash = runtime().peppers.hash(nameOf(userId, client));
  const known = await tx.knownDevice.findFirst({ where: deviceOfAccount(userId, client) });
  if (!known) {
    await tx.knownDevice.create({ data: { userId, deviceHash, firstSeenAt: now, lastSeenAt: now } });
    return false;
  }
  const { deviceHash: stored } = known;
  const where = { userId_deviceHash: { userId, deviceHash: stored } };
  await tx.knownDevice.update({ where, data: { deviceHash, lastSeenAt: now } });
  if (stored !== deviceHash) await renameInLinks(tx, userId, stored, deviceHash);
  return true;
}

/** Links by which the owner says "this was not me" name the device as it was stored when they were mailed. */
async function renameInLinks(tx: PrismaSession, userId: string, from: string, to: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE one_time_tokens SET data = jsonb_set(data, '{deviceHash}', to_jsonb(${to}::text))
     WHERE user_id = ${userId} AND data->>'deviceHash' = ${from}`;
}

/** Tells the owner, by mail and in the audit log, of a sign-in from a device that the account did not know until now. */
export async function meetDevice(tx: PrismaSession, account: Account, client: Client): Promise<void> {
  if (await rememberDevice(tx, account.id, client)) return;
  await recordAccountEvent(tx, "user.new_device", account.id, client);
  await mailNewDevice(tx, account, client, runtime().peppers.hash(nameOf(account.id, client)));
}
