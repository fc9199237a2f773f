import {
  AppWindow,
  Bell,
  BookOpen,
  Brain,
  Building2,
  ChartColumn,
  FileChartColumn,
  Fingerprint,
  FlaskConical,
  Gauge,
  KeyRound,
  Layers,
  type LucideIcon,
  MessageSquareText,
  Rocket,
  ScrollText,
  ServerCog,
  Settings,
  ShieldCheck,
  Users,
  Webhook,
} from "lucide-react";
import { productOf, type ShippedProductId } from "@/lib/access/catalogue";

/** A page that the navigation, the search and the shortcuts lead to. */
export type NavPage = {
  href: string;
  label: string;
  Icon: LucideIcon;
  /** After `g` this letter leads there. */
  letter?: string;
  /** Other words that people search it by. */
  words?: string;
  /** It is hidden where the catalogue hides this product. */
  product?: ShippedProductId;
};

/** Pages by what one does there; a group without a label stands alone and does not fold. */
export type NavGroup = { id: string; label: string | null; pages: readonly NavPage[] };

export const alertsHref = "/dashboard/alerts";

const navGroups: readonly NavGroup[] = [
  {
    id: "first",
    label: null,
    pages: [{ href: "/dashboard", label: "Overview", Icon: Gauge, letter: "o", words: "home start" }],
  },
  {
    id: "platform",
    label: "API Platform",
    pages: [
      { href: "/dashboard/api-keys", label: "API Keys", Icon: KeyRound, letter: "k", words: "secret credential" },
      { href: "/dashboard/tokens", label: "Tokens", Icon: Fingerprint, letter: "n", words: "personal access pat" },
      { href: "/dashboard/oauth-apps", label: "OAuth apps", Icon: AppWindow, letter: "a", words: "client openid sso" },
      { href: "/dashboard/webhooks", label: "Webhooks", Icon: Webhook, letter: "w", words: "endpoint event delivery" },
    ],
  },
  {
    id: "products",
    label: "Products",
    pages: [
      {
        href: "/dashboard/prompts",
        label: "Prompts",
        Icon: MessageSquareText,
        letter: "p",
        words: "template version",
        product: "prompts",
      },
      {
        href: "/dashboard/evaluations",
        label: "Evaluations",
        Icon: FlaskConical,
        letter: "e",
        words: "dataset test run",
        product: "prompts",
      },
      {
        href: "/dashboard/reports",
        label: "Reports",
        Icon: FileChartColumn,
        letter: "r",
        words: "csv export invoice",
        product: "prompts",
      },
      {
        href: "/dashboard/memories",
        label: "Memories",
        Icon: Brain,
        letter: "m",
        words: "memory search text",
        product: "memory",
      },
    ],
  },
  {
    id: "activity",
    label: "Activity",
    pages: [
      {
        href: "/dashboard/usage",
        label: "Usage",
        Icon: ChartColumn,
        letter: "u",
        words: "requests traffic limit quota chart",
      },
      { href: alertsHref, label: "Alerts", Icon: Bell, letter: "l", words: "notice unusual" },
      { href: "/dashboard/audit-log", label: "Audit log", Icon: ScrollText, letter: "d", words: "event history who" },
    ],
  },
  {
    id: "organization",
    label: "Organization",
    pages: [
      { href: "/dashboard/team", label: "Team", Icon: Users, letter: "t", words: "member invite role people" },
      {
        href: "/dashboard/organization",
        label: "Organization",
        Icon: Building2,
        letter: "g",
        words: "tenant plan policy domain settings",
      },
    ],
  },
];

/** The groups with the pages of products that the catalogue shows; a group without any is left out. */
export function shownGroups(): NavGroup[] {
  return navGroups
    .map((group) => ({ ...group, pages: group.pages.filter(({ product }) => !product || !productOf(product).hidden) }))
    .filter(({ pages }) => pages.length > 0);
}

/** For those who administer the deployment. */
export const deploymentGroup: NavGroup = {
  id: "deployment",
  label: null,
  pages: [
    {
      href: "/dashboard/admin",
      label: "Administration",
      Icon: ServerCog,
      letter: "x",
      words: "deployment operator users plans catalogue products",
    },
  ],
};

/** About the reader: these stand in the account's menu. */
export const accountPages: readonly NavPage[] = [
  { href: "/dashboard/settings", label: "Settings", Icon: Settings, letter: "s", words: "profile account" },
  {
    href: "/dashboard/authorized-apps",
    label: "Authorized apps",
    Icon: ShieldCheck,
    letter: "h",
    words: "consent grant oauth withdraw",
  },
  { href: "/dashboard/welcome", label: "First steps", Icon: Rocket, letter: "f", words: "welcome onboarding start" },
];

/** Pages outside of the dashboard. */
export const publicPages: readonly NavPage[] = [
  { href: "/docs", label: "Docs", Icon: BookOpen, words: "api reference documentation openapi" },
  { href: "/pricing", label: "Pricing", Icon: Layers, words: "plans limits upgrade" },
];

/** Whether a page, or one below it, is at `path`. */
export function isAt({ href }: Pick<NavPage, "href">, path: string): boolean {
  return href === "/dashboard" ? path === href : path === href || path.startsWith(`${href}/`);
}
