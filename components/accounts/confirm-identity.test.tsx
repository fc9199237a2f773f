import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { createTokenContract } from "@/lib/features/tokens/contract";
import { call } from "@/lib/http/call";
import { CallError } from "@/lib/http/call-error";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { ConfirmIdentity } from "./confirm-identity";

const refused: Answer = {
  status: 403,
  body: { error: { code: "REAUTHENTICATION_REQUIRED", message: "Confirm that it is you" }, methods: ["password"] },
};
const wrong: Answer = {
  status: 400,
  body: {
    error: {
      code: "VALIDATION_ERROR",
      message: "No",
      details: [{ path: "password", message: "is not your password" }],
    },
  },
};
const made: Answer = { status: 201, body: { token_id: "tok_1", token: "hp_pat_x" } };

/** A server that asks who is there until the right password was sent. */
function askingServer() {
  let confirmed = false;
  return answerCalls(async ({ path, body }) => {
    if (path !== "/api/dashboard/confirm") return confirmed ? made : refused;
    confirmed = Reflect.get(Object(body), "password") === "right";
    return confirmed ? { status: 200, body: { confirmed_until: "2026-11-27T00:00:00Z" } } : wrong;
  });
}

const create = (name: string) => call(createTokenContract, { body: { name } });

it("asks once for requests that are refused at the same time, and sends each again as it was", async () => {
  const calls = askingServer();
  renderPage(<ConfirmIdentity />);
  const both = Promise.all([create("one"), create("two")]);
  const user = userEvent.setup();
  const password = await screen.findByLabelText("Password");
  expect(document.activeElement).toBe(password);
  await user.type(password, "guess{Enter}");
  await screen.findByText("This is not your password.");
  await user.clear(password);
  await user.type(password, "right{Enter}");
  expect(await both).toEqual([made.body, made.body]);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  const sent = calls.filter(({ path }) => path === "/api/dashboard/user/tokens");
  const keys = sent.map(({ headers }) => headers.get("idempotency-key"));
  expect(sent.map(({ body }) => Reflect.get(Object(body), "name"))).toEqual(["one", "two", "one", "two"]);
  expect(keys.slice(2)).toEqual(keys.slice(0, 2));
});

it("fails the request in plain words when the user would not, and asks anew the next time", async () => {
  askingServer();
  renderPage(<ConfirmIdentity />);
  const user = userEvent.setup();
  for (const _ of [1, 2]) {
    const failure = create("one").catch((error: unknown) => error);
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    const error = await failure;
    expect(error).toBeInstanceOf(CallError);
    expect(error).toMatchObject({ status: 403, message: expect.stringMatching(/^Nothing was done/) });
  }
});
