import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { clockText } from "@/components/ui/local-time";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { AccountActivity } from "./account-activity";

const event = {
  id: "evt_1",
  type: "user.sign_in_failed",
  description: "A sign-in to the account failed",
  summary: "A sign-in to the account failed",
  environment: "production",
  actor: null,
  credential: null,
  subject_id: "usr_1",
  outcome: "failure",
  address: "198.51.100.9",
  user_agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  data: { attempts: 7 },
  created_at: "2026-11-01T00:00:00Z",
  sequence: 1,
  hash: "x",
};

test("a failed sign-in is told with its attempts, address, device and outcome, and the log is narrowed in the address", async () => {
  const calls = answerCalls(() => ({ status: 200, body: { data: [event], next_cursor: null } }));
  renderPage(<AccountActivity />, "/dashboard/settings");
  expect(await screen.findByText("7 attempts")).toBeDefined();
  expect(screen.getByText("198.51.100.9")).toBeDefined();
  expect(screen.getByText(/Firefox/)).toBeDefined();
  expect(screen.getByText("Failed", { selector: "td *" })).toBeDefined();
  await userEvent.selectOptions(screen.getByLabelText("Kind of activity"), "Sign-ins");
  await screen.findByText("7 attempts");
  expect(window.location.search).toBe("?activity=sign_ins");
  expect(calls.at(-1)?.path).toBe("/api/dashboard/account/activity?limit=10&kind=sign_ins");
});

test("its times to the second are the reader's, and their zone is named", async () => {
  answerCalls(() => ({ status: 200, body: { data: [event], next_cursor: null } }));
  renderPage(<AccountActivity />, "/dashboard/settings");
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  expect((await screen.findByTitle("2026-11-01 00:00:00 UTC")).textContent).toBe(clockText(event.created_at, timeZone));
  expect(screen.getByText(new RegExp(`times are ${timeZone}$`))).toBeDefined();
});

test("a log that cannot be read says so and is no empty one", async () => {
  answerCalls(() => ({ status: 429 }));
  renderPage(<AccountActivity />, "/dashboard/settings");
  expect(await screen.findByRole("button", { name: "Retry" })).toBeDefined();
  expect(screen.queryByText("Nothing yet")).toBeNull();
});

test("attempts that came from elsewhere, and are counted in the same line, are told apart", async () => {
  const data = { attempts: 7, others: 3 };
  answerCalls(() => ({ status: 200, body: { data: [{ ...event, data }], next_cursor: null } }));
  renderPage(<AccountActivity />, "/dashboard/settings");
  expect(await screen.findByText("7 attempts, 3 of them from elsewhere or of another kind")).toBeDefined();
});
