import "server-only";
import type { PlanId, Role } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import type { Peppers } from "@/lib/access/peppers";
import type { PrismaSession } from "@/lib/platform/database";
import { newId, randomBase62 } from "@/lib/platform/random";
import { writeKey } from "./demo-credentials";
import type { DemoKey } from "./demo-key";
import type { DemoPlace } from "./demo-place";
import type { Traffic } from "./demo-usage";

type DemoMember = { email: string; role: Role; joined: number; keys: readonly DemoKey[] };

const ageDays = 74;

/** An organization that several of the demo's people share, one in every role. */
export const demoTeam = {
  name: "Lighthouse Collective",
  plan: "business" as PlanId,
  members: [
    {
      email: "ada@demo.latchkey.test",
      role: "owner",
      joined: ageDays,
      keys: [
        {
          name: "Newsroom",
          product: "prompts",
          environment: "production",
          rights: "write",
          age: 70,
          perDay: 900,
          rhythm: "office",
        },
      ],
    },
    {
      email: "grace@demo.latchkey.test",
      role: "admin",
      joined: 66,
      keys: [
        {
          name: "Member directory",
          product: "prompts",
          environment: "production",
          rights: "all",
          age: 60,
          perDay: 40,
          rhythm: "office",
        },
        { name: "Archive", product: "memory", environment: "production", rights: "write", age: 58, perDay: 210 },
      ],
    },
    {
      email: "tim@demo.latchkey.test",
      role: "member",
      joined: 31,
      keys: [
        { name: "Tim's drafts", product: "prompts", environment: "development", rights: "write", age: 28, perDay: 18 },
        { name: "Tim's tunnel", product: "tunnel", environment: "production", age: 20, perDay: 12, rhythm: "spells" },
      ],
    },
  ] satisfies DemoMember[],
  invitations: [
    { email: "noor@demo.latchkey.test", role: "member", invitedAgo: 2 },
    { email: "elias@demo.latchkey.test", role: "admin", invitedAgo: 6 },
  ],
} as const;

/** Writes the shared organization; its people must be there. Returns it and the requests of its keys. */
export async function writeTeam(
  tx: PrismaSession,
  nowMs: number,
  peppers: Peppers,
): Promise<{ place: DemoPlace; traffics: Traffic[] }> {
  const id = newId("org");
  const at = (daysAgo: number) => new Date(nowMs - daysAgo * dayMs);
  const { name, plan, members, invitations } = demoTeam;
  await tx.organization.create({ data: { id, name, plan, createdAt: at(ageDays) } });
  const traffics: Traffic[] = [];
  let inviterId: string | null = null;
  for (const { email, role, joined, keys } of members) {
    const user = await tx.user.findUniqueOrThrow({ where: { email } });
    inviterId ??= user.id;
    await tx.membership.create({ data: { organizationId: id, userId: user.id, role, createdAt: at(joined) } });
    for (const key of keys) {
      traffics.push(...(await writeKey(tx, { id, makerId: user.id, plan, nowMs, peppers }, key)));
    }
  }
  await tx.invitation.createMany({
    data: invitations.map(({ email, role, invitedAgo }) => ({
      id: newId("inv"),
      organizationId: id,
      email,
      role,
      // The link itself is not kept.
      secretHash: peppers.hash(randomBase62(40)),
      invitedById: inviterId,
      createdAt: at(invitedAgo),
      expiresAt: at(invitedAgo - 7),
    })),
  });
  return { place: { id, ownerId: inviterId ?? id, plan, nowMs, ageDays }, traffics };
}
