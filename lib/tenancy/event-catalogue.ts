import type { ProductId } from "@/lib/access/catalogue";

/** Everything that an organization can be told about, in the words of the event picker. */
export const eventTypes = [
  { id: "key.created", description: "An API key was made" },
  { id: "key.updated", description: "An API key's name, scopes, expiry or limits were changed" },
  { id: "key.rotated", description: "An API key was replaced by a new one" },
  { id: "key.revoked", description: "An API key was revoked" },
  { id: "token.created", description: "A personal access token was made" },
  { id: "token.revoked", description: "A personal access token was revoked" },
  { id: "prompt.created", description: "A prompt was created", product: "prompts" },
  { id: "prompt.updated", description: "A prompt's name, description or visibility was changed", product: "prompts" },
  { id: "prompt.deleted", description: "A prompt was deleted with its versions", product: "prompts" },
  { id: "prompt.version.created", description: "A prompt got a new version", product: "prompts" },
  { id: "memory.created", description: "A memory was created", product: "memory" },
  { id: "memory.updated", description: "A memory was changed", product: "memory" },
  { id: "memory.deleted", description: "A memory was deleted", product: "memory" },
  { id: "dataset.created", description: "A dataset was created", product: "prompts" },
  { id: "dataset.updated", description: "A dataset or its rows were changed", product: "prompts" },
  { id: "dataset.deleted", description: "A dataset was deleted with its rows", product: "prompts" },
  { id: "report.completed", description: "A report is ready", product: "prompts" },
  { id: "report.failed", description: "A report could not be made", product: "prompts" },
  { id: "evaluation.completed", description: "An evaluation has its score", product: "prompts" },
  { id: "evaluation.failed", description: "An evaluation could not be run", product: "prompts" },
  { id: "quota.reached", description: "50, 80 or 100 % of a day's or month's quota are used" },
  { id: "alert.raised", description: "Unusual activity of a key, token, app or session" },
  { id: "alert_settings.updated", description: "What counts as unusual, or who is told of it, was changed" },
  { id: "member.added", description: "Somebody joined the organization" },
  { id: "member.removed", description: "Somebody left the organization or was removed" },
  { id: "member.role_changed", description: "A member's role was changed" },
  { id: "invitation.created", description: "Somebody was invited" },
  { id: "invitation.resent", description: "An invitation was sent again, with a new link" },
  { id: "invitation.revoked", description: "An invitation was withdrawn" },
  { id: "organization.created", description: "The organization was created" },
  { id: "organization.updated", description: "The organization's settings were changed" },
  { id: "plan.changed", description: "The organization's plan or limits were changed" },
  { id: "plan.requested", description: "An owner asked for another plan" },
  { id: "audit.exported", description: "The audit log was exported" },
  { id: "user.registered", description: "The account was created" },
  { id: "user.signed_in", description: "Somebody signed in to the account" },
  { id: "user.sign_in_failed", description: "A sign-in to the account failed" },
  { id: "user.password_changed", description: "The account's password was changed, or set for the first time" },
  { id: "user.email_verified", description: "The account's email address was proved" },
  { id: "user.provider_connected", description: "A sign-in provider was connected to the account" },
  { id: "user.provider_disconnected", description: "A sign-in provider was disconnected from the account" },
  { id: "session.ended", description: "Sessions of the account were ended" },
  { id: "user.suspended", description: "An administrator of the deployment suspended the account" },
  { id: "user.reactivated", description: "An administrator of the deployment let the account in again" },
  { id: "user.password_reset_required", description: "An administrator of the deployment asked for a new password" },
  { id: "user.deleted", description: "An administrator of the deployment deleted an account" },
  { id: "user.admin_changed", description: "A user became an administrator of the deployment, or is none any more" },
  { id: "webhook.created", description: "A webhook endpoint was added" },
  { id: "webhook.updated", description: "A webhook endpoint was changed" },
  { id: "webhook.deleted", description: "A webhook endpoint was deleted" },
  { id: "webhook.disabled", description: "A webhook endpoint was switched off because its deliveries kept failing" },
  { id: "webhook.test", description: "Sent on request, to try an endpoint out" },
  { id: "app.created", description: "An OAuth app was registered" },
  { id: "app.updated", description: "An OAuth app was changed" },
  { id: "app.deleted", description: "An OAuth app was deleted" },
  { id: "app.ended", description: "An OAuth app or a secret of one ended with the key or token that made it" },
  { id: "app.authorized", description: "A user let an OAuth app act for them" },
  { id: "registration_token.created", description: "A token was made with which OAuth apps register themselves" },
  { id: "registration_token.revoked", description: "A token with which OAuth apps register themselves was revoked" },
  { id: "mail.revealed", description: "An administrator of the deployment read a mail with its links" },
  { id: "app.withdrawn", description: "An OAuth app's access was withdrawn" },
  {
    id: "app.replayed",
    description: "A used code or refresh token of an OAuth app was shown again; what came of it ended",
  },
] as const satisfies readonly { id: string; description: string; product?: ProductId }[];

export type EventType = (typeof eventTypes)[number]["id"];

export const eventTypeIds: readonly EventType[] = eventTypes.map((type) => type.id);

/** The events that an endpoint made through a product's API may receive: its own product's, and those of no single product. */
export function eventTypesOf(product: ProductId): readonly EventType[] {
  return eventTypes.filter((type) => !("product" in type) || type.product === product).map((type) => type.id);
}
