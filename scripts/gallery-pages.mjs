/**
 * What the gallery shows. A shot is a page, with what is done on it before its picture is taken. `open` clicks what is
 * called so, `first` follows the first link below an address (or the one `named` so). `told` goes on to the address
 * that the page tells and that holds this, with `more` at its end. `broken` lets the page's own requests fail, and
 * `choose` takes an option, so that a page that came with its figures asks for others. `whole` shows a long page to its
 * end.
 */
const dashboard = (path) => `/dashboard${path}`;
const list = (name, path, more = {}) => ({ name, path: dashboard(path), ...more });
/** The page of the first thing in a list. */
const detail = (name, path) => ({ name, path: dashboard(path), first: `${dashboard(path)}/` });
const dialog = (name, path, open) => ({ name, path: dashboard(path), open: [open].flat() });

const ofEverybody = [
  list("overview", ""),
  list("keys", "/api-keys"),
  list("key-templates", "/api-keys/templates"),
  list("tokens", "/tokens"),
  list("webhooks", "/webhooks"),
  list("oauth-apps", "/oauth-apps"),
  list("authorized-apps", "/authorized-apps"),
  list("prompts", "/prompts"),
  list("evaluations", "/evaluations"),
  list("datasets", "/evaluations/datasets"),
  list("reports", "/reports"),
  list("memories", "/memories"),
  list("usage", "/usage", { whole: true }),
  list("own-budgets", "/usage/budgets"),
  list("alerts", "/alerts"),
  list("audit-log", "/audit-log"),
  list("team", "/team"),
  list("organization", "/organization"),
  list("settings", "/settings"),
];

export const publicShots = [
  { name: "start", path: "/" },
  { name: "pricing", path: "/pricing" },
  { name: "reference", path: "/docs" },
  { name: "reference-prompts", path: "/docs/prompts" },
  { name: "reference-endpoint", path: "/docs/prompts/post-v1-prompts" },
  { name: "conformance", path: "/docs/conformance" },
  { name: "status", path: "/status" },
  { name: "sign-in", path: "/sign-in" },
  { name: "sign-in-refused", path: "/sign-in?error=suspended" },
  { name: "sign-in-second-step-late", path: "/sign-in?step=second_factor" },
  { name: "register", path: "/register" },
  { name: "forgot-password", path: "/forgot-password" },
  { name: "reset-password", path: "/reset-password#token=none" },
  { name: "confirm-email-gone", path: "/confirm-email#token=none" },
  { name: "undo-email-change-gone", path: "/undo-email-change#token=none" },
  { name: "not-me-gone", path: "/not-me#token=none" },
  { name: "confirmed", path: "/confirmed" },
  { name: "confirmed-another", path: "/confirmed?error=identity_other" },
  { name: "invitation-gone", path: "/invitations#none" },
  { name: "device-connected", path: "/device?result=allowed" },
  { name: "authorization-failed", path: "/authorization-error?reason=expired" },
  { name: "portal-closed", path: "/portal" },
  { name: "portal-link-gone", path: "/portal/open#none" },
  { name: "not-found", path: "/there-is-no-such-page" },
];

/** By role: who they are, and what of them is shown. */
export const roles = [
  {
    role: "owner",
    email: "ada@demo.latchkey.test",
    shots: [
      ...ofEverybody,
      list("keys-none-found", "/api-keys?search=nothing+is+called+so"),
      { ...detail("key", "/api-keys"), named: "Concierge app" },
      { ...detail("rotate-key", "/api-keys"), named: "Concierge app", open: ["Rotate"] },
      { ...detail("revoke-key", "/api-keys"), named: "Concierge app", open: ["Revoke"] },
      detail("token", "/tokens"),
      detail("webhook", "/webhooks"),
      detail("oauth-app", "/oauth-apps"),
      detail("prompt", "/prompts"),
      { ...detail("evaluation", "/evaluations"), first: dashboard("/evaluations/eval_") },
      detail("dataset", "/evaluations/datasets"),
      detail("report", "/reports"),
      list("usage-quarter", "/usage?range=90d"),
      list("usage-by-tag", "/usage?group=tag&range=30d"),
      list("prompts-by-name", "/prompts?sort=name"),
      list("usage-broken", "/usage", { broken: true, choose: "7d" }),
      { name: "connect-a-device", path: "/device" },
      // Asked again, since it was allowed long ago.
      { ...detail("consent", "/oauth-apps"), named: "desk", told: "/oauth/authorize?", more: "&prompt=consent" },
      ...["api-keys", "tokens", "webhooks", "oauth-apps", "prompts", "reports", "memories"].map((noun) =>
        list(`new-in-${noun}`, `/${noun}?create=1`, { dialog: true }),
      ),
      dialog("new-own-budget", "/usage/budgets", "Create budget"),
      dialog("choose-a-time", "/usage", "Custom"),
      dialog("new-dataset", "/evaluations/datasets", "New dataset"),
      dialog("delete-account", "/settings", "Delete account"),
      dialog("alert-settings", "/alerts", "Settings"),
      dialog("search", "", "Search"),
      dialog("account-menu", "", /ada@demo/),
    ],
  },
  {
    role: "member",
    email: "tim@demo.latchkey.test",
    organization: "Lighthouse Collective",
    shots: ofEverybody,
  },
  {
    role: "administrator",
    email: "rosa@demo.latchkey.test",
    shots: [
      ...ofEverybody,
      list("administration", "/admin"),
      { ...list("organization-of-all", "/admin"), first: dashboard("/admin/organizations/") },
      list("users", "/admin/users"),
      detail("user", "/admin/users"),
      list("apps-of-all", "/admin/oauth-apps"),
      list("mail", "/admin/mail"),
      list("management-keys", "/admin/management-keys"),
      dialog("new-management-key", "/admin/management-keys", "Create management key"),
      list("catalogue", "/admin/catalogue"),
      list("limits", "/admin/limits"),
      { ...detail("limit-leases", "/admin/limits"), named: "report-exports" },
      { ...detail("limit-reservations", "/admin/limits"), named: "chat-messages" },
      dialog("new-namespace", "/admin/limits", "Create namespace"),
      list("budgets", "/admin/budgets"),
      dialog("new-budget", "/admin/budgets", "Create budget"),
      list("meters", "/admin/meters"),
      detail("meter", "/admin/meters"),
      dialog("new-meter", "/admin/meters", "Create meter"),
      list("customers", "/admin/customers"),
      { ...detail("customer", "/admin/customers"), named: "Statnett Midt" },
      {
        ...list("key-with-windows", "/api-keys?search=Board+reporting"),
        first: dashboard("/api-keys/"),
        named: "Board reporting",
      },
      dialog("new-key-template", "/api-keys/templates", "Create template"),
      list("usage-by-customer", "/usage?group=customer&range=30d"),
    ],
  },
  {
    role: "customer",
    portalOf: "grid-operator-11",
    shots: [
      { name: "portal", path: "/portal" },
      { name: "portal-new-key", path: "/portal", open: ["Create API key"] },
    ],
  },
  {
    role: "newcomer",
    email: null,
    shots: [{ name: "verify-email", path: "/verify-email" }, list("first-steps", "/welcome"), ...ofEverybody],
  },
];
