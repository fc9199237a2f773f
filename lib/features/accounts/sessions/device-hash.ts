import "server-only";
import { runtime } from "@/lib/access/runtime";
import type { Client } from "@/lib/http/route";
import { deviceOf } from "@/lib/platform/user-agent";
import { networkOf } from "@/lib/watch/network";

/**
 * What an account knows a device by: a browser by its own cookie, a program by its name and network. A keyed hash of both
 * names, so that the table tells nobody's devices, and one browser is another for each of its users.
 */
export function deviceHashOf(userId: string, client: Client): string {
  return runtime().peppers.hash(nameOf(userId, client));
}

/** A Prisma condition for the device that an account knows a client by, if it does. */
export function deviceOfAccount(userId: string, client: Client) {
  return { userId, deviceHash: { in: [...runtime().peppers.hashes(nameOf(userId, client))] } };
}

function nameOf(userId: string, { device, userAgent, address }: Client): string {
  const name = device ?? `${deviceOf(userAgent).name}\n${networkOf(address) ?? ""}`;
  return `device\n${userId}\n${name}`;
}
