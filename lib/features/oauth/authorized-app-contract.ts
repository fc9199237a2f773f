import { z } from "zod";
import { scopeIds } from "@/lib/access/catalogue";
import { catalogueId } from "@/lib/http/catalogue-id";
import { defineContract } from "@/lib/http/contract";
import { Instant, Timestamp } from "@/lib/http/timestamp";
import { AppId } from "./app-contract";

/** An app that may act for a user, as that user sees it. */
export const AuthorizedApp = z.object({
  client_id: z.string(),
  name: z.string(),
  description: z.string(),
  homepage_url: z.string().nullable(),
  verified: z.boolean(),
  organizations: z.array(z.object({ id: z.string(), name: z.string() })),
  scopes: z.array(catalogueId(scopeIds)),
  first_authorized_at: Instant,
  last_authorized_at: Instant,
  /** When it last came by a token of the user's. */
  last_used_at: Timestamp,
});
export type AuthorizedApp = z.output<typeof AuthorizedApp>;

const ownApps = { product: "prompts", allow: ["session-jwt", "pat"] } as const;

export const listAuthorizedAppsContract = defineContract({
  ...ownApps,
  dashboard: true,
  method: "GET",
  path: "/v1/authorized-apps",
  summary: "List the apps that may act for the user",
  success: { status: 200, body: z.object({ data: z.array(AuthorizedApp) }) },
});

export const withdrawConsentContract = defineContract({
  ...ownApps,
  dashboard: true,
  method: "DELETE",
  path: "/v1/authorized-apps/{client_id}",
  summary: "Withdraw what the user let an app do; its tokens end at once",
  params: AppId,
  success: { status: 204 },
});

/** One of the user's organizations, and which of the requested scopes their role there does not let them hand on. */
export type ConsentOrganization = { id: string; name: string; withheld: string[] };

/** What the consent page shows. */
export type ConsentView = {
  app: {
    name: string;
    description: string;
    homepageUrl: string | null;
    /** The organization that registered it. */
    publisher: string;
    verified: boolean;
    dynamic: boolean;
  };
  email: string;
  scopes: { id: string; description: string; access: "read" | "write" | "admin" }[];
  organizations: ConsentOrganization[];
  /** Chosen until the user chooses another. */
  organizationId: string;
  /** Where the browser goes afterwards; null for devices. */
  returnsTo: string | null;
};
