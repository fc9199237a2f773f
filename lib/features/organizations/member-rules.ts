import { type Role, roleIds, roleReaches } from "@/lib/access/catalogue";

/** Who would change whom: everything that the rules about members look at. */
export type MemberCase = {
  /** What the caller counts as: a credential that is not simply its user never counts as an owner. */
  acting: Role;
  /** Null for credentials that act for no user. */
  actingUserId: string | null;
  target: { userId: string; role: Role };
  /** How many owners the organization has. */
  owners: number;
  /** A personal organization carries the id of the user that it belongs to. */
  organizationId: string;
};

/** Why something is refused: `forbidden` is about the caller, `conflict` about the organization as it stands. */
export type Refusal = { kind: "forbidden" | "conflict"; message: string };

const forbidden = (message: string): Refusal => ({ kind: "forbidden", message });
const conflict = (message: string): Refusal => ({ kind: "conflict", message });

/** Why a member may not be given a role; null when they may. */
export function whyNotRole(given: MemberCase, role: Role): Refusal | null {
  const { acting, actingUserId, target } = given;
  if (!roleReaches(acting, "admin")) return forbidden("Only admins and owners change roles");
  if (role === target.role) return null;
  if (isFounder(given)) return conflict("A personal organization stays with the user it belongs to");
  if (actingUserId === target.userId && roleReaches(role, target.role))
    return forbidden("You cannot raise your own role");
  if ((role === "owner" || target.role === "owner") && acting !== "owner") {
    return forbidden("Only an owner names or removes owners");
  }
  return lastOwner(given, "The last owner cannot step down; make somebody else an owner first");
}

/** Why a member may not be removed; null when they may. */
export function whyNotRemove(given: MemberCase): Refusal | null {
  const { acting, actingUserId, target } = given;
  if (!roleReaches(acting, "admin")) return forbidden("Only admins and owners remove members");
  if (isFounder(given)) return conflict("A personal organization stays with the user it belongs to");
  if (actingUserId === target.userId) return conflict("To go yourself, leave the organization");
  if (target.role === "owner" && acting !== "owner") return forbidden("Only an owner names or removes owners");
  return lastOwner(given, "The last owner cannot be removed");
}

/** Why somebody may not leave; null when they may. */
export function whyNotLeave(given: Pick<MemberCase, "target" | "owners" | "organizationId">): Refusal | null {
  if (isFounder(given)) return conflict("Your personal organization stays with you; it ends with your account");
  return lastOwner(given, "The last owner cannot leave; make somebody else an owner first, or delete the organization");
}

/** The roles that a caller may invite to. */
export function invitableRoles(acting: Role): readonly Role[] {
  return roleReaches(acting, "admin") ? roleIds.filter((role) => roleReaches(acting, role)) : [];
}

function isFounder({ organizationId, target }: Pick<MemberCase, "target" | "organizationId">): boolean {
  return organizationId === target.userId;
}

function lastOwner({ target, owners }: Pick<MemberCase, "target" | "owners">, message: string): Refusal | null {
  return target.role === "owner" && owners <= 1 ? conflict(message) : null;
}
