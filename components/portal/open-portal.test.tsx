import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { answerCalls } from "@/lib/testing/answer-calls";
import { renderOutside } from "@/lib/testing/render-page";
import { OpenPortal } from "./open-portal";

it("asks before another customer's portal that is open makes room, and opens the link then", async () => {
  const conflict = { error: { code: "CONFLICT", message: "You have the portal of Ada open in this browser" } };
  const calls = answerCalls(({ body }) =>
    Reflect.get(Object(body), "replace") === true ? { status: 204 } : { status: 409, body: conflict },
  );
  const led: string[] = [];
  vi.spyOn(window.location, "replace").mockImplementation((url) => void led.push(String(url)));
  renderOutside(<OpenPortal />, "/portal/open#token=secret");
  expect((await screen.findByRole("alert")).textContent).toContain("You have the portal of Ada open in this browser.");
  expect([window.location.hash, led]).toEqual(["", []]);
  await userEvent.setup().click(screen.getByRole("button", { name: "Open this one instead" }));
  await waitFor(() => expect(led).toEqual(["/portal"]));
  expect(calls.map(({ body }) => body)).toEqual([{ token: "secret" }, { token: "secret", replace: true }]);
});
