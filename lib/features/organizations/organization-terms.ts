import { z } from "zod";
import { planIds, roleIds } from "@/lib/access/catalogue";
import { catalogueId } from "@/lib/http/catalogue-id";
import { v1Callers } from "@/lib/http/contract";
import { nameOf } from "@/lib/http/name";

export const Count = z.number().int();
export const Role = z.enum(roleIds);
export const Plan = catalogueId(planIds);
export const OrganizationName = nameOf(100);

/** What a caller sends who ends somebody's access: what becomes of the keys with scopes that they made. */
export const keyFates = ["keep", "revoke"] as const;
export const KeyFate = z.enum(keyFates).default("keep");

export const reading = { product: "prompts", allow: v1Callers, scope: "organization:read" } as const;
export const managing = { product: "prompts", allow: v1Callers, scope: "organization:admin" } as const;
/** What a signed-in user does for themselves; nothing that is kept in a script may move its user about. */
export const ownAffairs = { product: "account", allow: ["session-jwt"], aboutUser: true } as const;
