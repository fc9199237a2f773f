import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { type Answer, answerCalls } from "@/lib/testing/answer-calls";
import { renderPage } from "@/lib/testing/render-page";
import { CreateTokenDialog } from "./create-token-dialog";

const secret = "hp_pat_0123456789012345678901234567890123456789";
const made: Answer = {
  status: 201,
  body: { token_id: "tok_1", token: secret, name: "Laptop", expires_at: "2026-12-01T00:00:00Z" },
};

/** A page with the dialog, whose calls are answered in turn. */
function openDialog(...answers: (Answer | Promise<Answer>)[]) {
  const calls = answerCalls(() => answers.shift() ?? made);
  const page = renderPage(<Page />);
  const user = userEvent.setup();
  return { ...page, user, posts: () => calls.filter(({ method }) => method === "POST") };
}

function Page() {
  const [open, setOpen] = useState(true);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      <CreateTokenDialog open={open} onClose={() => setOpen(false)} />
    </>
  );
}

const nameField = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Name" });
const createButton = () => screen.getByRole("button", { name: "Create token" });

describe("a form dialog", () => {
  it("says what is missing by the contract's own rules, focuses it, and sends nothing", async () => {
    const { user, posts } = openDialog();
    await user.click(createButton());
    expect((await screen.findByRole("alert")).textContent).toBe("The name must not be empty.");
    await waitFor(() => expect(document.activeElement).toBe(nameField()));
    expect(nameField().getAttribute("aria-invalid")).toBe("true");
    await user.type(nameField(), "Laptop");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(posts()).toEqual([]);
  });

  it("shows the server's problems at their fields and the rest above them", async () => {
    const details = [
      { path: "name", message: "is taken" },
      { path: "somewhere", message: "is not right" },
    ];
    const { user } = openDialog({ status: 400, body: { error: { code: "VALIDATION_ERROR", message: "No", details } } });
    await user.type(nameField(), "Laptop{Enter}");
    await screen.findByText("The name is taken.");
    expect(nameField().getAttribute("aria-invalid")).toBe("true");
    await waitFor(() => expect(document.activeElement).toBe(nameField()));
    expect(screen.getByText("Is not right")).toBeDefined();
    expect(nameField().value).toBe("Laptop");
  });

  it("sends once, however often Enter is pressed, and makes nothing more once it has succeeded", async () => {
    const { user, posts } = openDialog();
    await user.type(nameField(), "Laptop");
    const form = nameField().form ?? expect.unreachable("the field is in no form");
    fireEvent.submit(form);
    fireEvent.submit(form);
    await screen.findByRole("heading", { name: "Copy your new token" });
    fireEvent.submit(form);
    expect(posts()).toHaveLength(1);
    expect(posts()[0]?.body).toEqual({ name: "Laptop", expires_in_days: 90 });
  });

  it("keeps what was typed when it is closed, and when its page is mounted anew, until it was sent", async () => {
    const { user, unmount } = openDialog();
    await user.type(nameField(), "Half done");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Open" }));
    expect(nameField().value).toBe("Half done");
    unmount();
    renderPage(<Page />);
    expect(nameField().value).toBe("Half done");
    await user.click(createButton());
    await user.click(await screen.findByLabelText("I have stored it"));
    await user.click(screen.getByRole("button", { name: "Done" }));
    await user.click(screen.getByRole("button", { name: "Open" }));
    expect(nameField().value).toBe("");
  });

  it("after a lost answer tells that another try is safe, and makes it with the same Idempotency-Key", async () => {
    const { user, posts } = openDialog("connection lost");
    await user.type(nameField(), "Laptop{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain("Try again: you get that one");
    await user.click(createButton());
    await screen.findByRole("heading", { name: "Copy your new token" });
    const keys = posts().map(({ headers }) => headers.get("idempotency-key"));
    expect(keys).toHaveLength(2);
    expect(keys[1]).toBe(keys[0]);
  });
});

describe("a once-shown secret", () => {
  it("is guarded against Esc, a click outside and Done until it was stored", async () => {
    const { user, posts } = openDialog();
    await user.type(nameField(), "Laptop{Enter}");
    const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Personal access token" });
    expect(field.value).toBe(secret);
    expect(screen.queryByRole("button", { name: "Close" })).toBeNull();
    await user.keyboard("{Escape}");
    fireEvent.pointerDown(document.body);
    await user.click(screen.getByRole("button", { name: "Done" }));
    expect(screen.getByRole("alert").textContent).toContain("before you leave");
    expect(field.isConnected).toBe(true);
    await user.click(screen.getByLabelText("I have stored it"));
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(posts()).toHaveLength(1);
  });

  it("keeps the dialog from the request on, so that an answer finds somebody to show it to", async () => {
    let answer: (answer: Answer) => void = () => {};
    const { user } = openDialog(
      new Promise<Answer>((resolve) => {
        answer = resolve;
      }),
    );
    await user.type(nameField(), "Laptop{Enter}");
    await waitFor(() => expect(createButton().getAttribute("aria-busy")).toBe("true"));
    await user.keyboard("{Escape}");
    expect(screen.getByRole("dialog")).toBeDefined();
    answer(made);
    await screen.findByRole("heading", { name: "Copy your new token" });
  });
});
