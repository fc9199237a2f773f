import { productName } from "@/lib/access/branding";
import type { AlertKind } from "@/lib/generated/prisma/enums";
import type { EventType } from "@/lib/tenancy/event-catalogue";
import type { AuditEvent } from "./contract";

/**
 * What happened, in a sentence for every type. `{who}` acted, `{it}` is the name of what it was done to; other braces are
 * members of the event's data. What an event does not tell is left out.
 */
const sentences: Readonly<Record<EventType, string>> = {
  "key.created": "{who} made the API key {it}",
  "key.updated": "{who} changed the API key {it}",
  "key.imported": "{who} imported API keys, {count} of them",
  "key.disabled": "{who} switched off the API key {it}",
  "key.enabled": "{who} switched on the API key {it}",
  "key.rotated": "{who} replaced the API key {it} by a new one",
  "key.revoked": "{who} revoked the API key {it}",
  "key.leaked": "The API key {it} was found in public",
  "key.credits_changed": "{who} changed the credits of the API key {it}",
  "key.credits_exhausted": "The credits of the API key {it} are used up",
  "key.expiring": "The API key {it} ends soon",
  "key_template.created": "{who} made the key template {it}",
  "key_template.updated": "{who} changed the key template {it}",
  "key_template.deleted": "{who} deleted the key template {it}",
  "customer.created": "{who} made the customer {it}",
  "customer.updated": "{who} changed the customer {it}",
  "customer.suspended": "{who} suspended the customer {it}, with all their keys",
  "customer.reactivated": "{who} let the customer {it} in again",
  "customer.credits_changed": "{who} changed the credits of the customer {it}",
  "customer.credits_exhausted": "The credits of the customer {it} are used up",
  "customer.member_attached": "{who} let a member act for the customer {it}",
  "customer.member_detached": "{who} let a member act for the customer {it} no more",
  "customer.deleted": "{who} deleted the customer {it} and revoked their keys",
  "portal.session_created": "{who} made a link to the portal of the customer {it}",
  "portal.session_opened": "The customer {it} opened their portal",
  "portal.session_ended": "The portal of the customer {it} was closed",
  "limits.changed": "{who} set the limits of the namespace {it}",
  "limits.reset": "{who} began counters of the limit namespace {it} anew",
  "limits.deleted": "{who} deleted the limit namespace {it}",
  "meter.created": "{who} made the meter {it}",
  "meter.updated": "{who} changed the meter {it}",
  "meter.deleted": "{who} deleted the meter {it} with all that it counted",
  "usage.period_closed": "What customers used in the {period} from {from} on was told",
  "usage.period_corrected": "What customers used in the {period} from {from} on was corrected",
  "budget.changed": "{who} set the budget {it}",
  "budget.deleted": "{who} deleted the budget {it}",
  "budget.threshold_reached": "Of the budget {it}, {percent}% are used",
  "token.created": "{who} made the personal access token {it}",
  "token.updated": "{who} changed the personal access token {it}",
  "token.revoked": "{who} revoked the personal access token {it}",
  "token.leaked": "The personal access token {it} was found in public",
  "prompt.created": "{who} created the prompt {it}",
  "prompt.updated": "{who} changed the prompt {it}",
  "prompt.deleted": "{who} deleted the prompt {it}",
  "prompt.version.created": "{who} added a version to the prompt {it}",
  "memory.created": "{who} created a memory",
  "memory.updated": "{who} changed a memory",
  "memory.deleted": "{who} deleted a memory",
  "dataset.created": "{who} created the dataset {it}",
  "dataset.updated": "{who} changed the dataset {it}",
  "dataset.deleted": "{who} deleted the dataset {it}",
  "report.completed": "A report asked for by {who} is ready",
  "report.failed": "A report asked for by {who} could not be made",
  "evaluation.completed": "An evaluation asked for by {who} has its score",
  "evaluation.failed": "An evaluation asked for by {who} could not be run",
  "quota.reached": "Of a quota of {product}, {percent}% are used",
  "alert.raised": "Something unusual about {who}: {kind}",
  "alert_settings.updated": "{who} changed what counts as unusual, or who is told of it",
  "member.added": "{it} joined the organization as {role}",
  "member.removed": "{it} is no member of the organization any more",
  "member.role_changed": "{who} changed the role of {it} from {previous_role} to {role}",
  "invitation.created": "{who} invited {it} as {role}",
  "invitation.resent": "{who} sent the invitation of {it} again",
  "invitation.revoked": "{who} withdrew the invitation of {it}",
  "organization.created": "{who} created the organization {it}",
  "organization.updated": "{who} changed the organization's settings",
  "organization.policy_changed": "{who} changed what the organization asks of its members and credentials",
  "organization.domain_claimed": "{who} claimed the domain {it}",
  "organization.domain_checked": "{who} had the DNS record of the domain {it} looked for",
  "organization.domain_changed": "{who} changed how addresses of the domain {it} sign in",
  "organization.domain_removed": "{who} gave the domain {it} up",
  "plan.changed": "{who} changed the organization's plan from {previous_plan} to {plan}",
  "plan.requested": "{who} asked for the plan {plan}",
  "access.refused": "{who} was refused {endpoint}: {reason}",
  "audit.exported": "{who} exported {rows} events of the audit log",
  "user.registered": "The account was created",
  "user.signed_in": "{who} signed in with {method}",
  "user.new_device": "The account was used from a device that it did not know",
  "user.disowned": "The owner said that it was not them; what acted as the account has ended",
  "user.sign_in_failed": "A sign-in to the account failed: {reason}",
  "user.sign_ins_slowed": "Sign-ins to the account have to wait, after {attempts} that failed",
  "user.password_changed": "{who} changed the account's password",
  "user.sign_in_unlocked": "The wait after failed sign-ins to the account was lifted",
  "user.password_reset_asked": "A link was made with which the account's password can be set anew",
  "user.email_change_asked": "{who} asked to change the account's email address",
  "user.email_changed": "{who} changed the account's email address",
  "user.email_change_undone": "A change of the account's email address was undone from the old one",
  "user.verification_sent": "A link was mailed that proves the account's email address",
  "user.email_verified": "{who} proved the account's email address",
  "user.provider_connected": "{who} connected {provider} to the account",
  "user.provider_disconnected": "{who} disconnected {provider} from the account",
  "session.confirmed": "{who} proved again who they are, with {method}",
  "user.factor_added": "{who} added to the account: {factor}",
  "user.passkey_renamed": "{who} renamed the passkey {it}",
  "user.factor_removed": "{who} removed from the account: {factor}",
  "user.recovery_codes_made": "{who} made new recovery codes",
  "user.data_exported": "{who} exported everything that is kept about them",
  "session.ended": "Sessions of the account ended: {how}",
  "user.suspended": "{who} suspended the account",
  "user.reactivated": "{who} let the account in again",
  "user.password_reset_required": "{who} asked for a new password of the account",
  "user.deleted": "{who} deleted the account {it}",
  "user.admin_changed": "{who} changed who administers the deployment",
  "catalogue.changed": "{who} changed products, plans or limits of the deployment",
  "signing_key.rotated": "{who} published a new key that signs OAuth access tokens",
  "webhook.created": "{who} added a webhook endpoint at {host}",
  "webhook.updated": "{who} changed the webhook endpoint at {host}",
  "webhook.deleted": "{who} deleted the webhook endpoint at {host}",
  "webhook.disabled": "The webhook endpoint at {host} was switched off: {reason}",
  "webhook.test": "{who} tried a webhook endpoint out",
  "app.created": "{who} registered the OAuth app {it}",
  "app.updated": "{who} changed the OAuth app {it}",
  "app.deleted": "{who} deleted the OAuth app {it}",
  "app.ended": "The OAuth app {it}, or a secret of it, ended with the key or token that made it",
  "app.leaked": "A secret or refresh token of the OAuth app {it} was found in public",
  "app.authorized": "{who} let the OAuth app {it} act for them",
  "registration_token.created": "{who} made the token {it}, with which OAuth apps register themselves",
  "registration_token.revoked": "{who} revoked the token {it}, with which OAuth apps registered themselves",
  "mail.revealed": "{who} read a mail to {recipient} with its links",
  "app.withdrawn": "The access of the OAuth app {it} was withdrawn",
  "app.replayed": "A used code or refresh token of an OAuth app was shown again; what came of it ended",
};

type Data = AuditEvent["data"];
const tells = (member: string) => (data: Data) => Object.hasOwn(data, member);
/** An edit of the app tells whether it is verified as well, but not as what it changed. */
const vouched = (verified: boolean) => (data: Data) => Object(data.after).verified === verified;

/** Changes of which the data tells the kind. */
const kindsOfChange: readonly { type: EventType; is: (data: Data) => boolean; sentence: string }[] = [
  {
    type: "webhook.updated",
    is: tells("secret_rotated"),
    sentence: "{who} replaced the signing secret of the webhook endpoint at {host}",
  },
  { type: "app.updated", is: tells("secret_hint"), sentence: "{who} added a secret to the OAuth app {it}" },
  { type: "app.updated", is: tells("secret_revoked"), sentence: "{who} revoked a secret of the OAuth app {it}" },
  { type: "app.updated", is: vouched(true), sentence: "{who} verified the OAuth app {it}" },
  { type: "app.updated", is: vouched(false), sentence: "{who} withdrew the verification of the OAuth app {it}" },
];

type Told = Pick<AuditEvent, "type" | "description" | "actor" | "credential" | "data">;

/** What an event tells, in a sentence; for a type that this version does not know, its description. */
export function eventSentence({ type, description, actor, credential, data }: Told): string {
  const kind = kindsOfChange.find(({ type: of, is }) => of === type && is(data));
  const template = kind?.sentence ?? (sentences as Readonly<Record<string, string | undefined>>)[type];
  if (!template) return description;
  const who = actor?.name ?? credential?.name ?? productName();
  const it = [data.name, data.email, data.domain].find((name) => typeof name === "string" && name !== "");
  const textOf = (name: string) => textOfMember(name, name === "who" ? who : name === "it" ? it : data[name]);
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  // A sentence with a hole would say too little or something else.
  if (template.startsWith("{it}") && it === undefined) return description;
  if (names.some((name) => name !== "it" && textOf(name) === null)) return description;
  return template.replaceAll(/ ?\{(\w+)\}/g, (piece, name: string) => {
    const text = textOf(name);
    if (text === null) return "";
    return `${piece.startsWith(" ") ? " " : ""}${name === "it" ? `“${text}”` : text}`;
  });
}

/** Members that are names, not words of ours. */
const given = new Set(["who", "it", "host", "recipient", "endpoint"]);

const unusual: Readonly<Record<string, string | undefined>> = {
  traffic: "far more requests than usual",
  new_network: "use from a new network",
  rejections: "many refused requests",
  revoked_use: "use after its end",
} satisfies Record<AlertKind, string>;

/** Members that say by what somebody proved who they are. */
const proved = new Set(["method", "provider", "factor"]);

const proofs: Readonly<Record<string, string | undefined>> = {
  password: "a password",
  totp: "an authenticator app",
  authenticator: "an authenticator app",
  passkey: "a passkey",
  recovery_code: "a recovery code",
  all: "all second factors",
  trusted_issuer: "a trusted issuer",
  github: "GitHub",
  google: "Google",
};

/** An OpenID Connect provider is noted by its place in the settings, where another one may stand by now. */
function isOidc(provider: string): boolean {
  return /^(oidc|former-)/.test(provider);
}

function textOfMember(name: string, value: unknown): string | null {
  if (typeof value === "number") return value.toLocaleString("en");
  if (typeof value !== "string" || value === "") return null;
  if (name === "kind") return unusual[value] ?? value.replaceAll("_", " ");
  if (proved.has(name)) return isOidc(value) ? "single sign-on" : (proofs[value] ?? value.replaceAll("_", " "));
  return given.has(name) ? value : value.replaceAll("_", " ");
}
