import { z } from "zod";
import { LeakAction } from "@/lib/generated/prisma/enums";
import { Instant } from "./timestamp";

/** What an organization wants done with a credential that was found in public: end it, switch it off to be looked at, or tell of it. */
export const leakActions = [LeakAction.quarantine, LeakAction.revoke, LeakAction.notify] as const;

/** Where a credential was found in public, at last. */
export const Leak = z.object({
  /** Null where the report named no address that can be shown. */
  url: z.string().nullable(),
  /** In the reporter's words, such as `commit` or `gist_content`. */
  source: z.string(),
  reportedAt: Instant,
  /** What was done by the organization's policy. */
  action: z.enum(LeakAction),
});
export type Leak = z.output<typeof Leak>;
