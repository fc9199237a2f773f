import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderOutside } from "@/lib/testing/render-page";
import { ConfirmFirst } from "./confirm-first";

it("asks on a page outside of the dashboard who is there, and draws that page anew once they have shown it", async () => {
  const calls = answerCalls(() => ({ status: 200, body: { confirmed_until: "2026-11-27T00:10:00Z" } }));
  const { visited } = renderOutside(<ConfirmFirst methods={["password"]} />, "/consent/uid");
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Confirm it’s me" }));
  await user.type(await screen.findByLabelText("Password"), "my passphrase{Enter}");
  await waitFor(() => expect(visited).toEqual(["refresh"]));
  expect(calls).toMatchObject([{ path: "/api/dashboard/confirm", body: { password: "my passphrase" } }]);
  expect(screen.queryByRole("dialog")).toBeNull();
});
