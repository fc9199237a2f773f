import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { NavNotesProvider } from "@/components/layout/nav-notes";
import type { Role } from "@/lib/access/catalogue";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { usageReport } from "@/lib/testing/usage-report";
import { TopKeysCard } from "./top-keys-card";
import { UsageView } from "./usage-view";

it.each([
  ["member", "Your own, last 7 days", "Your own. Choose one to see it alone"],
  ["admin", "Last 7 days", "Choose one to see it alone"],
] as const)("says to a reader who is %s whose keys and tokens are listed", async (role: Role, week, chosen) => {
  answerCalls(({ path }) => ({ status: 200, body: path.endsWith("/quotas") ? { quotas: [] } : usageReport([{}]) }));
  const notes = { openAlerts: 0, instanceAdmin: false, role, barred: { token: null, invitation: null } };
  renderPage(
    <NavNotesProvider notes={notes}>
      <TopKeysCard />
      <UsageView byCustomer={false} budgets={null} />
    </NavNotesProvider>,
    "/dashboard/usage",
  );
  const descriptionOf = async (title: string) =>
    (await screen.findByRole("heading", { name: title })).nextElementSibling?.textContent;
  expect([await descriptionOf("Top keys"), await descriptionOf("Top credentials")]).toEqual([week, chosen]);
});
