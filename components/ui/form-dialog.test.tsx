import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { z } from "zod";
import { CallError } from "@/lib/http/call-error";
import { renderPage } from "@/lib/testing/render-page";
import { FormDialog } from "./form-dialog";
import { CheckField } from "./form-fields";
import { TextField } from "./text-field";
import { useContractForm } from "./use-contract-form";

const Body = z.object({ name: z.string().min(1, "must not be empty"), agreed: z.boolean() });

type ExampleProps = { send: () => Promise<void>; rules?: () => Promise<typeof Body>; onClose?: () => void };

function Example({ send, rules = async () => Body, onClose = () => undefined }: ExampleProps) {
  const form = useContractForm({ values: { name: "", agreed: false }, schema: rules, send });
  return (
    <FormDialog form={form} onClose={onClose} title="Example" submitLabel="Send">
      <TextField control={form.control} name="name" label="Name" />
      <CheckField control={form.control} name="agreed" label="Agreed" />
    </FormDialog>
  );
}

it("a problem of a field that has no place for it is told above the form", async () => {
  const problems = [{ path: "agreed", message: "must be given" }];
  const user = userEvent.setup();
  renderPage(<Example send={() => Promise.reject(new CallError("No", 400, "VALIDATION_ERROR", problems))} />);
  await user.type(screen.getByRole("textbox", { name: "Name" }), "x{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("Must be given");
});

it("problems that contract and form share with the server are told in one voice", async () => {
  const problems = [{ path: "name", message: "must not be empty" }];
  const user = userEvent.setup();
  renderPage(<Example send={() => Promise.reject(new CallError("No", 400, "VALIDATION_ERROR", problems))} />);
  await user.click(screen.getByRole("button", { name: "Send" }));
  const byContract = (await screen.findByRole("alert")).textContent;
  await user.type(screen.getByRole("textbox", { name: "Name" }), "x{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe(byContract);
  expect(byContract).toBe("Must not be empty");
});

it("cannot be left while the rules load that it is checked by, and then sends once", async () => {
  let arrive: (rules: typeof Body) => void = () => undefined;
  const rules = new Promise<typeof Body>((resolve) => {
    arrive = resolve;
  });
  const [send, onClose] = [vi.fn(async () => undefined), vi.fn()];
  const user = userEvent.setup();
  renderPage(<Example send={send} rules={() => rules} onClose={onClose} />);
  await user.type(screen.getByRole("textbox", { name: "Name" }), "x{Enter}{Escape}");
  await user.click(screen.getByRole("button", { name: "Cancel" }));
  expect([onClose.mock.calls, send.mock.calls]).toEqual([[], []]);
  arrive(Body);
  await vi.waitFor(() => expect(send).toHaveBeenCalledOnce(), 20_000);
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce(), 20_000);
});

it.each([
  ["/portal", []],
  ["/dashboard/tokens", ["/sign-in?error=SessionRequired&callbackUrl=%2Fdashboard%2Ftokens"]],
])("an ended session is told in the form, and leads from %s to %j", async (address, expected) => {
  const left: string[] = [];
  vi.spyOn(window.location, "assign").mockImplementation((url) => void left.push(String(url)));
  const user = userEvent.setup();
  renderPage(<Example send={() => Promise.reject(new CallError("It is closed", 401, "UNAUTHORIZED"))} />, address);
  await user.type(screen.getByRole("textbox", { name: "Name" }), "x{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("It is closed.");
  expect(left).toEqual(expected);
});
