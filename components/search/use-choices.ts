"use client";
import {
  Activity,
  AppWindow,
  Brain,
  FileChartColumn,
  Fingerprint,
  FlaskConical,
  Keyboard,
  KeyRound,
  ListChecks,
  LogOut,
  MessageSquareText,
  Monitor,
  Moon,
  ServerCog,
  Settings2,
  Sun,
  Table2,
  UserPlus,
  Wallet,
  Webhook,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { adminPages } from "@/components/layout/admin-pages";
import { useCommands } from "@/components/layout/commands";
import { type NavNotes, useNavNotes } from "@/components/layout/nav-notes";
import { accountPages, deploymentGroup, isAt, publicPages, shownGroups } from "@/components/layout/navigation";
import { useSignOut } from "@/components/layout/use-sign-out";
import { useTheme } from "@/components/layout/use-theme";
import { roleReaches } from "@/lib/access/catalogue";
import type { Choice, ChoiceGroup } from "./choices";
import { scrollOnceThere } from "./scroll-once-there";

const adminsOnly = "This needs the role Admin in the organization";

type Linked = Omit<Choice, "run" | "reason"> & { href: string; forAdmins?: true; needs?: keyof NavNotes["barred"] };

/** What can be begun from anywhere: each leads to the page that holds the form, with the form open. */
const creations: readonly Linked[] = [
  {
    id: "new-key",
    label: "Create API key",
    words: "new secret",
    keys: "c",
    Icon: KeyRound,
    href: "/dashboard/api-keys?create=1",
  },
  {
    id: "new-token",
    label: "Create token",
    words: "new personal access pat",
    Icon: Fingerprint,
    href: "/dashboard/tokens?create=1",
    needs: "token",
  },
  {
    id: "new-prompt",
    label: "New prompt",
    words: "create template",
    Icon: MessageSquareText,
    href: "/dashboard/prompts?create=1",
  },
  { id: "new-memory", label: "New memory", words: "create text", Icon: Brain, href: "/dashboard/memories?create=1" },
  {
    id: "new-report",
    label: "New report",
    words: "create export csv",
    Icon: FileChartColumn,
    href: "/dashboard/reports?create=1",
  },
  {
    id: "new-run",
    label: "Run evaluation",
    words: "new create test",
    Icon: FlaskConical,
    href: "/dashboard/evaluations?create=1",
  },
  {
    id: "new-app",
    label: "Register OAuth app",
    words: "new create client",
    Icon: AppWindow,
    href: "/dashboard/oauth-apps?create=1",
    forAdmins: true,
  },
  {
    id: "new-webhook",
    label: "Add webhook endpoint",
    words: "new create",
    Icon: Webhook,
    href: "/dashboard/webhooks?create=1",
    forAdmins: true,
  },
  {
    id: "invite",
    label: "Invite people",
    words: "new member team add",
    Icon: UserPlus,
    href: "/dashboard/team?create=1",
    forAdmins: true,
    needs: "invitation",
  },
];

const statusPage: Linked = {
  id: "status",
  label: "Status of the service",
  words: "health uptime",
  Icon: Activity,
  href: "/status",
};

/** Pages that only the page above them leads to. */
const innerPages: readonly Linked[] = [
  {
    id: "conformance",
    label: "Conformance",
    words: "documents behaviours tests",
    Icon: ListChecks,
    href: "/docs/conformance",
  },
  {
    id: "key-templates",
    label: "Key templates",
    words: "api default",
    Icon: KeyRound,
    href: "/dashboard/api-keys/templates",
  },
  {
    id: "datasets",
    label: "Datasets",
    words: "evaluation rows test",
    Icon: Table2,
    href: "/dashboard/evaluations/datasets",
  },
  {
    id: "budgets",
    label: "Budgets",
    words: "usage limit spend",
    Icon: Wallet,
    href: "/dashboard/usage/budgets",
    forAdmins: true,
  },
  // The first of them is in the navigation.
  ...adminPages.slice(1).map(({ href, label }) => ({
    id: href,
    label: `${label} of the deployment`,
    words: "administration operator",
    Icon: ServerCog,
    href,
  })),
];

/** Parts of the settings, by the ids that their cards have. */
const settings: readonly Linked[] = [
  { label: "Name and email address", words: "profile verify", href: "/dashboard/settings#profile" },
  { label: "Ways to sign in", words: "github google provider connect", href: "/dashboard/settings#sign-in-methods" },
  {
    label: "Two-step verification and passkeys",
    words: "authenticator totp recovery codes security mfa 2fa",
    href: "/dashboard/settings#factors",
  },
  { label: "Password", words: "change security", href: "/dashboard/settings#password" },
  { label: "Sessions", words: "devices sign out others", href: "/dashboard/settings#sessions" },
  { label: "Account activity", words: "security log sign-ins history", href: "/dashboard/settings#activity" },
  { label: "Your data", words: "export download privacy", href: "/dashboard/settings#own-data" },
  { label: "Delete your account", words: "close remove", href: "/dashboard/settings#delete-account" },
  { label: "Organization name and ID", words: "rename tenant", href: "/dashboard/organization#general" },
  {
    label: "Organization policy",
    words: "second factor required key lifetime addresses security",
    href: "/dashboard/organization#policy",
  },
  { label: "Sign-in domains", words: "sso domain provider", href: "/dashboard/organization#domains", forAdmins: true },
].map((line) => ({ ...line, id: line.href, Icon: Settings2 }) as Linked);

/** What the search offers without asking the server: what can be done, pages and settings, as the reader may. */
export function useChoices(): readonly ChoiceGroup[] {
  const router = useRouter();
  const notes = useNavNotes();
  const { openShortcuts } = useCommands();
  const signOut = useSignOut();
  const [theme, setTheme] = useTheme();
  const linked = (line: Linked): Choice => ({
    ...line,
    reason: whyBarred(line, notes),
    run: () => {
      router.push(line.href);
      scrollOnceThere(line.href);
    },
  });
  const themed = [
    { value: "light", label: "Light theme", Icon: Sun },
    { value: "dark", label: "Dark theme", Icon: Moon },
    { value: "system", label: "Theme of the system", Icon: Monitor },
  ] as const;
  return [
    {
      label: "Actions",
      choices: [
        ...creations.map(linked),
        ...themed
          .filter(({ value }) => value !== theme)
          .map(({ value, label, Icon }) => ({
            id: value,
            label,
            words: "appearance color mode",
            Icon,
            run: () => setTheme(value),
          })),
        {
          id: "shortcuts",
          label: "Keyboard shortcuts",
          words: "help keys",
          keys: "?",
          Icon: Keyboard,
          run: openShortcuts,
        },
        { id: "sign-out", label: "Sign out", words: "log out leave", Icon: LogOut, run: () => void signOut() },
      ],
    },
    { label: "Pages", choices: pagesFor(notes).map((page) => linked(page)) },
    { label: "Settings", choices: settings.map(linked) },
  ];
}

/** Why the reader cannot go where a line leads; null when they can. */
function whyBarred({ forAdmins, needs }: Linked, { role, barred }: NavNotes): string | null {
  if (forAdmins && !roleReaches(role, "admin")) return adminsOnly;
  return needs ? barred[needs] : null;
}

function pagesFor({ instanceAdmin }: NavNotes): readonly Linked[] {
  const groups = [...shownGroups(), ...(instanceAdmin ? [deploymentGroup] : [])];
  const pages = [...groups.flatMap((group) => group.pages), ...accountPages, ...publicPages];
  const linked = pages.map(({ href, label, Icon, letter, words }) => ({
    id: href,
    href,
    label,
    Icon,
    ...(letter ? { keys: `g ${letter}` } : {}),
    ...(words ? { words } : {}),
  }));
  return [...linked, statusPage, ...innerPages.filter(({ href }) => pages.some((page) => isAt(page, href)))];
}
