import "server-only";
import { hashCredential } from "@/lib/access/credential-format";
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
export function deviceHashOf(userId: string, { device, userAgent, address }: Client): string {
  const name = device ?? `${deviceOf(userAgent).name}\n${networkOf(address) ?? ""}`;
  return hashCredential(`device\n${userId}\n${name}`, runtime().settings.keyPepper);
}

/** Remembers the device of a sign-in, or of a registration, which is no news; whether it was known. The caller holds the user. */
export async function rememberDevice(tx: PrismaSession, userId: string, client: Client): Promise<boolean> {
  const now = new Date(runtime().clock.now());
  const deviceHash = deviceHashOf(userId, client);
  const { count } = await tx.knownDevice.updateMany({ where: { userId, deviceHash }, data: { lastSeenAt: now } });
  if (count === 0) {
    await tx.knownDevice.create({ data: { userId, deviceHash, firstSeenAt: now, lastSeenAt: now } });
  }
  return count > 0;
}

/** Tells the owner, by mail and in the audit log, of a sign-in from a device that the account did not know until now. */
export async function meetDevice(tx: PrismaSession, account: Account, client: Client): Promise<void> {
  if (await rememberDevice(tx, account.id, client)) return;
  await recordAccountEvent(tx, "user.new_device", account.id, client);
  await mailNewDevice(tx, account, client, deviceHashOf(account.id, client));
}
