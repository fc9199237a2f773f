import { z } from "zod";
import { defineContract } from "@/lib/http/contract";
import { listOf, Page } from "@/lib/http/page";
import { EndedAccess } from "./members-contract";
import { OrganizationName, ownAffairs, Plan, Role } from "./organization-terms";

export const OwnOrganization = z.object({
  id: z.string(),
  name: z.string(),
  plan: Plan,
  personal: z.boolean(),
  role: Role,
  /** The credential acts for it. */
  current: z.boolean(),
});
export type OwnOrganization = z.output<typeof OwnOrganization>;

export const OwnOrganizationList = listOf(OwnOrganization);

export const ownOrganizationsContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "GET",
  path: "/api/user/organizations",
  summary: "The organizations of the user, the one joined last first",
  allow: ["session-jwt", "pat"],
  query: Page,
  success: { status: 200, body: OwnOrganizationList },
});

export const NewOrganization = z.strictObject({ name: OrganizationName });

export const createOrganizationContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "POST",
  path: "/api/user/organizations",
  summary: "Create a further organization and own it",
  body: NewOrganization,
  success: { status: 201, body: OwnOrganization },
});

export const SwitchedOrganization = OwnOrganization.extend({
  /** For callers with a session token: one of the same session whose `org_id` names the organization. */
  access_token: z.string().optional(),
});
export type SwitchedOrganization = z.output<typeof SwitchedOrganization>;

export const switchOrganizationContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "PUT",
  path: "/api/user/organization",
  refuses: [404],
  summary: "Let this session act for another of the user's organizations from now on",
  body: z.strictObject({ organization_id: z.string().min(1).max(200) }),
  success: { status: 200, body: SwitchedOrganization, secret: true },
});

export const leaveOrganizationContract = defineContract({
  ...ownAffairs,
  dashboard: true,
  method: "POST",
  path: "/api/user/organization/leave",
  refuses: [409],
  reauthenticated: true,
  summary: "Leave the organization that the session acts for; the session goes on in the personal one",
  success: { status: 200, body: z.object({ organization_id: z.string(), ended: EndedAccess }) },
});
