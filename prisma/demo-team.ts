import "server-only";
import type { PlanId, Role } from "@/lib/access/catalogue";
import { dayMs } from "@/lib/access/limit-windows";
import type { Peppers } from "@/lib/access/peppers";
import type { PrismaSession } from "@/lib/platform/database";
import { newId, randomBase62 } from "@/lib/platform/random";
import { writeKey, writeToken } from "./demo-credentials";
import type { DemoKey } from "./demo-key";
import { demoMemories } from "./demo-memories";
import type { DemoToken } from "./demo-organizations";
import type { DemoPlace } from "./demo-place";
import { demoPrompts } from "./demo-prompts";
import { createDemoRandom } from "./demo-random";
import { writeMemories, writePrompts } from "./demo-resources";
import type { Traffic } from "./demo-usage";

type DemoMember = {
  email: string;
  role: Role;
  joined: number;
  keys: readonly DemoKey[];
  tokens?: readonly DemoToken[];
};

const ageDays = 74;
/** How many of the demo's prompts it has too, and whose memories are like its own. */
const sharedPrompts = 6;
const memoriesLike = "studio";

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
      tokens: [{ name: "Tim's laptop", age: 20, expiresIn: 70, perDay: 6 }],
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
  for (const { email, role, joined, keys, tokens = [] } of members as readonly DemoMember[]) {
    const user = await tx.user.findUniqueOrThrow({ where: { email } });
    inviterId ??= user.id;
    await tx.membership.create({ data: { organizationId: id, userId: user.id, role, createdAt: at(joined) } });
    const owner = { id, makerId: user.id, plan, nowMs, peppers };
    for (const key of keys) traffics.push(...(await writeKey(tx, owner, key)));
    for (const token of tokens) traffics.push(...(await writeToken(tx, owner, token)));
  }
  const random = createDemoRandom(20_263);
  const maker = { id, nowMs, ageDays, makerId: inviterId ?? id };
  const prompts = demoPrompts.slice(0, sharedPrompts).map((prompt) => ({ ...prompt, isPublic: false }));
  await writePrompts(tx, maker, prompts, random);
  await writeMemories(tx, maker, demoMemories.get(memoriesLike) ?? [], random);
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
