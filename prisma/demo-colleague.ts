import "server-only";
import { randomUUID } from "node:crypto";
import { dayMs } from "@/lib/access/limit-windows";
import type { Runtime } from "@/lib/access/runtime";
import { sealPurposes } from "@/lib/access/sealed-values";
import type { PrismaSession } from "@/lib/platform/database";
import { randomBase62 } from "@/lib/platform/random";

const email = "edda@demo.latchkey.test";

/**
 * Somebody who has set up everything that an account can have: a provider, an authenticator app, passkeys and recovery
 * codes. No secret of them is known, so nobody signs in as her; the demo's own people stay free of a second step.
 */
export async function writeColleague(
  tx: PrismaSession,
  { clock, peppers, seals }: Runtime,
  organizationId: string,
): Promise<void> {
  const id = randomUUID();
  const at = (daysAgo: number) => new Date(clock.now() - daysAgo * dayMs);
  await tx.user.create({
    data: { id, name: "Edda Winter", email, passwordHash: null, createdAt: at(50), emailVerifiedAt: at(50) },
  });
  await tx.organization.create({
    data: {
      id,
      name: "Edda Winter",
      plan: "free",
      createdAt: at(50),
      memberships: { create: { userId: id, role: "owner", createdAt: at(50) } },
    },
  });
  await tx.membership.create({ data: { organizationId, userId: id, role: "member", createdAt: at(48) } });
  await tx.identity.create({
    data: { provider: "github", subject: `demo-${id}`, userId: id, email, createdAt: at(50), lastUsedAt: at(1.2) },
  });
  await tx.authenticator.create({
    data: {
      userId: id,
      sealedSecret: seals.seal(randomBase62(32), sealPurposes.authenticator(id)),
      confirmedAt: at(40),
      createdAt: at(40),
      lastUsedAt: at(1.2),
    },
  });
  await tx.passkey.createMany({
    data: [
      { name: "Laptop", transports: ["internal"], canSync: false, synced: false, createdAt: at(40), lastUsedAt: at(3) },
      { name: "Phone", transports: ["hybrid", "internal"], canSync: true, synced: true, createdAt: at(12) },
    ].map((passkey) => ({ ...passkey, id: randomBase62(43), userId: id, publicKey: Buffer.from(randomBase62(77)) })),
  });
  await tx.recoveryCode.createMany({
    data: Array.from({ length: 10 }, (_, place) => ({
      userId: id,
      codeHash: peppers.hash(randomBase62(20)),
      usedAt: place === 0 ? at(9) : null,
    })),
  });
}
