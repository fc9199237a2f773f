import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { CallError } from "@/lib/http/call-error";
import { renderPage } from "@/lib/testing/render-page";
import { ConfirmDialog } from "./confirm-dialog";

/** Shows a confirmation whose action ends as the test says. */
function show(requireText?: string) {
  const runs: PromiseWithResolvers<void>[] = [];
  const closed: boolean[] = [];
  renderPage(
    <ConfirmDialog
      danger
      title="Revoke “CI”?"
      confirmLabel="Revoke"
      action={() => {
        const run = withResolvers();
        runs.push(run);
        return run.promise;
      }}
      saved={() => ({ title: "“CI” is revoked" })}
      onClose={(done) => closed.push(done)}
      requireText={requireText}
    >
      <p>It stops working at once.</p>
    </ConfirmDialog>,
  );
  return { runs, closed, user: userEvent.setup(), revoke: () => screen.getByRole("button", { name: "Revoke" }) };
}

type PromiseWithResolvers<T> = { promise: Promise<T>; resolve: (value: T) => void; reject: (error: Error) => void };

function withResolvers(): PromiseWithResolvers<void> {
  let settle: Omit<PromiseWithResolvers<void>, "promise"> | undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (!settle) throw new Error("promises call back at once");
  return { promise, ...settle };
}

it("a confirmation that asks for a name stays shut until exactly that name is typed", async () => {
  const { runs, user, revoke } = show("CI");
  await user.type(screen.getByRole("textbox", { name: "Type CI to confirm" }), "C{Enter}");
  expect(revoke().getAttribute("aria-disabled")).toBe("true");
  expect(runs).toHaveLength(0);
  await user.keyboard("I{Enter}{Enter}");
  expect(runs).toHaveLength(1);
});

it("takes a name as it is read: whatever spaces are in it, and however its accents are stored", async () => {
  const { runs, user } = show(" Ops\u00a0 team  Zu\u0308rich ");
  await user.type(screen.getByRole("textbox"), "Ops team Z\u00fcric{Enter}");
  expect(runs).toHaveLength(0);
  await user.keyboard("h{Enter}");
  expect(runs).toHaveLength(1);
});

it("does it once, stays while it is under way, and says that it is done", async () => {
  const { runs, closed, user, revoke } = show();
  await user.dblClick(revoke());
  expect(runs).toHaveLength(1);
  await user.keyboard("{Escape}");
  expect(closed).toEqual([]);
  runs[0]?.resolve();
  await waitFor(() => expect(closed).toEqual([true]));
  expect(await screen.findByText("“CI” is revoked")).toBeDefined();
});

it("says why it failed, and can be tried again or left", async () => {
  const { runs, closed, user, revoke } = show();
  await user.click(revoke());
  runs[0]?.reject(new CallError("The key is gone already", 404, "NOT_FOUND"));
  expect((await screen.findByRole("alert")).textContent).toBe("The key is gone already.");
  await user.click(revoke());
  expect(runs).toHaveLength(2);
  runs[1]?.reject(new CallError("Still gone", 404, "NOT_FOUND"));
  expect((await screen.findByRole("alert")).textContent).toBe("Still gone.");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect(closed).toEqual([false]);
});
