import {
  BellRing,
  ChartColumn,
  Fingerprint,
  Gauge,
  KeyRound,
  ListChecks,
  LogIn,
  Network,
  ShieldCheck,
  Users,
  Webhook,
  Workflow,
} from "lucide-react";

const features = [
  {
    Icon: KeyRound,
    title: "API keys",
    text: "Live and test keys with scopes, expiry and allowed addresses. Shown once, stored as a hash, rotated with an overlap you choose.",
  },
  {
    Icon: Fingerprint,
    title: "Personal access tokens",
    text: "For scripts that act as their user. They always expire, and end with a changed password.",
  },
  {
    Icon: ListChecks,
    title: "Scopes",
    text: "A key can do what it was given and nothing else, and can hand on no more than it holds.",
  },
  {
    Icon: Gauge,
    title: "Limits by plan",
    text: "Per organization and product, so more keys never mean more quota. Every answer says how much is left.",
  },
  {
    Icon: ChartColumn,
    title: "Usage",
    text: "Requests by key, endpoint and outcome, with quotas and the moment they reset.",
  },
  {
    Icon: LogIn,
    title: "Sign-in",
    text: "Passwords, GitHub, Google, or the issuer you trust already. Each session can be ended at once.",
  },
  {
    Icon: ShieldCheck,
    title: "OAuth 2.0",
    text: "A conformant authorization server: PKCE, refresh rotation, device flow, and consent in plain words.",
  },
  {
    Icon: Users,
    title: "Organizations",
    text: "Owners, admins and members. Removing somebody ends their access at once and says what happens to their keys.",
  },
  {
    Icon: Network,
    title: "In front of any service",
    text: "One call verifies a key, its scopes and its limits, or your proxy asks before it lets a request pass.",
  },
  {
    Icon: Webhook,
    title: "Webhooks",
    text: "Signed, retried for a day, with every attempt to read and to send again.",
  },
  {
    Icon: BellRing,
    title: "Alerts",
    text: "Traffic far above its own history, a new network, a revoked key in use: in the dashboard and by mail.",
  },
  {
    Icon: Workflow,
    title: "Prompts and memories",
    text: "Versions, evaluations, reports, search: products to begin with, each with scopes and limits of its own.",
  },
];

export function FeatureGrid() {
  return (
    <ul className="grid gap-x-10 gap-y-8 sm:grid-cols-2 lg:grid-cols-3">
      {features.map(({ Icon, title, text }) => (
        <li key={title}>
          <Icon aria-hidden className="size-5 text-accent-text" />
          <h3 className="mt-3 font-semibold">{title}</h3>
          <p className="mt-1 text-sm text-pretty text-muted">{text}</p>
        </li>
      ))}
    </ul>
  );
}
