import "server-only";
import { runtime } from "@/lib/access/runtime";
import { retirementMs } from "@/lib/access/signing-keys";
import { wholeSecond } from "@/lib/platform/whole-second";
import { tellAdministrators } from "@/lib/tenancy/tell-administrators";

/** A key as the operator sees it: it will sign, signs, or has signed and is published until its last token has expired. */
export type ListedSigningKey = {
  kid: string;
  state: "coming" | "signing" | "retired";
  created_at: string;
  active_at: string;
  published_until: string | null;
};

/** The published keys of OAuth access tokens, the one that signs longest last. */
export async function listSigningKeys(): Promise<ListedSigningKey[]> {
  const { clock, database } = runtime();
  const rows = await database.prisma.oAuthSigningKey.findMany({ orderBy: [{ activeAt: "desc" }, { kid: "asc" }] });
  const now = clock.now();
  const signing = rows.find(({ activeAt }) => activeAt.getTime() <= now)?.kid;
  return rows.map(({ kid, createdAt, activeAt, retiredAt }) => ({
    kid,
    state: kid === signing ? "signing" : activeAt.getTime() > now ? "coming" : "retired",
    created_at: wholeSecond(createdAt),
    active_at: wholeSecond(activeAt),
    published_until: retiredAt ? wholeSecond(new Date(retiredAt.getTime() + retirementMs)) : null,
  }));
}

/** Publishes a new key, as `SigningKeys.rotate` says; the administrators are told. Returns its `kid` and since when it signs. */
export async function rotateSigningKey(how: {
  now: boolean;
  endOthers: boolean;
}): Promise<{ kid: string; active_at: string }> {
  const { signingKeys } = runtime();
  // A deployment without any makes its first one, which the new one then replaces.
  await signingKeys.current();
  const { kid, activeAtMs } = await signingKeys.rotate({
    ...how,
    tell: (tx, made) =>
      tellAdministrators(tx, {
        type: "signing_key.rotated",
        subjectId: made.kid,
        data: {
          kid: made.kid,
          active_at: wholeSecond(new Date(made.activeAtMs)),
          others_ended: how.endOthers,
          by: "command",
          outcome: "success",
        },
      }),
  });
  return { kid, active_at: wholeSecond(new Date(activeAtMs)) };
}
