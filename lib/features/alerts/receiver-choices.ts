import "server-only";
import type { Principal } from "@/lib/access/principal";
import { runtime } from "@/lib/access/runtime";

/** Whom alerts can be sent to, in the words of a form. */
export type ReceiverChoice = { id: string; label: string };

const mostShown = 100;

/** The members and webhook endpoints of the caller's organization, the longest there first; at most 100 of each. */
export async function receiverChoices({
  organizationId,
}: Principal): Promise<{ members: ReceiverChoice[]; webhooks: ReceiverChoice[] }> {
  const { prisma } = runtime().database;
  const [members, endpoints] = await Promise.all([
    prisma.membership.findMany({
      where: { organizationId },
      select: { userId: true, user: { select: { email: true } } },
      orderBy: [{ createdAt: "asc" }, { userId: "asc" }],
      take: mostShown,
    }),
    prisma.webhookEndpoint.findMany({
      where: { organizationId },
      select: { id: true, url: true, environment: true },
      orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      take: mostShown,
    }),
  ]);
  return {
    members: members.map(({ userId, user }) => ({ id: userId, label: user.email })),
    webhooks: endpoints.map(({ id, url, environment }) => ({
      id,
      label: environment === "development" ? `${url} (development)` : url,
    })),
  };
}
