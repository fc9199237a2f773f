import type { Principal } from "@/lib/access/principal";

/** Who reads a page, and for which organization, as `readerHeader` says it. */
export const readerOf = ({ userId, organizationId }: Pick<Principal, "userId" | "organizationId">) =>
  `${userId} ${organizationId}`;
