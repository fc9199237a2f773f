import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { FocusKeeper } from "./focus-keeper";

function Page({ end }: { end: "row" | "emptied" | "form" | "disabled" }) {
  const [done, setDone] = useState(false);
  const act = (
    <button type="button" disabled={end === "disabled" && done} onClick={() => setDone(true)}>
      Act
    </button>
  );
  return (
    <>
      <main>
        <section aria-label="Rows">
          <h1>Rows</h1>
          {!(end === "row" && done) && <div>{act}</div>}
        </section>
        {end === "emptied" && (
          <header>
            <h2>Key</h2>
            <div>{!done && act}</div>
          </header>
        )}
        {end === "form" && (done ? <p role="status">Done</p> : <form aria-label="Form">{act}</form>)}
      </main>
      <FocusKeeper />
    </>
  );
}

function SentOnce({ onDone }: { onDone: (what: string) => void }) {
  const [sent, setSent] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone("submitted");
        setSent(true);
      }}
    >
      <Button type="submit" pending={sent} onClick={() => onDone("clicked")}>
        Send
      </Button>
    </form>
  );
}

it.each([
  ["of a row that goes away stays in what held the row", "row", "SECTION"],
  ["of the last button of a bar goes to what shows something around it", "emptied", "HEADER"],
  ["of a form that its outcome replaces stays in the page's content", "form", "MAIN"],
])("the focus %s", async (_, end, tag) => {
  render(<Page end={end as "row" | "emptied" | "form"} />);
  await userEvent.click(screen.getAllByRole("button", { name: "Act" }).at(-1) as HTMLElement);
  await waitFor(() => expect(document.activeElement?.tagName).toBe(tag));
});

it("what took the focus for something else is no stop of the Tab key afterwards", async () => {
  render(
    <>
      <Page end="row" />
      <button type="button">Next</button>
    </>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Act" }));
  const section = screen.getByRole("region", { name: "Rows" });
  await waitFor(() => expect(document.activeElement).toBe(section));
  screen.getByRole("button", { name: "Next" }).focus();
  expect(section.hasAttribute("tabindex")).toBe(false);
});

it("a button that cannot be used now keeps the focus, says so, and neither acts nor submits", async () => {
  const done: string[] = [];
  render(<SentOnce onDone={(what) => done.push(what)} />);
  const send = screen.getByRole("button", { name: "Send" });
  await userEvent.click(send);
  expect(document.activeElement).toBe(send);
  expect(send.getAttribute("aria-disabled")).toBe("true");
  await userEvent.click(send);
  await userEvent.keyboard("{Enter}");
  expect(done).toEqual(["clicked", "submitted"]);
});

function Asking() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <main tabIndex={-1}>
        <button type="button" onClick={() => setOpen(true)}>
          Change
        </button>
        <Dialog open={open} onOpenChange={setOpen} title="Sure?" />
      </main>
      <FocusKeeper />
    </>
  );
}

it("leaves it to a dialog that closes to give the focus back to what opened it", async () => {
  render(<Asking />);
  const change = screen.getByRole("button", { name: "Change" });
  await userEvent.click(change);
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
  expect(document.activeElement).toBe(change);
});
