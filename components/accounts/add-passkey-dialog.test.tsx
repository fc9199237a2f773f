import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { AddPasskeyDialog } from "./add-passkey-dialog";

it("refuses a name that the server would refuse before the browser makes a passkey", async () => {
  const calls = answerCalls(() => ({ status: 500, body: {} }));
  const begun = { challenge_token: "token", options: { challenge: "challenge" } };
  renderPage(<AddPasskeyDialog begun={begun} onClose={() => undefined} />);
  const user = userEvent.setup();
  const name = await screen.findByRole("textbox", { name: "Name" });
  await user.clear(name);
  await user.click(name);
  await user.paste("Lap\u200btop");
  await user.click(screen.getByRole("button", { name: "Continue" }));
  // What the browser says of making one comes to the same place.
  expect((await screen.findByRole("alert")).textContent).toMatch(/^The name must not hold .*invisible characters/);
  expect(calls).toEqual([]);
});
