import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { MailDialog } from "./mail-dialog";

const mail = {
  id: "mail_1",
  recipient: "ada@example.test",
  subject: "Confirm your address",
  state: "waiting" as const,
  created_at: "2026-11-01T00:00:00Z",
  sent_at: null,
  last_error: null,
};
const sent = { ...mail, state: "sent" as const, sent_at: "2026-11-01T00:00:01.000Z" };

test("the links of a mail that waits are shown only when somebody asks for them", async () => {
  const calls = answerCalls(({ method }) => {
    const masked = method === "GET";
    const text = masked ? "Open https://keys.test/••••••" : "Open https://keys.test/verify-email#token=abc";
    return { status: 200, body: { data: { ...mail, text, masked } } };
  });
  renderPage(<MailDialog mail={mail} onClose={() => undefined} />);
  await screen.findByText("Open https://keys.test/••••••");
  expect(calls.some(({ method }) => method === "POST")).toBe(false);
  await userEvent.click(screen.getByRole("button", { name: "Reveal links" }));
  await screen.findByText("Open https://keys.test/verify-email#token=abc");
});

test("of a mail that was delivered no link is offered to be revealed, and it is said that none is kept", async () => {
  const text = "Open https://keys.test/verify-email#…";
  answerCalls(() => ({ status: 200, body: { data: { ...sent, text, masked: false } } }));
  renderPage(<MailDialog mail={sent} onClose={() => undefined} />);
  await screen.findByText(text);
  expect(screen.getByText("It was delivered: what its links ended with is kept no more.")).toBeDefined();
  expect(screen.queryByRole("button", { name: "Reveal links" })).toBeNull();
});
