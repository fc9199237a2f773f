import { fireEvent, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";
import { renderPage } from "@/lib/testing/render-page";
import { FormDialog } from "./form-dialog";
import { PickerField } from "./form-fields";
import { SearchPicker } from "./search-picker";
import { useContractForm } from "./use-contract-form";

const all = Array.from({ length: 500 }, (_, place) => ({ value: `k${place}`, label: `Key ${place}` }));

function Picker({ initial = "", onChoice = () => {} }: { initial?: string; onChoice?: (value: string) => void }) {
  const [value, setValue] = useState(initial);
  return (
    <SearchPicker
      label="Key"
      anything="All keys"
      source={{
        group: "test-keys",
        find: async (search) => all.filter(({ label }) => label.includes(search)).slice(0, 3),
        name: async (wanted) => all.find((option) => option.value === wanted)?.label ?? null,
      }}
      value={value}
      onValueChange={(next) => {
        setValue(next);
        onChoice(next);
      }}
    />
  );
}

const labels = () => screen.getAllByRole("option").map(({ textContent }) => textContent);

it("offers the likeliest first, and by typing what is far beyond them", async () => {
  const chosen: string[] = [];
  renderPage(<Picker onChoice={(value) => chosen.push(value)} />);
  const field = screen.getByRole("combobox", { name: "Key" });
  expect(field).toHaveProperty("value", "All keys");
  await userEvent.click(field);
  await waitFor(() => expect(labels()).toEqual(["All keys", "Key 0", "Key 1", "Key 2"]));
  await userEvent.type(field, "Key 499");
  await waitFor(() => expect(labels()).toEqual(["Key 499"]));
  await userEvent.click(screen.getByRole("option", { name: "Key 499" }));
  expect(chosen).toEqual(["k499"]);
  expect(screen.queryByRole("listbox")).toBeNull();
  await waitFor(() => expect(field).toHaveProperty("value", "Key 499"));
});

it("goes by arrows and Enter, and leaves what was chosen on Escape", async () => {
  const chosen: string[] = [];
  renderPage(<Picker initial="k7" onChoice={(value) => chosen.push(value)} />);
  const field = screen.getByRole("combobox", { name: "Key" });
  await waitFor(() => expect(field).toHaveProperty("value", "Key 7"));
  await userEvent.click(field);
  await waitFor(() => expect(labels()).toHaveLength(4));
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  const active = document.getElementById(field.getAttribute("aria-activedescendant") ?? "");
  expect(active?.textContent).toBe("Key 1");
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(field).toHaveProperty("value", "Key 7");
  await userEvent.keyboard("{ArrowDown}");
  await waitFor(() => expect(labels()).toHaveLength(4));
  await userEvent.keyboard("{ArrowUp}{Enter}");
  expect(chosen).toEqual(["k2"]);
});

it("goes back to everything, says when nothing matches, and shows a value that is not there as it is", async () => {
  const chosen: string[] = [];
  renderPage(<Picker initial="gone" onChoice={(value) => chosen.push(value)} />);
  const field = screen.getByRole("combobox", { name: "Key" });
  expect(field).toHaveProperty("value", "gone");
  await userEvent.click(field);
  await userEvent.type(field, "nothing like it");
  expect(await screen.findByText("Nothing matches")).toBeDefined();
  await userEvent.clear(field);
  await userEvent.click(await screen.findByRole("option", { name: "All keys" }));
  expect(chosen).toEqual([""]);
});

it("lets Enter choose only of what was found for what is typed, and not while an input method composes it", async () => {
  const chosen: string[] = [];
  let answer = () => {};
  const find = async (search: string) => {
    if (search !== "") await new Promise<void>((resolve) => (answer = resolve));
    return all.filter(({ label }) => label.includes(search)).slice(0, 3);
  };
  const source = { group: "test-late", find, name: async () => null };
  renderPage(
    <SearchPicker label="Key" source={source} value="" onValueChange={(value: string) => chosen.push(value)} />,
  );
  const field = screen.getByRole("combobox", { name: "Key" });
  await userEvent.click(field);
  await waitFor(() => expect(labels()).toHaveLength(3));
  const unanswered = answer;
  // Before the search is sent, and before it is answered.
  await userEvent.type(field, "Key 499{Enter}");
  await waitFor(() => expect(answer).not.toBe(unanswered));
  await userEvent.keyboard("{Enter}");
  expect(chosen).toEqual([]);
  expect(field.getAttribute("aria-activedescendant")).toBeNull();
  expect(screen.getByText("Searching…")).toBeDefined();
  answer();
  await waitFor(() => expect(labels()).toEqual(["Key 499"]));
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  expect(chosen).toEqual([]);
  await userEvent.keyboard("{Enter}");
  expect(chosen).toEqual(["k499"]);
});

function Form({ onClose = () => {} }: { onClose?: () => void }) {
  const form = useContractForm({
    values: { key: "" },
    check: ({ key }) => (key === "" ? { key: "Choose a key" } : {}),
    send: async () => {},
  });
  const source = { group: "test-form", find: async () => all.slice(0, 3), name: async () => null };
  return (
    <FormDialog form={form} onClose={onClose} title="Example" submitLabel="Send">
      <PickerField control={form.control} name="key" label="Key" source={source} hint="Of this product" />
    </FormDialog>
  );
}

it("has the focus and its problem as its description where a form refuses it", async () => {
  renderPage(<Form />);
  await userEvent.click(screen.getByRole("button", { name: "Send" }));
  const field = await screen.findByRole("combobox", { name: "Key", description: "Choose a key Of this product" });
  expect(field.getAttribute("aria-invalid")).toBe("true");
  expect(document.activeElement).toBe(field);
});

it("leaves a dialog around it by the second Escape: the first closes its list alone", async () => {
  let closed = 0;
  renderPage(<Form onClose={() => (closed += 1)} />);
  await userEvent.click(screen.getByRole("combobox", { name: "Key" }));
  await waitFor(() => expect(labels()).toHaveLength(3));
  await userEvent.keyboard("{Escape}");
  expect([screen.queryByRole("listbox"), closed]).toEqual([null, 0]);
  await userEvent.keyboard("{Escape}");
  expect(closed).toBe(1);
});

it("sends of a pasted credential no more than lists show", async () => {
  const asked: string[] = [];
  const find = async (search: string) => {
    asked.push(search);
    return all.slice(0, 1);
  };
  const source = { group: "test-pasted", find, name: async () => null };
  renderPage(<SearchPicker label="Key" source={source} value="" onValueChange={() => {}} />);
  const field = screen.getByRole("combobox", { name: "Key" });
  const secret = "Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z";
  for (const [pasted, sent] of [
    [`pr_live_${secret}`, "pr_live_Ab3dEf"],
    [`Bearer lk_pat_${secret}_more`, "Bearer lk_pat_Ab3dEf"],
    ["customer_0000012345_eu", "customer_0000012345_eu"],
  ] as const) {
    await userEvent.clear(field);
    await userEvent.click(field);
    await userEvent.paste(pasted);
    await waitFor(() => expect(asked.at(-1)).toBe(sent));
  }
  expect(asked.join()).not.toContain(secret);
});
